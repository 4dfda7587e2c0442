"""The JSON is a promise: these fields, of these kinds, and more may be added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import pytest

from rnnscope import __version__
from rnnscope.api import explain
from rnnscope.renderers import Options, render
from rnnscope.report.report import Report
from tests.files import SENTIMENT, custom, edited, entry, replaced, sequential, write_json

MODEL = {"name": str, "class_name": str, "file": str, "format": str, "keras_version": str}
PARAMS = dict.fromkeys(("total", "trainable", "non_trainable", "optimizer", "bytes"), int)
LAYER = {
    "name": str,
    "class_name": str,
    "is_model": bool,
    "input_shape": list,
    "output_shape": list,
    "outputs": list,
    "params": int,
    "trainable": int,
    "non_trainable": int,
    "basis": str,
    "formula": str,
    "numbers": str,
    "symbols": dict,
    "weights": list,
    "shared_with": type(None),
    "counted_at": list,
    "witnesses": dict,
    "notes": list,
    "sentence": str,
    "equation": list,
    "arguments": list,
    "children": list,
}
IN_FULL = ("sentences", "equation_latex", "sources", "terms", "mistakes", "settings")
SYMBOL = {"value": int, "meaning": str, "origin": str}
WEIGHT = {
    "name": str,
    "shape": list,
    "symbolic_shape": list,
    "params": int,
    "dtype": str,
    "trainable": bool,
}


def has(data: Mapping[str, Any], fields: Mapping[str, type]) -> None:
    for name, kind in fields.items():
        assert type(data[name]) is kind, name


def data_of(report: Report, **options: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(render(report, "json", Options(**options)))
    return data


def _check_layer(layer: dict[str, Any]) -> None:
    has(layer, LAYER)
    assert layer["basis"] in ("derived", "traced", "stored", "none")
    for symbol in layer["symbols"].values():
        has(symbol, SYMBOL)
    for weight in layer["weights"]:
        has(weight, WEIGHT)
    for child in layer["children"]:
        _check_layer(child)


def test_every_field_that_is_promised(examples: dict[str, Report]) -> None:
    for report in examples.values():
        data = data_of(report)
        assert (data["schema"], data["rnnscope"], data["verified"]) == (1, __version__, True)
        has(data["model"], MODEL)
        has(data["params"], PARAMS)
        for layer in data["layers"]:
            _check_layer(layer)
        agreed = {"spoke": True, "agrees": True, "differences": []}
        speaker = {"keras": keras.__version__, "backend": "numpy", "because": None}
        assert data["witnesses"] == {"stored": agreed, "summary": {**agreed, **speaker}}


def test_the_values_are_those_of_the_design(examples: dict[str, Report]) -> None:
    data = data_of(examples["mnist"])
    rnn = data["layers"][0]
    assert data["model"]["file"] == "examples/mnist_rnn.keras"
    assert [data["params"][name] for name in PARAMS] == [21386, 21386, 0, 0, 85544]
    assert (rnn["input_shape"], rnn["output_shape"]) == ([None, 28, 28], [None, 128])
    assert rnn["formula"] == "units*units + units*input_dim + units"
    assert rnn["numbers"] == "128*128 + 128*28 + 128"
    assert rnn["symbols"]["units"]["origin"] == "setting"
    assert rnn["symbols"]["input_dim"]["origin"] == "last axis of input_layer"
    kernel = rnn["weights"][0]
    assert (kernel["name"], kernel["params"]) == ("kernel", 3584)
    assert (kernel["shape"], kernel["symbolic_shape"]) == ([28, 128], ["input_dim", "units"])


def test_the_text_is_true(examples: dict[str, Report]) -> None:
    for layer in data_of(examples["sentiment"])["layers"]:
        for part in (layer, *layer["children"]):
            assert eval(part["numbers"], {}) == part["params"]  # noqa: S307
            sizes = {name: symbol["value"] for name, symbol in part["symbols"].items()}
            sizes |= {child["name"]: child["params"] for child in part["children"]}
            assert eval(part["formula"], {}, sizes) == part["params"]  # noqa: S307


def test_depth_and_layer(examples: dict[str, Report]) -> None:
    flat = data_of(examples["sentiment"], depth=1)
    assert all(layer["children"] == [] for layer in flat["layers"])
    whole = data_of(examples["sentiment"])
    assert data_of(examples["sentiment"], depth=2) == whole
    one = data_of(examples["sentiment"], layer="gru")
    (gru,) = [layer for layer in whole["layers"] if layer["name"] == "gru"]
    in_full = {name: one.pop(name) for name in IN_FULL}
    assert one == {"schema": 1, **gru}
    assert gru["source"] == "keras/src/layers/rnn/gru.py"
    assert {each["name"] for each in in_full["settings"] if each["counts"]} >= {"units"}


def test_witnesses_that_differ_or_are_silent(tmp_path: Path) -> None:
    path = edited(
        SENTIMENT, tmp_path / "m.keras", lambda h5: replaced(h5, "layers/gru/cell/vars/2", (24,))
    )
    data = data_of(explain(path, summary=False))
    assert data["verified"] is False
    assert data["witnesses"]["summary"] == {"spoke": False, "reason": "not asked"}
    assert data["witnesses"]["stored"] == {
        "spoke": True,
        "agrees": False,
        "differences": [
            {
                "layer": "gru",
                "subject": "bias",
                "derived": "(2, 24)",
                "found": "(24,)",
                "reason": None,
            }
        ],
    }


@pytest.mark.parametrize("shape", [(None, 3), None], ids=["with an input", "without"])
def test_what_is_not_known_is_null(tmp_path: Path, shape: tuple[int | None, ...] | None) -> None:
    config = sequential(custom("Odd", "odd"), entry("Dropout", "d"), shape=shape)
    data = data_of(explain(write_json(tmp_path / "m.json", config)))
    odd = data["layers"][0]
    assert data["params"]["total"] is data["params"]["trainable"] is None
    assert (odd["params"], odd["trainable"], odd["output_shape"]) == (None, None, None)
    assert (odd["basis"], odd["formula"], odd["numbers"]) == ("unknown", "?", "?")
    assert data["model"]["keras_version"] is None


def test_what_layers_are_called_on_is_what_keras_has() -> None:
    x, y = keras.Input((6, 4), name="x"), keras.Input((6, 4), name="y")
    shared = keras.layers.Dense(4, name="shared")
    inner = keras.Sequential([keras.Input((6, 4)), keras.layers.Dense(4)], name="inner")
    sequence, *states = keras.layers.LSTM(4, return_state=True, name="lstm")(inner(shared(x)))
    attended = keras.layers.MultiHeadAttention(2, 2, name="attention")(shared(y), value=x)
    model = keras.Model([x, y], [sequence + states[1], attended])
    told = {row["name"]: row["inbound"] for row in data_of(explain(model, summary=False))["layers"]}
    for layer in model.layers:
        taken = [[t._keras_history for t in node.input_tensors] for node in layer._inbound_nodes]
        assert told[layer.name] == [
            [
                {"layer": h.operation.name, "call": h.node_index, "output": h.tensor_index}
                for h in call
            ]
            for call in taken
            if call
        ]


def test_equal_blocks(tmp_path: Path) -> None:
    names = [f"{kind}_{i}" for i in range(4) for kind in ("dense", "norm")]
    layers = [
        entry("Dense", name, units=3)
        if name.startswith("dense")
        else entry("LayerNormalization", name)
        for name in names
    ]
    config = sequential(*layers, shape=(None, 3))
    report = explain(write_json(tmp_path / "m.json", config), summary=False)
    assert data_of(report)["folding"] == [
        {"inside": None, "start": 0, "length": 2, "count": 4, "layers": names[:2]}
    ]
    inside = sequential({**config, "name": "inner"}, shape=(None, 3))
    nested = explain(write_json(tmp_path / "n.json", inside), summary=False)
    (block,) = data_of(nested)["folding"]
    assert (block["inside"], block["count"]) == (nested.layers[0].path, 4)
    assert data_of(nested, depth=1)["folding"] == []
