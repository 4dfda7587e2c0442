"""Regularizations (keras/src/layers/regularization)."""

from __future__ import annotations

from rnnscope.layers._parts import Layer, Output, Parts
from rnnscope.layers._registry import formula
from rnnscope.wording import shown


@formula(
    "Dropout",
    "AlphaDropout",
    "GaussianDropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "GaussianNoise",
    source="keras/src/layers/regularization",
)
def noise(layer: Layer) -> Parts:
    """Disturbs its input while training, and passes it on otherwise: nothing is learned."""
    rate = layer.setting("rate", 0)
    if isinstance(rate, int | float) and not 0 <= rate <= 1:
        layer.refuse("rate", f"expected a number from 0 to 1, found {shown(rate)}")
    yield Output((layer.input,))


@formula(
    "ActivityRegularization",
    source="keras/src/layers/regularization/activity_regularization.py",
)
def activity_regularization(layer: Layer) -> Parts:
    """Adds a penalty for large numbers to the loss: nothing is learned."""
    yield Output((layer.input,))
