"""Layers that the models of keras.applications bring along (keras/src/applications)."""

from __future__ import annotations

from rnnscope.algebra.joined import joined
from rnnscope.layers.keras.merging import elementwise
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts, Weight
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role


@formula("LayerScale", source="keras/src/applications/convnext.py")
def layer_scale(layer: Layer) -> Parts:
    """A factor for each channel of a block's output is learned.

    Equation:
        y = x*gamma
    """
    channels = layer.dim("projection_dim", least=0)
    yield Weight(name="gamma", shape=(channels,), role=Role.SCALE)
    layer.need(layer.axis(-1), like=channels, spreads=True)
    yield Output(((*layer.input[:-1], joined(layer.axis(-1), channels)),))


@formula("StochasticDepth", source="keras/src/applications/convnext.py")
def stochastic_depth(layer: Layer) -> Parts:
    """Leaves whole blocks out at random while training: nothing is learned."""
    yield Output((layer.input,))


@formula("CustomScaleLayer", source="keras/src/applications/inception_resnet_v2.py")
def custom_scale(layer: Layer) -> Parts:
    """Adds a block's output, times a fixed scale, to its input: nothing is learned.

    Equation:
        y = x[0] + scale*x[1]
    """
    yield from elementwise(layer)
