"""Constructor arguments of Keras's classes that no formula asks for, as Keras 3.15 names them."""

from __future__ import annotations

from collections.abc import Mapping

from rnnscope.keras_facts.glossary import EFFECTLESS

_EVERY_CLASS = ("name", "dtype", "trainable", "autocast")
_OF_ANY_WEIGHT = ("_initializer", "_regularizer", "_constraint")

# Functions that Keras knows by name.
ACTIVATIONS = frozenset(
    """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
    leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink
    softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish tanh
    tanh_shrink threshold
    """.split()  # noqa: SIM905
)
# Classes, and what each of them takes besides what its formula asks for.
_ROWS = """\
Activation Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D DepthwiseConv2D \
    SeparableConv1D SeparableConv2D: activation
ActivityRegularization: l1 l2
AdditiveAttention Attention: dropout seed
AlphaDropout Dropout: noise_shape seed
AugMix: all_ops alpha bounding_box_format chain_depth data_format factor interpolation \
    num_chains seed value_range
AutoContrast: bounding_box_format data_format factor value_range
BatchNormalization: epsilon momentum renorm_clipping renorm_momentum synchronized
Bidirectional: weights
CategoryEncoding: sparse
CenterCrop: bounding_box_format data_format factor height width
ContrastLimitedAdaptiveHistogramEqualization: bounding_box_format clip_limit data_format \
    factor tile_grid_size value_range
Conv1D Conv2D Conv3D: activation lora_alpha
ConvLSTM1D ConvLSTM2D ConvLSTM3D: activation dropout go_backwards recurrent_activation \
    recurrent_dropout seed stateful unit_forget_bias unroll zero_output_for_mask
CutMix RandomGrayscale: bounding_box_format data_format factor seed
Dense: activation lora_alpha quantization_config
Discretization: bin_boundaries epsilon num_bins sparse
Dot: normalize
ELU: alpha
EinsumDense: activation gptq_unpacked_column_size lora_alpha quantization_config
Embedding: lora_alpha mask_zero quantization_config weights
Equalization: bins bounding_box_format data_format factor value_range
Flatten: data_format
FlaxLayer: call_fn init_fn method module native_serialization_platforms params seed state \
    variables
GRU: activation dropout go_backwards implementation recurrent_activation recurrent_dropout \
    seed stateful unroll use_cudnn zero_output_for_mask
GRUCell: activation dropout implementation recurrent_activation recurrent_dropout seed
GaussianDropout SpatialDropout1D: seed
GaussianNoise: seed stddev
GroupNormalization LayerNormalization RMSNormalization: epsilon
GroupQueryAttention: dropout flash_attention seed sliding_window
HashedCrossing: num_bins sparse
Hashing: mask_value num_bins salt sparse
InputLayer: batch_shape batch_size input_tensor optional ragged shape sparse
IntegerLookup: idf_weights invert mask_token max_tokens num_oov_indices oov_method oov_token \
    pad_to_max_tokens salt sparse vocabulary vocabulary_dtype
JaxLayer: call_fn init_fn native_serialization_platforms params seed state
LSTM: activation dropout go_backwards implementation recurrent_activation recurrent_dropout \
    seed stateful unit_forget_bias unroll use_cudnn zero_output_for_mask
LSTMCell: activation dropout implementation recurrent_activation recurrent_dropout seed \
    unit_forget_bias
Lambda: arguments function mask
LeakyReLU: negative_slope
Masking: mask_value
MaxNumBoundingBoxes: bounding_box_format data_format factor fill_value max_number
MelSpectrogram: fft_length mag_exp max_freq min_freq min_power power_to_db ref_power \
    sampling_rate sequence_length top_db window
MixUp: alpha bounding_box_format data_format factor seed
MultiHeadAttention: attention_axes dropout flash_attention seed sliding_window
Normalization: invert variance
RNN: go_backwards stateful unroll zero_output_for_mask
RandAugment: bounding_box_format data_format factor interpolation num_ops seed value_range
RandomBrightness RandomColorDegeneration RandomContrast RandomHue RandomInvert \
    RandomPosterization RandomSaturation RandomSharpness: bounding_box_format data_format factor \
    seed value_range
RandomColorJitter: bounding_box_format brightness_factor contrast_factor data_format factor \
    hue_factor saturation_factor seed value_range
RandomCrop: bounding_box_format data_format factor height seed width
RandomElasticTransform: bounding_box_format data_format factor fill_mode fill_value \
    interpolation scale seed value_range
RandomErasing: bounding_box_format data_format factor fill_value scale seed value_range
RandomFlip: bounding_box_format data_format factor mode seed
RandomGaussianBlur: bounding_box_format data_format factor kernel_size seed sigma \
    value_range
RandomPerspective: bounding_box_format data_format factor fill_value interpolation scale \
    seed
RandomRotation: bounding_box_format data_format factor fill_mode fill_value interpolation \
    seed
RandomShear: bounding_box_format data_format factor fill_mode fill_value interpolation seed \
    x_factor y_factor
RandomTranslation RandomZoom: bounding_box_format data_format factor fill_mode fill_value \
    height_factor interpolation seed width_factor
Rescaling: offset scale
Resizing: antialias bounding_box_format crop_to_aspect_ratio data_format factor fill_mode \
    fill_value height interpolation pad_to_aspect_ratio width
ReversibleEmbedding: logit_soft_cap lora_alpha mask_zero quantization_config reverse_dtype \
    weights
STFTSpectrogram: periodic scaling window
SimpleRNN: activation dropout go_backwards recurrent_dropout seed stateful unroll \
    zero_output_for_mask
SimpleRNNCell: activation dropout recurrent_dropout seed
Softmax: axis
Solarization: addition_factor bounding_box_format data_format factor seed threshold_factor \
    value_range
SpatialDropout2D SpatialDropout3D: data_format seed
StringLookup: encoding idf_weights invert mask_token max_tokens num_oov_indices oov_method \
    oov_token pad_to_max_tokens salt sparse vocabulary vocabulary_dtype
TFSMLayer: call_endpoint call_training_endpoint filepath
TextVectorization: encoding idf_weights max_tokens ngrams pad_to_max_tokens ragged sparse \
    split standardize vocabulary
TorchModuleWrapper: module output_shape
UpSampling2D: interpolation
"""
_ARGUMENTS: Mapping[str, frozenset[str]] = {
    name: frozenset(arguments.split())
    for names, _, arguments in (row.partition(":") for row in _ROWS.splitlines())
    for name in names.split()
}


def is_effectless(class_name: str, name: str) -> bool:
    """Tell whether a class takes an argument that its formula has no need of.

    For a class without a row of its own, any argument that is known to have
    no say in a count may be one of its own.
    """
    if name in _EVERY_CLASS or name.endswith(_OF_ANY_WEIGHT):
        return True
    return name in _ARGUMENTS.get(class_name, EFFECTLESS)
