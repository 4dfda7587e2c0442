"""The names that formulas use for sizes, in the order a formula is written.

Names are Keras's own constructor arguments and, for the axes of an input,
the words Keras's documentation uses.  Where a name means something else in
one class, `MEANINGS` says so.
"""

from __future__ import annotations

from rnnscope.keras_facts.preprocessing_arguments import IN_CLASS, OF_ANY

SYMBOLS = {
    "gates": "gates in the cell, each with weights of its own",
    "batch": "examples in a batch",
    "timesteps": "steps in a sequence",
    "query_timesteps": "steps of the query",
    "value_timesteps": "steps of key and value",
    "depth": "size along the first spatial axis",
    "height": "rows",
    "width": "columns",
    "input_timesteps": "steps of what comes in",
    "input_depth": "size of what comes in along its first spatial axis",
    "input_height": "rows of what comes in",
    "input_width": "columns of what comes in",
    "axis_1": "size of axis 1",
    "axis_2": "size of axis 2",
    "axis_3": "size of axis 3",
    "units": "size of the output (its last axis)",
    "kernel_depth": "extent of the kernel along the first axis",
    "kernel_height": "extent of the kernel along the rows",
    "kernel_width": "extent of the kernel along the columns or steps",
    "channels": "channels of the input",
    "depth_multiplier": "outputs that each input channel is convolved into",
    "groups": "groups the channels are split into",
    "filters": "kernels, and so channels of the output",
    "input_dim": "features of the input (its last axis)",
    "output_dim": "size of the vector that stands for one token",
    "nb_feature": "Dense layers of which the greatest output is taken",
    "num_heads": "attention heads",
    "num_query_heads": "heads of the query",
    "num_key_value_heads": "heads of key and value, each for a group of query heads",
    "key_dim": "size of each head's query and key",
    "value_dim": "size of each head's value",
    "head_dim": "size of each head's query, key and value",
    "query_features": "features of the query",
    "key_features": "features of the key",
    "value_features": "features of the value",
    "output_features": "features of the attention output",
    "features": "features of the input",
    "projection_dim": "channels that are scaled",
    "frame_length": "samples that one step looks at",
    "frame_step": "samples from one step to the next",
    "fft_length": "length of the transform: the next power of two, where it is not set",
    "sequence_stride": "samples from one step to the next",
    "num_mel_bins": "bands of loudness",
    "num_tokens": "different tokens",
    "num_bins": "bins that values are put into",
    "num_classes": "different classes",
    "vocabulary_size": "words in the table, unknown ones included",
    "max_tokens": "most words that the table can have",
    "output_sequence_length": "words that each text is cut or filled up to",
    "lora_rank": "size between the two matrices that LoRA trains",
    "block_size": "rows of the kernel that share a scale",
    "group_size": "rows of the kernel that share a scale",
    "amax_history_length": "steps whose largest values are remembered",
    "n": "how often the input is repeated",
    "rest": "what is left for the axis given as -1",
}

# Families of names: the part before the last underscore, and what the whole means.
FAMILIES = {
    "stride": "how far the window moves along that axis",
    "dilation": "distance between the kernel's points along that axis",
    "pool": "extent of the pooling window along that axis",
    "size": "how often each position is repeated along that axis",
    "target": "size of that axis of the target shape",
    "features": "size of that axis of the input",
    "axis": "size of that axis",
    "input": "size of the input along that label of the equation",
    "output": "size of the output along that axis",
}


def _named(cell: str) -> tuple[str, ...]:
    """Return the classes that run a cell."""
    return (cell, f"{cell}Cell", f"CuDNN{cell}", f"Q{cell}")


_RECURRENT = (*_named("SimpleRNN"), *_named("LSTM"), *_named("GRU"))
_TABLES = ("Embedding", "ReversibleEmbedding")
_POOLINGS = tuple(f"{way}Pooling{n}D" for way in ("Max", "Average") for n in (1, 2, 3))
_CONVOLUTIONS = (*(f"Conv{n}D" for n in (1, 2, 3)), "QConv1D", "QConv2D")
_ATTENTIONS = ("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention")

