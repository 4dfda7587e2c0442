"""Preprocessing (keras/src/layers/preprocessing)."""

from __future__ import annotations

from rnnscope.layers._parts import Layer, Output, Parts
from rnnscope.layers._registry import formula


@formula("Rescaling", source="keras/src/layers/preprocessing/rescaling.py")
def rescaling(layer: Layer) -> Parts:
    """Multiplies by a fixed scale and adds a fixed offset: nothing is learned."""
    yield Output((layer.input,))
