"""Layers of QKeras, which have the weights of the Keras class each is made from.

Their names alone could be anybody's: a layer counts as QKeras's where its
settings hold a quantizer of the kind that QKeras writes (qkeras 0.9).
"""

from __future__ import annotations

from rnnscope.layers.keras import convolutional, core, normalization, rnn
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts
from rnnscope.layers.registry import formula

_LAYERS = "qkeras/qlayers.py"
_CONVOLUTIONS = "qkeras/qconvolutional.py"
_RECURRENT = "qkeras/qrecurrent.py"


@formula("QDense", source=_LAYERS, rebuildable=False, mark=("kernel_quantizer", ""))
def q_dense(layer: Layer) -> Parts:
    """A Dense layer whose weights are quantized when it is used: it has those of Dense."""
    return core.dense(layer)


@formula("QActivation", source=_LAYERS, rebuildable=False, mark=("activation", "quantized_"))
def q_activation(layer: Layer) -> Parts:
    """A quantized function of its input: it has no weights."""
    yield Output((layer.input,))


@formula(
    "QConv1D", "QConv2D", source=_CONVOLUTIONS, rebuildable=False, mark=("kernel_quantizer", "")
)
def q_conv(layer: Layer) -> Parts:
    """A convolution whose weights are quantized when it is used: it has those of Conv."""
    return convolutional.conv(layer)


@formula("QConv2DTranspose", source=_CONVOLUTIONS, rebuildable=False, mark=("kernel_quantizer", ""))
def q_conv_transpose(layer: Layer) -> Parts:
    """A transposed convolution whose weights are quantized: it has those of Conv2DTranspose."""
    return convolutional.conv_transpose(layer)


@formula(
    "QDepthwiseConv2D", source=_CONVOLUTIONS, rebuildable=False, mark=("depthwise_quantizer", "")
)
def q_depthwise_conv(layer: Layer) -> Parts:
    """A depthwise convolution whose weights are quantized: it has those of DepthwiseConv2D."""
    return convolutional.depthwise_conv(layer)


@formula(
    "QSeparableConv1D",
    "QSeparableConv2D",
    source=_CONVOLUTIONS,
    rebuildable=False,
    mark=("depthwise_quantizer", ""),
)
def q_separable_conv(layer: Layer) -> Parts:
    """A separable convolution whose weights are quantized: it has those of SeparableConv."""
    return convolutional.separable_conv(layer)


@formula("QSimpleRNN", source=_RECURRENT, rebuildable=False, mark=("kernel_quantizer", ""))
def q_simple_rnn(layer: Layer) -> Parts:
    """A SimpleRNN whose weights are quantized when it is used."""
    return rnn.simple_rnn(layer)


@formula("QLSTM", source=_RECURRENT, rebuildable=False, mark=("kernel_quantizer", ""))
def q_lstm(layer: Layer) -> Parts:
    """An LSTM whose weights are quantized when it is used."""
    return rnn.lstm(layer)


@formula("QGRU", source=_RECURRENT, rebuildable=False, mark=("kernel_quantizer", ""))
def q_gru(layer: Layer) -> Parts:
    """A GRU whose weights are quantized when it is used."""
    return rnn.gru(layer)


@formula(
    "QBatchNormalization",
    source="qkeras/qnormalization.py",
    rebuildable=False,
    mark=("gamma_quantizer", ""),
)
def q_batch_normalization(layer: Layer) -> Parts:
    """A BatchNormalization whose weights are quantized when it is used."""
    return normalization.batch_normalization(layer)
