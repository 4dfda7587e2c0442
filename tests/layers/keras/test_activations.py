from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]


@pytest.mark.parametrize(
    "layer",
    [
        layers.Activation("relu"),
        layers.Activation("softmax"),
        layers.ReLU(),
        layers.ReLU(max_value=6.0, negative_slope=0.1),
        layers.LeakyReLU(),
        layers.ELU(),
        layers.Softmax(),
        layers.Softmax(axis=1),
    ],
    ids=lambda layer: layer.name,
)
def test_activation(explained: Explained, layer: Any) -> None:
    assert explained(layer, (5, 3)).params == 0


@pytest.mark.parametrize(
    ("shared_axes", "shape"),
    [
        (None, (3,)),
        (None, (5, 3)),
        (None, (4, 5, 3)),
        ([1], (5, 3)),
        ([1], (None, 3)),
        ([2], (5, 3)),
        ([1, 2], (4, 5, 3)),
        ([1, 2], (None, None, 3)),
        ([2, 3], (4, 5, 3)),
        ([1, 2], (5, 3)),
        (1, (5, 3)),
    ],
    ids=str,
)
def test_prelu(explained: Explained, shared_axes: Any, shape: Shape) -> None:
    explained(layers.PReLU(shared_axes=shared_axes), shape)


@pytest.mark.parametrize("settings", [{"trainable": False}, {"dtype": "float16"}], ids=str)
def test_settings_of_prelu(explained: Explained, settings: dict[str, Any]) -> None:
    explained(layers.PReLU(**settings), (5, 3))


def test_formula(explained: Explained) -> None:
    assert explained(layers.PReLU(), (5, 3)).formula == "timesteps*features"
    assert explained(layers.PReLU(shared_axes=[1, 2]), (4, 5, 3)).formula == "channels"


def test_slopes_of_channels_that_stand_first() -> None:
    inputs = keras.Input((3, 7, 6))
    pooled = layers.MaxPooling2D(1, data_format="channels_first")(inputs)
    layer = layers.PReLU()
    model = keras.Model(inputs, layer(pooled))
    row = explain_model(read(model))[layer.name]
    assert row.formula == "height*width*channels"
    assert [str(size) for size in row.weights[0].symbolic_shape] == ["channels", "height", "width"]
