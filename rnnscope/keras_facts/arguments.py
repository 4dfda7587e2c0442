"""Which arguments of a layer class have no say in its count: names by hand, classes as Keras has.

Keras can't tell of an argument what it does.  A new one is in no formula and
not here, and the tests ask for it to be judged.
"""

from __future__ import annotations

from rnnscope.keras_facts.constructors import ARGUMENTS, EVERY_LAYER
from rnnscope.keras_facts.glossary import EFFECTLESS

_OF_ANY_WEIGHT = ("_initializer", "_regularizer", "_constraint")
# No class that takes one of these counts by it, unless its formula asks for it.
WITHOUT_A_SAY = frozenset(
    """
    activation addition_factor all_ops alpha antialias arguments attention_axes batch_shape
    batch_size bin_boundaries bins bounding_box_format brightness_factor call_endpoint call_fn
    call_training_endpoint chain_depth clip_limit contrast_factor crop_to_aspect_ratio
    data_format dropout encoding epsilon factor filepath fill_mode fill_value flash_attention
    function go_backwards gptq_unpacked_column_size height height_factor hue_factor idf_weights
    implementation init_fn input_length input_tensor interpolation invert l1 l2 logit_soft_cap
    lora_alpha mag_exp mask mask_token mask_value mask_zero max_freq max_number method min_freq
    min_power module momentum native_serialization_platforms negative_slope ngrams noise_shape
    normalize num_chains num_oov_indices num_ops offset oov_method oov_token optional
    pad_to_aspect_ratio pad_to_max_tokens params periodic power_to_db quantization_config ragged
    recurrent_activation recurrent_dropout ref_power renorm_clipping renorm_momentum
    reverse_dtype salt sampling_rate saturation_factor scaling seed sequence_length shape sigma
    sliding_window sparse split standardize state stateful stddev synchronized threshold_factor
    tile_grid_size top_db unit_forget_bias unroll use_cudnn value_range variables
    vocabulary_dtype weights width width_factor window x_factor y_factor zero_output_for_mask
    """.split()  # noqa: SIM905
)
# Some classes count by these: the ones that do not.
WITHOUT_A_SAY_IN = {
    "axis": ("Softmax",),
    "fft_length": ("MelSpectrogram",),
    "kernel_size": ("RandomGaussianBlur",),
    "max_tokens": ("IntegerLookup", "StringLookup", "TextVectorization"),
    "mode": ("RandomFlip",),
    "num_bins": ("Discretization", "HashedCrossing", "Hashing"),
    "output_shape": ("TorchModuleWrapper",),
    "scale": ("RandomElasticTransform", "RandomErasing", "RandomPerspective", "Rescaling"),
    "variance": ("Normalization",),
    "vocabulary": ("IntegerLookup", "StringLookup", "TextVectorization"),
}


def is_effectless(class_name: str, name: str) -> bool:
    """Tell whether a class takes an argument that its formula has no need of.

    For a class that is not Keras's, any argument that is known to have no say
    in a count may be one of its own.
    """
    if name in EVERY_LAYER or name.endswith(_OF_ANY_WEIGHT):
        return True
    taken = ARGUMENTS.get(class_name)
    if taken is None:
        return name in EFFECTLESS
    has_none = name in WITHOUT_A_SAY or class_name in WITHOUT_A_SAY_IN.get(name, ())
    return has_none and name in taken
