"""Layers that hold code are named in a note of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.api import explain
from tests.files import Config, entry, sequential, write_json

CODE = {"class_name": "__lambda__", "config": {"code": "4wE=", "defaults": None}}
REST = "Python code that was not looked at: loading the model may run it."


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
    report = explain(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 4, 3))))
    assert report.notes == note


@pytest.mark.parametrize("name", ["relu", "nope"])
def test_a_function_that_keras_does_not_have_is_said(tmp_path: Path, name: str) -> None:
    layer = entry("LSTM", "it", units=2, activation=name, recurrent_activation="sigmoid")
    report = explain(write_json(tmp_path / "m.json", sequential(layer, shape=(None, 5, 3))))
    note = "Keras has no activation 'nope', and loads it only where one is given"
    assert report["it"].notes == (() if name == "relu" else (note,))
    assert report.total == 48
