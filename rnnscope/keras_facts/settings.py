"""What a config names, activations and dtypes, and the settings that only Keras 2 has.

An activation of Keras 2 that Keras 3 has no more is not there.

Written by `python tests/keras_facts/renew.py` from keras 2.12.0, keras 2.15.0, tf_keras 2.20.1,
keras 3.0.5, keras 3.5.0, keras 3.8.0, keras 3.12.0, keras 3.15.1; do not edit.
"""

from __future__ import annotations

# Functions that Keras 3 knows by name.
ACTIVATIONS = frozenset(
    """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
    leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink
    softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish tanh
    tanh_shrink threshold
    """.split()  # noqa: SIM905
)
# What a layer may have for its dtype, and summary() knows the size of.
DTYPES = frozenset(
    """
    bfloat16 bool float16 float32 float64 int16 int32 int64 int8 mixed_bfloat16 mixed_float16
    string uint16 uint32 uint64 uint8
    """.split()  # noqa: SIM905
)
# What get_config() of a layer has in Keras 2, and its class does not take in Keras 3.
KERAS_2_ONLY = {
    "Conv1DTranspose": frozenset(("groups",)),
    "Conv2DTranspose": frozenset(("groups",)),
    "Conv3DTranspose": frozenset(("groups",)),
    "ConvLSTM1D": frozenset(("time_major",)),
    "ConvLSTM2D": frozenset(("time_major",)),
    "ConvLSTM3D": frozenset(("time_major",)),
    "DepthwiseConv1D": frozenset(("groups",)),
    "DepthwiseConv2D": frozenset(("groups",)),
    "Embedding": frozenset(("batch_input_shape",)),
    "GRU": frozenset(("time_major",)),
    "InputLayer": frozenset(("batch_input_shape",)),
    "LSTM": frozenset(("time_major",)),
    "Lambda": frozenset(("function_type", "module", "output_shape_module", "output_shape_type")),
    "LeakyReLU": frozenset(("alpha",)),
    "MultiHeadAttention": frozenset(("key_shape", "query_shape", "value_shape")),
    "RNN": frozenset(("time_major",)),
    "RandomBrightness": frozenset(("rng_type",)),
    "RandomContrast": frozenset(("rng_type",)),
    "RandomCrop": frozenset(("rng_type",)),
    "RandomFlip": frozenset(("rng_type",)),
    "RandomRotation": frozenset(("rng_type",)),
    "RandomTranslation": frozenset(("rng_type",)),
    "RandomZoom": frozenset(("rng_type",)),
    "SeparableConv1D": frozenset(
        ("groups", "kernel_constraint", "kernel_initializer", "kernel_regularizer")
    ),
    "SeparableConv2D": frozenset(
        ("groups", "kernel_constraint", "kernel_initializer", "kernel_regularizer")
    ),
    "SimpleRNN": frozenset(("time_major",)),
    "SpatialDropout1D": frozenset(("noise_shape",)),
    "SpatialDropout2D": frozenset(("noise_shape",)),
    "SpatialDropout3D": frozenset(("noise_shape",)),
}
