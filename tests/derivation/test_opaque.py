"""Layers that hold code are named in a note of the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import pytest

from rnnscope.derivation._opaque import CODE_CLASSES
from rnnscope.keras_facts.class_names import KERAS_3
from tests.files import (
    Config,
    alone,
    entry,
    old_entry,
    old_sequential,
    sequential,
    whole_hdf5,
    write_json,
    write_keras,
)

CODE = {"class_name": "__lambda__", "config": {"code": "4wE=", "defaults": None}}
REST = "Python code that was not looked at: loading the model may run it."


def test_the_classes_that_hold_code_are_those_of_keras() -> None:
    assert CODE_CLASSES <= KERAS_3


def _lambda(name: str) -> Config:
    return entry("Lambda", name, function=CODE)


@pytest.mark.parametrize(
    ("layers", "note"),
    [
        ([entry("Dense", "d", units=2)], ()),
        ([_lambda("own")], (f"own holds {REST}",)),
        ([_lambda(name) for name in "abcde"], (f"a, b, c and 2 more hold {REST}",)),
        ([entry("TimeDistributed", "t", layer=_lambda("own"))], (f"t.own holds {REST}",)),
        ([sequential(_lambda("own"), name="m")], (f"m.own holds {REST}",)),
        ([entry("Dense", "d", units=2, activation=CODE)], (f"d holds {REST}",)),
        ([entry("TorchModuleWrapper", "w")], (f"w holds {REST}",)),
    ],
)
def test_layers_that_hold_code(tmp_path: Path, layers: list[Config], note: tuple[str, ...]) -> None:
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 4, 3))))
    assert report.notes == note


@pytest.mark.parametrize("name", ["relu", "nope"])
def test_a_function_that_keras_does_not_have_is_said(tmp_path: Path, name: str) -> None:
    layer = entry("LSTM", "it", units=2, activation=name, recurrent_activation="sigmoid")
    report = alone(write_json(tmp_path / "m.json", sequential(layer, shape=(None, 5, 3))))
    note = "Keras has no activation 'nope', and loads it only where one is given"
    assert report["it"].notes == (() if name == "relu" else (note,))
    assert report.total == 48


NAMED = {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"}
IMPORTS = "a function or class outside Keras: loading the model may import and run it."
SCHEDULE = {"module": "own.rates", "class_name": "Rate", "config": {"at": 1}}
KERAS = {"module": "keras.losses", "class_name": "MeanSquaredError", "config": {"name": "mse"}}


@pytest.mark.parametrize(
    ("compiled", "note"),
    [
        ({"loss": CODE}, (f"compile_config.loss holds {REST}",)),
        ({"loss": {"d": {"class_name": "function", "config": "mse"}}}, ()),
        (
            {"loss": KERAS, "metrics": ["mse", [CODE]]},
            (f"compile_config.metrics[1][0] holds {REST}",),
        ),
        (
            {"loss": [KERAS, {**KERAS, "config": {"fn": CODE}}]},
            (f"compile_config.loss[1].fn holds {REST}",),
        ),
        ({"loss": NAMED}, (f"compile_config.loss names {IMPORTS}",)),
        ({"loss": {**NAMED, "module": "builtins"}}, ()),
        (
            {"optimizer": {**KERAS, "class_name": "Adam", "config": {"learning_rate": SCHEDULE}}},
            (f"compile_config.optimizer.learning_rate names {IMPORTS}",),
        ),
        (
            {"weighted_metrics": [CODE], "loss": NAMED},
            (
                f"compile_config.weighted_metrics[0] holds {REST}",
                f"compile_config.loss names {IMPORTS}",
            ),
        ),
    ],
)
def test_code_in_what_a_model_was_compiled_with(
    tmp_path: Path, compiled: Config, note: tuple[str, ...]
) -> None:
    config = {
        **sequential(entry("Dense", "d", units=2), shape=(None, 3)),
        "compile_config": compiled,
    }
    tensors = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}
    assert alone(write_keras(tmp_path / "m.keras", config, tensors)).notes == note


@pytest.mark.parametrize(
    "where", ["kernel_initializer", "kernel_regularizer", "bias_constraint", "dtype"]
)
@pytest.mark.parametrize("nested", [False, True])
def test_code_in_any_setting_of_a_layer(tmp_path: Path, where: str, nested: bool) -> None:
    code = {"class_name": "Own", "module": "keras.x", "config": {"fn": CODE}} if nested else CODE
    layer = entry("Dense", "d", units=2, **{where: code})
    report = alone(write_json(tmp_path / "m.json", sequential(layer, shape=(None, 3))))
    assert f"d holds {REST}" in report.notes
    assert "4wE=" not in str(report)


def test_the_module_of_a_layer_outside_keras(tmp_path: Path) -> None:
    layer = {**entry("Dense", "d", units=2), "module": "own.layers", "registered_name": "Dense"}
    report = alone(write_json(tmp_path / "m.json", sequential(layer, shape=(None, 3))))
    assert f"d names {IMPORTS}" in report.notes


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
def test_what_keras_itself_saves_of_a_lambda_is_found(tmp_path: Path) -> None:
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", loss=lambda y, p: keras.ops.mean(y - p), metrics=[lambda y, p: p - y])
    model.save(tmp_path / "m.keras")
    loss, metric = "compile_config.loss", "compile_config.metrics[0]"
    assert alone(tmp_path / "m.keras").notes == (f"{loss}, {metric} hold {REST}",)


def test_code_in_the_training_config_of_hdf5(tmp_path: Path) -> None:
    config = old_sequential(old_entry("Dense", "d", units=2, batch_input_shape=[None, 3]))
    lists: dict[str, dict[str, tuple[int, ...]]] = {"d": {"d/kernel:0": (3, 2), "d/bias:0": (2,)}}
    path = tmp_path / "m.h5"
    path.write_bytes(whole_hdf5(config, lists, "3.15.1"))
    with h5py.File(path, "r+") as root:
        root.attrs["training_config"] = json.dumps({"loss": {"d": CODE}})
    assert f"compile_config.loss.d holds {REST}" in alone(path).notes
    with h5py.File(path, "r+") as root:
        root.attrs["training_config"] = "{"
    assert alone(path).total == 8


def _put(config: Config, *way: str | int, value: object) -> None:
    """Put a value where keys lead, in dicts that are made, and in lists."""
    holder: Any = config
    for key in way[:-1]:
        holder = holder.setdefault(key, {}) if isinstance(holder, dict) else holder[key]
    holder[way[-1]] = value


def _deep(value: object, levels: int = 400) -> object:
    for _ in range(levels):
        value = [value]
    return value


_DENSE = ("config", "layers", 1)
_PLACES = {
    ("compile_config", "loss"): "compile_config.loss",
    ("build_config", "own"): "build_config.own",
    ("config", "own"): "config.own",
    (*_DENSE, "build_config", "own"): "d",
    (*_DENSE, "compile_config", "loss"): "d",
    (*_DENSE, "inbound_nodes", 0, "kwargs", "mask"): "d",
    (*_DENSE, "inbound_nodes", 0, "args", 0, "own"): "d",
}


@pytest.mark.parametrize("form", ["json", "keras"])
@pytest.mark.parametrize("way", _PLACES)
def test_code_beside_the_settings(tmp_path: Path, way: tuple[str | int, ...], form: str) -> None:
    for value, end in ((CODE, f"holds {REST}"), (NAMED, f"names {IMPORTS}")):
        config = sequential(entry("Dense", "d", units=2), shape=(None, 3))
        _put(config, *_DENSE, "inbound_nodes", value=[{"args": [{}], "kwargs": {}}])
        _put(config, *way, value=value)
        path = tmp_path / f"m.{form}"
        written = write_json(path, config) if form == "json" else write_keras(path, config, {})
        assert alone(written).notes == (f"{_PLACES[way]} {end}",)


@pytest.mark.parametrize("way", [(*_DENSE, "config", "own"), ("compile_config", "loss")])
def test_code_at_any_depth(tmp_path: Path, way: tuple[str | int, ...]) -> None:
    config = sequential(entry("Dense", "d", units=2), shape=(None, 3))
    _put(config, *way, value=_deep(CODE, 85))
    (note,) = alone(write_json(tmp_path / "m.json", config)).notes
    assert note.endswith(f"holds {REST}")
    assert len(note) < 400


def test_a_function_of_pythons_among_those_of_keras(tmp_path: Path) -> None:
    evil = {**NAMED, "module": "builtins", "config": "eval", "registered_name": "eval"}
    layer = entry("Dense", "d", units=2, kernel_constraint=evil)
    report = alone(write_json(tmp_path / "m.json", sequential(layer, shape=(None, 3))))
    assert report.notes == (f"d names {IMPORTS}",)
