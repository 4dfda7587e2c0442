"""Layers of Keras with random weights, called on arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from rnnscope.derivation import explain_model
from rnnscope.readers import read

RANDOM = np.random.default_rng(7)


def fill(layer: Any) -> None:
    """Give a layer random weights; a variance is above 0."""
    for weight in layer.weights:
        if "float" in weight.dtype:
            sign = 1 if "variance" in weight.name else RANDOM.choice([1, 1, -1])
            weight.assign(RANDOM.uniform(0.2, 0.9, weight.shape) * sign)
    if isinstance(layer, keras.layers.Normalization):
        layer.finalize_state()


def built(layer: Any, *arrays: Any, call: Callable[..., Any] | None = None) -> tuple[Any, Any]:
    """Return what a layer with random weights puts out for one example, and our report of it."""
    inputs = [keras.Input(array.shape, dtype=str(array.dtype)) for array in arrays]
    taken = inputs if len(inputs) > 1 else inputs[0]
    model = keras.Model(inputs, call(layer, *inputs) if call else layer(taken))
    fill(layer)
    batch = [array[None] for array in arrays]
    found = keras.ops.convert_to_numpy(model(batch))[0]
    return found, explain_model(read(model))[layer.name]
