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
    (layers.GroupNormalization(3), (5, 3)),
    (layers.RMSNormalization(), (5, 3)),
    (layers.SpectralNormalization(layers.Dense(4)), (5, 3)),
    (layers.ReversibleEmbedding(9, 4), (5,)),
    (layers.STFTSpectrogram(frame_length=8, window=None), (50, 2)),
    (layers.IntegerLookup(max_tokens=9, vocabulary=[4, 5], output_mode="multi_hot"), (4,)),
]
DTYPES = {layers.IntegerLookup: "int64"}
JOINING: list[tuple[Any, Callable[..., Any]]] = [
    (layers.MultiHeadAttention(2, 3), lambda layer, x: layer(x, x)),
    (layers.GroupQueryAttention(3, 4, 2), lambda layer, x: layer(x, x)),
    (layers.Attention(), lambda layer, x: layer([x, x])),
    (layers.AdditiveAttention(), lambda layer, x: layer([x, x])),
    (layers.Concatenate(), lambda layer, x: layer([x, x])),
]


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=lambda value: getattr(value, "name", ""))
def test_what_is_left_out(layer: Any, shape: tuple[int, ...], tmp_path: Path) -> None:
    _check_rewritten(layer, shape, _leave_out_defaults, tmp_path)


@pytest.mark.parametrize(("layer", "call"), JOINING, ids=lambda value: getattr(value, "name", ""))
def test_what_is_left_out_of_what_joins(
    layer: Any, call: Callable[..., Any], tmp_path: Path
) -> None:
    _check_rewritten(layer, (5, 3), _leave_out_defaults, tmp_path, call)


@pytest.mark.parametrize(
    "layer",
    [
        layers.LayerNormalization(),
        layers.RMSNormalization(),
        layers.BatchNormalization(),
        layers.Normalization(),
    ],
    ids=lambda layer: layer.name,
)
def test_an_axis_that_is_left_out_is_the_last(layer: Any, tmp_path: Path) -> None:
    _check_rewritten(layer, (5, 3), lambda entry: entry["config"].pop("axis"), tmp_path)


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
    layer: Any,
    shape: tuple[int, ...],
    rewrite: Callable[[dict[str, Any]], None],
    folder: Path,
    call: Callable[..., Any] = lambda layer, x: layer(x),
) -> None:
    layer = type(layer).from_config(layer.get_config())
    inputs = keras.Input(shape, dtype=DTYPES.get(type(layer)))
    model = keras.Model(inputs, call(layer, inputs))
    data = json.loads(model.to_json())
    rewrite(data["config"]["layers"][1])
    (folder / "model.json").write_text(json.dumps(data), encoding="utf-8")
    row = explain_model(read(folder / "model.json"))[layer.name]
    assert [(weight.shape, weight.trainable) for weight in row.all_weights] == [
        (tuple(w.shape), w.trainable) for w in layer.weights
    ]
    assert row.output_shape == tuple(layer.output.shape)


def _leave_out_defaults(entry: dict[str, Any]) -> None:
    defaults = inspect.signature(getattr(layers, entry["class_name"])).parameters
    for key, value in list(entry["config"].items()):
        if isinstance(value, dict) and "class_name" in value and "build_config" in value:
            _leave_out_defaults(value)
        elif key == "trainable" or (key in defaults and _is(value, defaults[key].default)):
            del entry["config"][key]


def _is(value: object, default: object) -> bool:
    """Compare a setting with its default: a size may stand for a list of that size."""
    if not isinstance(value, list):
        return value == default
    return value == ([*default] if isinstance(default, tuple) else [default] * len(value))


def test_layer_normalization_is_not_by_the_root_mean_square(tmp_path: Path) -> None:
    def rewrite(entry: dict[str, Any]) -> None:
        entry["config"].pop("rms_scaling", None)

    _check_rewritten(layers.LayerNormalization(), (5, 3), rewrite, tmp_path)
