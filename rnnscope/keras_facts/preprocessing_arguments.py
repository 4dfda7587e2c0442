"""What the arguments of preprocessing layers do, in a line each: none of them has a say in counts.

By hand, as Keras's own documentation of the classes has it; `glossary.py` gathers them.
"""

from __future__ import annotations

OF_ANY = {
    "antialias": "whether images are smoothed before they are made smaller",
    "bin_boundaries": "where one bin ends and the next begins",
    "brightness_factor": "how much brighter or darker images may become",
    "chain_depth": "how many changes follow each other, at most",
    "clip_limit": "how far contrast is raised, at most",
    "contrast_factor": "how much more or less contrast images may get",
    "crop_to_aspect_ratio": "whether images are cropped, so that nothing is stretched",
    "encoding": "how texts are encoded",
    "gptq_unpacked_column_size": "how wide the kernel is before quantization by GPTQ packs it",
    "height": "height of the images that are put out",
    "height_factor": "how far it may go up or down, as a share of the height",
    "hue_factor": "how far the hue may be shifted",
    "idf_weights": "how much each word of the vocabulary weighs in TF-IDF; given or adapted",
    "l1": "how strongly absolute values are penalized in the loss",
    "l2": "how strongly squares are penalized in the loss",
    "mag_exp": "the power that magnitudes are raised to",
    "mask_token": "the word or number that marks what is missing",
    "max_freq": "the highest frequency of the bands",
    "max_tokens": "how large the vocabulary may become; it is a table, not a weight",
    "min_freq": "the lowest frequency of the bands",
    "min_power": "the least power that is told apart from silence",
    "ngrams": "how many words in a row are taken together as well",
    "num_bins": "how many bins there are",
    "num_chains": "how many chains of changes are mixed",
    "num_mel_bins": "how many bands there are",
    "num_ops": "how many changes follow each other",
    "num_oov_indices": "how many places unknown words share",
    "num_tokens": "how many places each row that is put out has",
    "oov_method": "how unknown words are given a place",
    "oov_token": "what stands for unknown words where they are given back",
    "output_padding": "how much is added at one end of the output",
    "output_sequence_length": "to how many words each text is cut or filled up",
    "output_size": "how many windows there are along each axis, and so the size of the output",
    "pad_to_aspect_ratio": "whether borders are added, so that nothing is stretched",
    "pad_to_max_tokens": "whether the output is always as wide as max_tokens",
    "periodic": "whether the window is one period of a wave that goes on",
    "power_to_db": "whether the result is in decibels",
    "ref_power": "the power that is 0 decibels",
    "reverse_dtype": "the type of the scores on the way back",
    "salt": "what hashes are mixed with, so that others come out",
    "sampling_rate": "how many samples of sound a second has",
    "saturation_factor": "how much more or less saturated images may become",
    "scaling": "by what the result is divided: the window's energy or its sum",
    "sequence_stride": "how far frames are apart",
    "sigma": "how wide the blur is",
    "split": "where texts are cut into words",
    "standardize": "what is done to texts before they are cut",
    "threshold_factor": "above which value pixels are inverted",
    "tile_grid_size": "into how many tiles images are divided",
    "top_db": "how far below the loudest the quietest may be, in decibels",
    "vocabulary": "the words or numbers that are known; a table, not a weight",
    "vocabulary_dtype": "the type of what is in the vocabulary",
    "width": "width of the images that are put out",
    "width_factor": "how far it may go to the left or right, as a share of the width",
    "x_factor": "how far images may be slanted sideways",
    "y_factor": "how far images may be slanted up or down",
}
_SIZES = "how much larger or smaller the height may become"
IN_CLASS = {
    ("RandomZoom", "height_factor"): _SIZES,
    ("RandomZoom", "width_factor"): _SIZES.replace("height", "width"),
    ("Solarization", "addition_factor"): "what is added to pixels before",
    ("AugMix", "all_ops"): "whether changes of colour and sharpness are among them",
    ("AugMix", "alpha"): "how evenly the chains are mixed",
    ("MixUp", "alpha"): "how evenly two images are mixed",
    ("ELU", "alpha"): "what numbers far below 0 come to, with a minus",
    ("Equalization", "bins"): "how many levels of brightness are told apart",
    ("MelSpectrogram", "fft_length"): "how many samples each frame is transformed with",
    ("MelSpectrogram", "sequence_length"): "how many samples each frame has",
    ("Hashing", "mask_value"): "the value that has bin 0 to itself",
    ("STFTSpectrogram", "frame_step"): "how far frames are apart",
    ("RandomGaussianBlur", "kernel_size"): "how large the blur is; its numbers are not learned",
    ("RandomFlip", "mode"): "whether images are turned over sideways, upside down, or both",
    ("RandomErasing", "scale"): "how large what is erased may be",
    ("RandomElasticTransform", "scale"): "how far pixels may be moved",
    ("RandomPerspective", "scale"): "how far corners may be moved",
    ("Normalization", "variance"): "the variances, where they are given with the means",
    ("Bidirectional", "weights"): "the values that the weights start from",
    **{
        (name, "weights"): "the values that the weights start from"
        for name in ("Embedding", "ReversibleEmbedding")
    },
    ("InputLayer", "batch_size"): "the batch size, where it is fixed",
    ("InputLayer", "shape"): "the shape that comes in, without the batch",
    ("InputLayer", "input_tensor"): "a tensor that comes in, where there is one already",
    **{
        (name, "factor"): "how strongly images are changed"
        for name in (
            *("RandomBrightness", "RandomColorDegeneration", "RandomContrast", "RandomHue"),
            *("RandomSaturation", "RandomSharpness", "RandomGaussianBlur"),
            *("AugMix", "RandAugment"),
        )
    },
    ("CutMix", "factor"): "how large the patches may be",
    ("RandomRotation", "factor"): "how far images may be turned, as a share of a full turn",
    ("RandomPosterization", "factor"): "how many bits each colour keeps",
    **{
        (f"Random{name}", "factor"): "how often images are changed"
        for name in ("Grayscale", "Invert", "Perspective", "ElasticTransform", "Erasing")
    },
    **{
        (name, "factor"): "nothing here: other layers that change images use it"
        for name in (
            *("Resizing", "CenterCrop", "RandomCrop", "RandomColorJitter", "RandomFlip"),
            *("RandomShear", "RandomTranslation", "RandomZoom", "MixUp", "Solarization"),
            *("AutoContrast", "Equalization", "ContrastLimitedAdaptiveHistogramEqualization"),
        )
    },
}
