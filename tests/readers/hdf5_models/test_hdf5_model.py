"""Whole models in HDF5: as Keras 3 saves them, and as older files have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
from keras import layers as L  # noqa: N812

from rnnscope.errors import UnreadableModelError
from tests.files import alone


def _chain(shape: Sequence[int], *layers: Any, name: str | None = None) -> Any:
    return keras.Sequential([keras.Input(shape), *layers], name=name)


def _graph(join: Callable[[Any], Any], name: str | None = None) -> Any:
    x = keras.Input((6, 4))
    return keras.Model(x, join(x), name=name)


def _inner(name: str | None = None) -> Any:
    two_ways = L.Bidirectional(L.LSTM(3, return_sequences=True))
    return _chain((6, 4), two_ways, L.BatchNormalization(), L.Dense(4), name=name)


def _frozen_inside() -> Any:
    inner = _inner()
    inner.layers[0].trainable = inner.layers[-1].trainable = False
    return _chain((6, 4), inner, L.Dense(1))


def _cells(*names: str) -> Any:
    return [L.LSTMCell(3 + i, name=name) for i, name in enumerate(names)]


def _quantized(mode: str) -> Any:
    inner = _chain((6, 4), L.Dense(8))
    model = _chain((6, 4), inner, L.Dense(3))
    for layer in (inner.layers[0], model.layers[1]):
        layer.quantize(mode)
    return model


def _with_lora() -> Any:
    model = _chain((6, 4), _chain((6, 4), L.Dense(8), L.Dense(3)))
    model.layers[0].layers[0].enable_lora(2)
    return model


def _deep() -> Any:
    model = _chain((6, 4), L.Dense(4, name="d"), name="m0")
    for i in range(1, 4):
        model = _chain((6, 4), model, L.Dense(4, name="d"), name=f"m{i}")
    return model


def _one_name_twice() -> Any:
    a = _chain((6, 4), L.Dense(4, name="dense"), name="a")
    b = _chain((6, 4), L.Dense(5, name="dense"), name="b")
    both = _graph(lambda x: L.Concatenate()([a(x), b(x)]), name="both")
    return _chain((6, 4), both, L.Dense(4, name="dense"))


def _called_twice() -> Any:
    inner = _inner()
    return _graph(lambda x: L.Dense(1)(inner(inner(x))))


MODELS: Mapping[str, tuple[Callable[[], Any], int]] = {
    "lstm": (lambda: _chain((6, 4), L.LSTM(3)), 96),
    "gru": (lambda: _chain((6, 4), L.GRU(3), L.Dense(1)), 85),
    "mixed directions": (
        lambda: _chain(
            (6, 4), L.Bidirectional(L.GRU(3), backward_layer=L.LSTM(3, go_backwards=True))
        ),
        177,
    ),
    "directions of unequal length": (
        lambda: _chain(
            (6, 4),
            L.Bidirectional(L.RNN(_cells("b", "a")), backward_layer=L.LSTM(4, go_backwards=True)),
            L.Dense(1),
        ),
        96 + 128 + 144 + 9,
    ),
    "cells with names of their own": (
        lambda: _chain((6, 4), L.RNN([*_cells("first", "lstm_cell"), L.GRUCell(2)])),
        96 + 128 + 48,
    ),
    "cells in both directions": (
        lambda: _chain((6, 4), L.Bidirectional(L.RNN([L.LSTMCell(3), L.LSTMCell(3)]))),
        360,
    ),
    "cells in a model inside": (
        lambda: _chain((6, 4), _chain((6, 4), L.RNN(_cells("b", "a"))), L.Dense(1)),
        96 + 128 + 5,
    ),
    "attention": (lambda: _graph(lambda x: L.MultiHeadAttention(2, 3, use_gate=True)(x, x)), 148),
    "grouped attention": (lambda: _graph(lambda x: L.GroupQueryAttention(3, 4, 2)(x, x)), 172),
    "at every step": (
        lambda: _chain(
            (5, 6, 4), L.TimeDistributed(_inner()), L.TimeDistributed(L.BatchNormalization())
        ),
        244 + 16,
    ),
    "spectral normalization inside": (
        lambda: _chain((6, 4), _chain((6, 4), L.SpectralNormalization(L.Dense(3)), L.PReLU())),
        18 + 18,
    ),
    "statistics": (lambda: _chain((6, 4), L.Normalization(), L.BatchNormalization()), 9 + 16),
    "convolutions": (
        lambda: _chain((8, 8, 2), L.SeparableConv2D(3, 2), L.DepthwiseConv2D(2), L.Flatten()),
        17 + 15,
    ),
    "frozen inside": (_frozen_inside, 249),
    "called twice": (_called_twice, 249),
    "models in models": (_deep, 80),
    "one name in two models": (_one_name_twice, 20 + 25 + 40),
    "a model named as its layer": (
        lambda: _chain(
            (6, 4), _chain((6, 4), L.Dense(4, name="m"), L.Dense(4, name="n"), name="m")
        ),
        40,
    ),
    "int8": (lambda: _quantized("int8"), 4 * 8 + 8 + 8 + 8 * 3 + 3 + 3),
    "float8": (lambda: _quantized("float8"), 40 + 27 + 2 * 3075),
    "LoRA": (_with_lora, 40 + 8 + 16 + 27),
    "names too many for one attribute": (
        lambda: _chain((1,), *(L.Dense(1, name=f"{'long_' * 40}{i}") for i in range(400))),
        800,
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_what_keras_saves_agrees(tmp_path: Path, name: str) -> None:
    make, params = MODELS[name]
    model = make()
    path = tmp_path / "model.h5"
    model.save(path)
    report = alone(path)
    assert [difference.text for difference in report.differences] == []
    assert (report.total, report.format) == (params, "hdf5")
    assert report.total == model.count_params()
    assert report.verified


def test_a_layer_that_two_models_have_is_listed_once(tmp_path: Path) -> None:
    """Its config is there twice, and so it is counted twice, as when Keras loads the file."""
    shared = L.Dense(4)
    first = _chain((6, 4), shared)
    both = _graph(lambda x: shared(first(x)), name="both")
    _chain((6, 4), both, L.Dense(2)).save(tmp_path / "model.h5")
    report = alone(tmp_path / "model.h5")
    assert (report.differences, report.total) == ((), 20 + 20 + 10)


# Files of other generations, written by hand.

DENSE = {"name": "d", "units": 2, "use_bias": True}
LAYERS = {"d": {"d/kernel:0": (3, 2), "d/bias:0": (2,)}}
CONFIG = {
    "class_name": "Sequential",
    "config": {
        "name": "s",
        "layers": [
            {"class_name": "Dense", "config": {**DENSE, "batch_input_shape": [None, 3]}},
            {"class_name": "Activation", "config": {"name": "a", "activation": "relu"}},
        ],
    },
}


def _write(
    path: Path,
    config: object = CONFIG,
    layers: Mapping[str, Mapping[str, Sequence[int]]] = LAYERS,
    version: str | None = "2.2.4",
) -> Path:
    with h5py.File(path, "w") as root:
        root.attrs["model_config"] = np.bytes_(json.dumps(config))
        if version:
            root.attrs["keras_version"] = np.bytes_(version)
        group = root.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in layers]
        for name, weights in layers.items():
            own = group.create_group(name)
            own.attrs["weight_names"] = [weight.encode() for weight in weights]
            for weight, shape in weights.items():
                own[weight] = np.zeros(shape, "float32")
    return path


def _edited(path: Path, edit: Callable[[Any], None]) -> Path:
    with h5py.File(_write(path), "r+") as root:
        edit(root)
    return path


def test_an_old_file_agrees(tmp_path: Path) -> None:
    report = alone(_write(tmp_path / "m.h5", layers={**LAYERS, "a": {}}))
    assert (report.total, report.keras_version, report.verified) == (8, "2.2.4", True)


def test_a_bare_list_without_a_version(tmp_path: Path) -> None:
    bare = {"class_name": "Sequential", "config": CONFIG["config"]["layers"]}  # type: ignore[index]
    report = alone(_write(tmp_path / "m.h5", bare, version=None))
    assert (report.total, report.keras_version, report.verified) == (8, None, True)


def _as_text(root: Any) -> None:
    root.attrs["model_config"] = json.dumps(CONFIG)
    root["model_weights"].attrs["layer_names"] = ["d", "a"]
    root["model_weights/d"].attrs["weight_names"] = ["d/kernel:0", "d/bias:0"]
    root.create_group("model_weights/a").attrs["weight_names"] = np.zeros((0,))


def _in_parts(root: Any) -> None:
    del root["model_weights"].attrs["layer_names"]
    root["model_weights"].attrs["layer_names0"] = [b"d"]
    root["model_weights"].attrs["layer_names1"] = [b"a"]
    root.create_group("model_weights/a").attrs["weight_names"] = np.zeros((0,))
    del root["model_weights/d"].attrs["weight_names"]
    root["model_weights/d"].attrs["weight_names0"] = [b"d/kernel:0"]
    root["model_weights/d"].attrs["weight_names1"] = [b"d/bias:0"]


@pytest.mark.parametrize("edit", [_as_text, _in_parts])
def test_ways_to_write_names(tmp_path: Path, edit: Callable[[Any], None]) -> None:
    report = alone(_edited(tmp_path / "m.h5", edit))
    assert (report.total, report.verified) == (8, True)


def _without(path: str) -> Callable[[Any], None]:
    return lambda root: root.__delitem__(path)


def _attribute(group: str, key: str, value: Any) -> Callable[[Any], None]:
    return lambda root: root[group].attrs.__setitem__(key, value)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (_without("model_weights"), "/model_weights has no layer_names, so no list"),
        (
            lambda root: root["model_weights"].attrs.__delitem__("layer_names"),
            "/model_weights has no layer_names",
        ),
        (_attribute("/", "model_config", "{"), "model_config is not JSON"),
        (_attribute("/", "model_config", "[]"), "model_config: config: expected an object"),
    ],
)
def test_broken_files(tmp_path: Path, edit: Callable[[Any], None], reason: str) -> None:
    with pytest.raises(UnreadableModelError) as caught:
        alone(_edited(tmp_path / "m.h5", edit))
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        (_without("model_weights/d/d/bias:0"), "d: bias: config implies (2,), file holds nothing"),
        (
            _attribute("model_weights", "layer_names", [b"d", b"d"]),
            "d: its entries in layer_names: config implies one, file holds two",
        ),
        (
            _attribute("model_weights", "layer_names", [b"d", b"a", b"x"]),
            "x: its group: layer_names implies one, file holds none",
        ),
        (
            _attribute("model_weights/d", "weight_names", [b"d/bias:0", b"d/kernel:0"]),
            "d: kernel: config implies place 1 in weight_names, file holds it in place 2",
        ),
        (
            _attribute("model_weights/d", "weight_names", [b"d/kernel:0", b"d/kernel:0"]),
            "model_weights/d/d/kernel:0: config implies one entry in weight_names, file holds 2",
        ),
    ],
)
def test_what_keras_would_not_load_is_a_finding(
    tmp_path: Path, edit: Callable[[Any], None], finding: str
) -> None:
    report = alone(_edited(tmp_path / "m.h5", edit))
    assert any(finding in difference.text for difference in report.differences)


@pytest.mark.parametrize(
    ("layers", "finding"),
    [
        (
            {"d": {"d/kernel:0": (3, 3), "d/bias:0": (2,)}},
            "kernel: config implies (3, 2), file holds (3, 3)",
        ),
        ({"d": {"d/kernel:0": (3, 2)}}, "d: bias: config implies (2,), file holds nothing"),
        ({"d": {}}, "d: kernel: config implies (3, 2), file holds nothing"),
        ({**LAYERS, "x": {"x/kernel:0": (1,)}}, "config implies no such weight, file holds (1,)"),
    ],
)
def test_what_is_stored_otherwise_is_a_finding(
    tmp_path: Path, layers: Mapping[str, Mapping[str, Sequence[int]]], finding: str
) -> None:
    report = alone(_write(tmp_path / "m.h5", layers=layers))
    assert any(finding in difference.text for difference in report.differences)


def test_names_that_tell_nothing_leave_the_order(tmp_path: Path) -> None:
    layers = {"d": {"Variable:0": (3, 2), "Variable_1:0": (2,)}}
    assert alone(_write(tmp_path / "m.h5", layers=layers)).verified


def test_a_direction_is_half_where_no_name_tells_it(tmp_path: Path) -> None:
    lstm = {"class_name": "LSTM", "config": {"name": "lstm", "units": 2}}
    settings = {"name": "b", "layer": lstm, "batch_input_shape": [None, 5, 3]}
    layers = [{"class_name": "Bidirectional", "config": settings}]
    config = {"class_name": "Sequential", "config": {"name": "s", "layers": layers}}
    weights = {f"w{i}": shape for i, shape in enumerate([(3, 8), (2, 8), (8,)] * 2)}
    report = alone(_write(tmp_path / "m.h5", config, {"b": weights}))
    assert (report.total, report.verified) == (96, True)


def test_cells_without_scopes_begin_where_a_name_comes_again(tmp_path: Path) -> None:
    cells = [
        {"class_name": "LSTMCell", "config": {"name": f"c{units}", "units": units}}
        for units in (2, 3)
    ]
    settings = {"name": "r", "cell": {"class_name": "StackedRNNCells", "config": {"cells": cells}}}
    layers = [{"class_name": "RNN", "config": {**settings, "batch_input_shape": [None, 5, 3]}}]
    config = {"class_name": "Sequential", "config": {"name": "s", "layers": layers}}
    names = [f"r/{n}{end}:0" for end in ("", "_1") for n in ("kernel", "recurrent_kernel", "bias")]
    shapes = [(3, 8), (2, 8), (8,), (2, 12), (3, 12), (12,)]
    report = alone(_write(tmp_path / "m.h5", config, {"r": dict(zip(names, shapes, strict=True))}))
    assert (report.total, report.verified) == (48 + 72, True)


def test_names_of_a_model_inside(tmp_path: Path) -> None:
    """Keras 1 wrote one word, and a layer's name may hold a slash."""
    inner = [
        {"class_name": "Dense", "config": {"name": "block/a", "units": 2}},
        {"class_name": "Dense", "config": {"name": "block", "units": 2}},
        {"class_name": "Dense", "config": {"name": "block_1", "units": 2}},
    ]
    nested = {"class_name": "Sequential", "config": {"name": "n", "layers": inner}}
    first = {"class_name": "InputLayer", "config": {"name": "x", "batch_input_shape": [None, 2]}}
    config = {"class_name": "Sequential", "config": {"name": "s", "layers": [first, nested]}}
    names = ["block/a/kernel:0", "block/a/bias:0", "n/block/kernel:0", "n/block/bias:0"]
    names += ["block_1_W", "block_1_b"]
    weights = dict(zip(names, [(2, 2), (2,)] * 3, strict=True))
    report = alone(_write(tmp_path / "m.h5", config, {"n": weights}))
    assert (report.total, [d.text for d in report.differences]) == (18, [])
