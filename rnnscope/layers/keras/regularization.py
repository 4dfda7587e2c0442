"""Regularizations (keras/src/layers/regularization)."""

from __future__ import annotations

from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts
from rnnscope.layers.registry import formula
from rnnscope.wording import shown


@formula("Dropout", source="keras/src/layers/regularization/dropout.py")
@formula("AlphaDropout", source="keras/src/layers/regularization/alpha_dropout.py")
@formula("GaussianDropout", source="keras/src/layers/regularization/gaussian_dropout.py")
@formula(
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    source="keras/src/layers/regularization/spatial_dropout.py",
)
@formula("GaussianNoise", source="keras/src/layers/regularization/gaussian_noise.py")
def noise(layer: Layer) -> Parts:
    """Changes its input at random, and only while training: nothing is learned."""
    layer.require_share("stddev" if layer.class_name == "GaussianNoise" else "rate")
    yield Output(layer.each_input)


@formula(
    "ActivityRegularization",
    source="keras/src/layers/regularization/activity_regularization.py",
)
def activity_regularization(layer: Layer) -> Parts:
    """Adds a penalty for large numbers to the loss: nothing is learned."""
    for key in ("l1", "l2"):
        value = layer.setting(key)
        if isinstance(value, int | float) and value < 0:
            layer.refuse(key, f"expected no number below 0, found {shown(value)}")
    yield Output(layer.each_input)