MEANINGS = {
    **{(name, "input_dim"): "size of the vocabulary: one row per token" for name in _TABLES},
    **{(name, "block_size"): "numbers of a row that share a scale" for name in _TABLES},
    **{(name, "input_dim"): "features of the input at one step" for name in _RECURRENT},
    **{
        (name, "units"): "size of the hidden state, which is also the output at each step"
        for name in _RECURRENT
    },
    **{
        (name, "output_dim"): "size of the output (its last axis)"
        for name in ("MaxoutDense", "RandomFourierFeatures")
    },
    **{
        (name, "gates"): "gates in the cell: input, forget, cell (candidate), output"
        for name in (*_named("LSTM"), "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
    },
    **{(name, "gates"): "gates in the cell: update, reset, candidate" for name in _named("GRU")},
    **{
        (name, "filters"): "channels of the hidden state and of the output"
        for name in ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
    },
}

EFFECTS = {
    "backward_layer": "the layer for the way back, where it is one of its own",
    "use_bias": "whether there is a bias at all",
    "bias": "whether there is a bias at all",
    "reset_after": "whether x and h have a bias each, or one between them",
    "kernel_size": "extent of the kernel along each axis",
    "data_format": "where the channels axis stands, and so which size is counted",
    "axis": "which axes of the input have weights of their own",
    "scale": "whether gamma is there",
    "center": "whether beta is there",
    "renorm": "whether three more statistics are kept",
    "rms_scaling": "whether there is only a scale, and no shift",
    "shared_axes": "along which axes one slope serves all positions",
    "output_shape": "size of the output along each axis",
    "equation": "which axes the kernel has",
    "bias_axes": "which output axes have a bias of their own",
    "use_scale": "whether the scores have a scale",
    "score_mode": "how a score is worked out, and whether it has a weight of its own",
    "tie_weights": "whether one table serves both ways",
    "mode": "which of the two sets of waves there are",
    "mean": "whether the statistics are given, and so no weights",
    "use_gate": "whether the heads are gated by a projection of the query",
}

EFFECTLESS = {
    **OF_ANY,
    "activation": "the function applied to the result; a function has no weights",
    "recurrent_activation": "the function applied inside the gates; a function has no weights",
    "return_sequences": "whether all steps are handed on, or only the last",
    "return_state": "whether the last state is handed on as well",
    "go_backwards": "whether the sequence is read from its end",
    "stateful": "whether the next batch starts from the state of this one; a state is not a weight",
    "implementation": "how the products are worked out; the result is the same",
    "unroll": "whether the loop over the steps is unrolled; every step uses the same weights",
    "dropout": "the share of inputs dropped while training; nothing is learned for it",
    "recurrent_dropout": "the share of the state dropped while training; nothing is learned for it",
    "rate": "the share dropped while training; nothing is learned for it",
    "strides": "how far the kernel moves at a time, and so the size of the output",
    "padding": "what happens at the borders, and so the size of the output",
    "dilation_rate": "how far apart the kernel reaches, and so the size of the output",
    "pool_size": "how large each window is, and so the size of the output",
    "data_format": "where the channels axis stands",
    "merge_mode": "how the two directions are joined, and so the shape of the output",
    "mask_zero": "whether later layers skip index 0; its row stays in the table",
    "momentum": "how slowly the moving statistics follow the batches",
    "epsilon": "a small number that keeps a division from failing",
    "zero_output_for_mask": "what stands at masked steps",
    "unit_forget_bias": "the value that the forget bias starts from",
    "power_iterations": "how often the estimate is improved at each step",
    "invert": "undoes the normalization instead",
    "window": "the shape of a frame's edges; the waves stay as many",
    "expand_dims": "whether the channels have an axis of their own in the output",
    "init_values": "what the weights start from",
    "output_mode": "how the result is written: as numbers or as rows of zeros and ones",
    "seed": "where random numbers start from",
    "keepdims": "whether the axes that are pooled away stay, each of size 1",
    "sparse": "whether tensors that are mostly zeros are kept without these",
    "ragged": "whether examples may have different lengths",
    "optional": "whether the input may be left out",
    "batch_shape": "the shape that comes in, the batch first",
    "mask_value": "the value that marks what later layers skip",
    "noise_shape": "along which axes numbers are dropped together",
    "lora_alpha": "how strongly what LoRA has learned is added",
    "quantization_config": "how the layer is quantized, where it is",
    "use_cudnn": "whether cuDNN works it out; the result is the same",
    "flash_attention": "how the scores are worked out; the result is the same",
    "sliding_window": "how far apart two steps may be that attend to each other",
    "attention_axes": "along which axes it is attended",
    "logit_soft_cap": "a bound that the scores are pressed into",
    "renorm_clipping": "bounds of the correction by renorm",
    "renorm_momentum": "how slowly the statistics of renorm follow the batches",
    "synchronized": "whether devices that train together share the batch's statistics",
    "negative_slope": "the slope of numbers below 0, which is not learned",
    "bounding_box_format": "how bounding boxes are written",
    "value_range": "the least and the greatest value of a pixel",
    "interpolation": "how pixels between pixels are worked out",
    "fill_mode": "what stands where no pixel was",
    "fill_value": "the value of what is filled in",
    "name": "a name",
    "dtype": "the type of the numbers: how many bytes each has, unless it quantizes the layer",
    "trainable": "whether training may change the weights: it moves them between the totals",
}

# What of these is otherwise in some classes.
_WINDOW = "how far the window moves at a time, and so the size of the output"
EFFECTLESS_IN = {
    **IN_CLASS,
    **{(name, "strides"): _WINDOW for name in _POOLINGS},
    **{
        (name, "padding"): "what happens at the borders, and so the size of the output"
        for name in _POOLINGS
    },
    **{(f"ZeroPadding{n}D", "padding"): "how many zeros are added at each end" for n in (1, 2, 3)},
    ("STFTSpectrogram", "padding"): "what happens at the ends; the waves stay as many",
    ("MelSpectrogram", "window"): "the shape of a frame's edges",
    **{
        (name, "dropout"): "drops scores while training; nothing is learned for it"
        for name in _ATTENTIONS
    },
    (
        "GaussianDropout",
        "rate",
    ): "how strong the noise is while training; nothing is learned for it",
    **{(f"UpSampling{n}D", "size"): "how often each position is repeated" for n in (1, 2, 3)},
    **{(f"Cropping{n}D", "cropping"): "how much is cut off at each end" for n in (1, 2, 3)},
    ("Permute", "dims"): "the order of the axes, counted from 1",
    ("RepeatVector", "n"): "how often the input is repeated",
    ("Reshape", "target_shape"): "the axes of the output without the batch; -1 takes what is left",
    ("Dot", "axes"): "along which axes the inputs are multiplied and added up",
    ("Dot", "normalize"): "whether the inputs are given length 1 before",
    ("GaussianNoise", "stddev"): "how strong the noise is while training",
    ("Rescaling", "scale"): "what every number is multiplied by",
    ("Rescaling", "offset"): "what is added to every number",
    ("ReLU", "max_value"): "what numbers are cut off at",
    ("ReLU", "threshold"): "below which numbers become 0",
    ("Concatenate", "axis"): "along which axis its inputs are laid side by side",
    ("UnitNormalization", "axis"): "along which axes an example has its length",
    ("Softmax", "axis"): "along which axes the results add up to 1",
    ("Discretization", "epsilon"): "how far off the boundaries may be that adapt() finds",
    **{
        (name, "invert"): "gives back what stands at a place in the vocabulary"
        for name in ("StringLookup", "IntegerLookup")
    },
    (
        "GroupNormalization",
        "groups",
    ): "how many groups there are that share their statistics; scale and shift are each feature's",
}
EFFECTS_IN = {
    **{(name, "groups"): "into how many groups channels and filters go" for name in _CONVOLUTIONS},
}


def effect(class_name: str, name: str, *, counts: bool) -> str:
    """Return what an argument of a layer class does, in a line; empty if unknown."""
    key = (class_name, name)
    if not counts:
        return EFFECTLESS_IN.get(key) or EFFECTLESS.get(name, "")
    return EFFECTS_IN.get(key) or EFFECTS.get(name) or meaning(class_name, name)


def meaning(class_name: str, name: str) -> str:
    """Return what a name stands for in one layer class, in a line; empty if unknown."""
    family = FAMILIES.get(name.rpartition("_")[0], "")
    return MEANINGS.get((class_name, name)) or SYMBOLS.get(name) or family
