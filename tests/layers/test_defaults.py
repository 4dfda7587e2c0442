"""Files of older versions leave settings out: what is missing is Keras's default."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.derivation import explain_model
from rnnscope.readers import read

LAYERS: list[tuple[Any, tuple[int, ...]]] = [
    (layers.SimpleRNN(4), (5, 3)),
    (layers.LSTM(4), (5, 3)),
    (layers.GRU(4), (5, 3)),
    (layers.ConvLSTM2D(4, 2), (5, 7, 6, 3)),
    (layers.Bidirectional(layers.GRU(4)), (5, 3)),
    (layers.RNN(layers.LSTMCell(4)), (5, 3)),
    (layers.Dense(4), (3,)),
    (layers.EinsumDense("ab,bc->ac", 4), (3,)),
    (layers.Conv2D(4, 2), (7, 6, 3)),
    (layers.Conv2DTranspose(4, 2), (7, 6, 3)),
    (layers.DepthwiseConv2D(2), (7, 6, 3)),
    (layers.SeparableConv2D(4, 2), (7, 6, 3)),
    (layers.BatchNormalization(), (5, 3)),
    (layers.LayerNormalization(), (5, 3)),
    (layers.PReLU(), (5, 3)),
    (layers.MaxPooling2D(2), (7, 6, 3)),
    (layers.GlobalMaxPooling2D(), (7, 6, 3)),
    (layers.UpSampling2D((2, 2)), (7, 6, 3)),
]


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=lambda value: getattr(value, "name", ""))
def test_what_is_left_out(layer: Any, shape: tuple[int, ...], tmp_path: Path) -> None:
    _check_rewritten(layer, shape, _leave_out_defaults, tmp_path)


@pytest.mark.parametrize(
    ("layer", "shape", "settings"),
    [
        (layers.BatchNormalization(), (5, 3), {"axis": [2]}),
        (layers.MaxPooling2D(3), (7, 6, 3), {"strides": None}),
    ],
    ids=["axis-in-a-list", "no-strides"],
)
def test_what_is_written_in_another_way(
    layer: Any, shape: tuple[int, ...], settings: dict[str, Any], tmp_path: Path
) -> None:
    _check_rewritten(layer, shape, lambda entry: entry["config"].update(settings), tmp_path)


def _check_rewritten(
    layer: Any, shape: tuple[int, ...], rewrite: Callable[[dict[str, Any]], None], folder: Path
) -> None:
    inputs = keras.Input(shape)
    model = keras.Model(inputs, layer(inputs))
    data = json.loads(model.to_json())
    rewrite(data["config"]["layers"][1])
    (folder / "model.json").write_text(json.dumps(data), encoding="utf-8")
    row = explain_model(read(folder / "model.json"))[layer.name]
    assert [weight.shape for weight in row.all_weights] == [tuple(w.shape) for w in layer.weights]
    assert row.output_shape == tuple(layer.output.shape)


def _leave_out_defaults(entry: dict[str, Any]) -> None:
    defaults = inspect.signature(getattr(layers, entry["class_name"])).parameters
    for key, value in list(entry["config"].items()):
        if isinstance(value, dict) and "class_name" in value and "build_config" in value:
            _leave_out_defaults(value)
        elif key in defaults and value == defaults[key].default:
            del entry["config"][key]
