"""Layers used again at another size, and operations of which one output is used."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers, ops

from rnnscope.api import explain
from tests.files import alone

Shape = tuple[int | None, ...]

AGAIN: dict[str, tuple[Callable[[], Any], Shape, Shape]] = {
    "length": (lambda: layers.LSTM(8), (None, 28, 28), (None, 14, 28)),
    "sequences": (lambda: layers.GRU(8, return_sequences=True), (None, 28, 28), (None, 14, 28)),
    "batch": (lambda: layers.SimpleRNN(8), (7, 28, 28), (3, 28, 28)),
    "batch of states": (lambda: layers.GRU(8, stateful=True), (7, 28, 28), (3, 28, 28)),
    "image": (lambda: layers.Conv2D(4, 3), (None, 32, 32, 3), (None, 64, 48, 3)),
    "image cut up": (lambda: layers.SeparableConv2D(2, 3), (None, 9, 9, 4), (None, 5, 5, 4)),
    "film": (lambda: layers.ConvLSTM2D(2, 3), (None, 5, 9, 9, 4), (None, 3, 8, 8, 4)),
    "more axes": (lambda: layers.Dense(3), (None, 8), (None, 4, 8)),
    "fewer axes": (lambda: layers.Dense(3), (None, 4, 8), (None, 8)),
    "fewer axes, normed": (lambda: layers.LayerNormalization(), (None, 9, 4), (None, 4)),
    "both ways": (lambda: layers.Bidirectional(layers.LSTM(8)), (None, 9, 8), (None, 4, 8)),
    "each step": (lambda: layers.TimeDistributed(layers.Dense(8)), (None, 9, 8), (None, 4, 8)),
    "normed": (lambda: layers.BatchNormalization(), (None, 9, 8), (None, 4, 8)),
    "places": (lambda: layers.Embedding(10, 3), (None, 10), (None, 5, 4)),
    "flat": (lambda: layers.Flatten(), (None, 10, 2), (None, 5, 4)),
    "shared axes": (lambda: layers.PReLU(shared_axes=[1]), (None, 10, 4), (None, 5, 4)),
    "a wrapped image": (
        lambda: layers.SpectralNormalization(layers.Conv2D(2, 3)),
        (None, 9, 9, 4),
        (None, 5, 5, 4),
    ),
}


@pytest.mark.parametrize(("of", "first", "then"), AGAIN.values(), ids=AGAIN)
def test_a_layer_used_again_at_another_size_agrees(
    of: Callable[[], Any], first: Shape, then: Shape, tmp_path: Path
) -> None:
    layer = of()
    layer(keras.Input(batch_shape=first))
    chain = keras.Sequential([keras.Input(batch_shape=then), layer])
    x = keras.Input(batch_shape=then)
    for model in (chain, keras.Model(x, layer(x))):
        agrees_live_and_from_files(model, tmp_path)


def agrees_live_and_from_files(model: Any, tmp_path: Path) -> None:
    report = alone(model)
    assert [difference.text for difference in report.differences] == []
    assert (report.total, report.verified) == (model.count_params(), True)
    model.save(tmp_path / "model.keras")
    (tmp_path / "model.json").write_text(model.to_json(), encoding="utf-8")
    for name in ("model.keras", "model.json"):
        report = alone(tmp_path / name)
        assert [difference.text for difference in report.differences] == []
        assert report.total == model.count_params()


NESTED: dict[str, tuple[Callable[[Any], Any], Shape, Shape]] = {
    "one axis more": (layers.Dense(2), (None, 5), (None, 5, 1)),
    "length told": (layers.LSTM(2, return_sequences=True), (None, None, 4), (None, 7, 4)),
    "length open": (layers.LSTM(2, return_sequences=True), (None, 7, 4), (None, None, 4)),
    "image open": (
        lambda x: layers.Dense(5)(layers.Flatten()(x)),
        (None, 8, 8, 3),
        (None, None, None, 3),
    ),
    "batch open": (layers.Dense(5), (4, 8), (None, 8)),
    "batch told": (layers.Dense(5), (None, 8), (4, 8)),
}


@pytest.mark.filterwarnings("ignore:The structure")
@pytest.mark.parametrize(("of", "own", "given"), NESTED.values(), ids=NESTED)
def test_a_model_called_at_another_size_agrees(
    of: Callable[[Any], Any], own: Shape, given: Shape, tmp_path: Path
) -> None:
    x, y = keras.Input(batch_shape=own), keras.Input(batch_shape=given)
    agrees_live_and_from_files(keras.Model(y, keras.Model(x, of(x), name="inner")(y)), tmp_path)


def test_a_shape_that_would_make_other_weights_is_a_difference(tmp_path: Path) -> None:
    x = keras.Input((14, 28))
    chain = keras.Sequential([keras.Input((14, 28)), layers.LSTM(8, name="lstm")])
    graph = keras.Model(x, layers.LSTM(8, name="lstm")(x))
    for model in (chain, graph):
        config = json.loads(model.to_json())
        entry = config["config"]["layers"][-1]
        for shape, differs in (([None, 28, 28], False), ([None, 14, 27], True), ([None, 28], True)):
            entry["build_config"] = {"input_shape": shape}
            model.save(tmp_path / "model.keras")
            report = alone(with_config(tmp_path / "model.keras", config))
            found = [difference.subject for difference in report.differences]
            assert found == (["input shape"] if differs else []), shape


def with_config(path: Path, config: dict[str, Any]) -> Path:
    """Put another config into a saved model."""

    new = path.with_name("planted.keras")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            text = json.dumps(config) if name == "config.json" else old.read(name)
            archive.writestr(name, text)
    return new


def test_a_shared_layer_has_the_shape_of_its_last_call(tmp_path: Path) -> None:
    lstm = layers.LSTM(4, return_sequences=True, name="lstm")
    a, b = keras.Input((5, 3)), keras.Input((9, 3))
    later, earlier = lstm(b), lstm(a)
    model = keras.Model([a, b], [layers.Dense(2)(earlier), layers.Dense(1)(later)])
    agrees_live_and_from_files(model, tmp_path)
    assert alone(model)["lstm"].output_shape == (None, 5, 4)
    keras.Sequential([keras.Input((2, 3)), lstm])  # summary() shows its shape from now on
    agrees_live_and_from_files(model, tmp_path)
    assert alone(model)["lstm"].output_shape == (None, 5, 4)
    report = explain(tmp_path / "model.keras", summary=True)
    assert (report.verified, report.differences) == (True, ())


SEVERAL: dict[str, Callable[[Any], Any]] = {
    "the first of top_k": lambda x: ops.top_k(x, 3)[0],
    "the last of top_k": lambda x: ops.cast(ops.top_k(x, 3)[1], "float32"),
    "both of top_k": lambda x: ops.top_k(x, 3)[0] + ops.cast(ops.top_k(x, 3)[1], "float32"),
    "the first of svd": lambda x: ops.svd(x)[0],
    "the middle of svd": lambda x: ops.svd(x)[1],
    "qr": lambda x: ops.qr(x)[1],
    "a mean": lambda x: ops.moments(x, axes=[1])[0],
    "a variance": lambda x: ops.moments(x, axes=[1])[1],
    "meshgrid": lambda x: ops.meshgrid(x[0, 0], x[0, 0])[0],
    "half": lambda x: ops.split(x, 2, axis=1)[1],
    "sums of all": lambda x: ops.expand_dims(ops.cumsum(x[0]), 0),
    "products along an axis": lambda x: ops.cumprod(x, axis=1),
    "a list to a layer": lambda x: layers.Concatenate()(layers.Dropout(0.1)([x, 2 * x])),
    "a list to a function": lambda x: layers.Concatenate()(layers.ReLU()([x, 2 * x])),
    "a list to be scaled": lambda x: layers.Concatenate()(layers.Rescaling(2.0)([x, 2 * x])),
    "a step": lambda x: ops.unstack(x, 6, axis=1)[5],
    "one output twice": lambda x: (lambda y: layers.Add()([y, y]))(ops.top_k(x, 3)[0]),
    "a state": lambda x: layers.LSTM(3, return_state=True)(x)[1],
    "a state of two": lambda x: layers.Bidirectional(layers.GRU(3, return_state=True))(x)[2],
    "scores": lambda x: layers.MultiHeadAttention(2, 3)(x, x, return_attention_scores=True)[1],
    "a constant at the end": lambda x: layers.Add()([x, ops.ones((1, 6, 8))]),
    "a wider constant": lambda x: layers.Multiply()([x, ops.ones((4, 6, 8))]),
    "a constant beside": lambda x: layers.Concatenate()([x, ops.ones((1, 6, 2))]),
    "a constant by keyword": lambda x: layers.Add()(inputs=[x, ops.ones((1, 1, 8))]),
    "a constant added": lambda x: x + ops.ones((4, 1, 8)),
    "a constant before": lambda x: ops.ones((4, 1, 8)) - x,
    "a constant to multiply": lambda x: ops.matmul(x, ops.ones((8, 5))),
    "a variable": lambda x: ops.add(keras.Variable(ops.ones((2, 6, 8))), x),
    "constant values": lambda x: layers.Attention()([x, ops.ones((1, 4, 8))]),
    "constant states": lambda x: layers.GRU(2)(x, initial_state=ops.zeros((1, 2))),
    "two that broadcast": lambda x: layers.Add()(
        [layers.Reshape((6, 1, 8))(x), layers.Reshape((1, 6, 8))(x)]
    ),
}


@pytest.mark.parametrize("of", SEVERAL.values(), ids=SEVERAL)
def test_outputs_and_constants_have_keras_s_shapes(
    of: Callable[[Any], Any], tmp_path: Path
) -> None:
    x = keras.Input((6, 8))
    agrees_live_and_from_files(keras.Model(x, layers.Dense(2)(of(x))), tmp_path)
