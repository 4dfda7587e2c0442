"""Nodes of a TensorFlow graph, as TensorFlow 2.0 to 2.3 kept them in a Keras model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explained
from rnnscope.report.report import Report
from tests.files import Config, write_json
from tests.generations.keras2_files import entrance, functional, layer, taken

Verified = Callable[[Config], Report]


def node(
    op: str, *inputs: str, constants: dict[str, Any] | None = None, **attributes: Any
) -> Config:
    """Write a node; its layer's name has a prefix that its settings leave out."""
    node_def = {"name": "f", "op": op, "input": list(inputs), "attr": attributes}
    settings = {"node_def": node_def, "constants": constants or {}}
    entry = layer("TensorFlowOpLayer", "tf_op_layer_f", [taken(each) for each in inputs])
    return {**entry, "config": {"name": "f", "dtype": "float32", "trainable": True, **settings}}


def model(function: Config) -> Config:
    inputs = [entrance("x", 4, 8), entrance("y", 4, 8)]
    return functional(
        *inputs,
        function,
        layer("Activation", "end", [taken("tf_op_layer_f")], activation="relu"),
        inputs="xy",
        outputs=["end", "y"],
        class_name="Model",
    )


MASKS = {"begin_mask": {"i": "1"}, "end_mask": {"i": "1"}, "shrink_axis_mask": {"i": "2"}}


@pytest.mark.parametrize(
    ("function", "class_name", "shape"),
    [
        (node("AddV2", "x", "y", T={"type": "DT_FLOAT"}), "Add", (4, 8)),
        (node("Mul", "x", constants={"1": 2.0}), "Multiply", (4, 8)),
        (node("Sub", "x", constants={"0": 1.0}), "Subtract", (4, 8)),
        (node("Relu", "x"), "Relu", (4, 8)),
        (node("Cast", "x", DstT={"type": "DT_HALF"}), "Cast", (4, 8)),
        (node("Mean", "x", constants={"1": 1}, keep_dims={"b": True}), "Mean", (1, 8)),
        (node("Reshape", "x", constants={"1": [-1, 32]}), "Reshape", (32,)),
        (node("ExpandDims", "x", constants={"1": 1}), "ExpandDims", (1, 4, 8)),
        (node("ConcatV2", "x", "y", constants={"2": -1}), "Concatenate", (4, 16)),
        (node("Pack", "x", "y", axis={"i": "1"}), "Stack", (2, 4, 8)),
        (node("AddN", "x", "y"), "Add", (4, 8)),
        (node("Transpose", "x", constants={"1": [0, 2, 1]}), "Transpose", (8, 4)),
        (node("StridedSlice", "x", constants={"1": [0, 2], "2": [0, 3], "3": [1, 1]}, **MASKS),
         "GetItem", (8,)),
    ],
    ids=lambda value: value["config"]["node_def"]["op"] if isinstance(value, dict) else str(value),
)  # fmt: skip
def test_node(verified: Verified, function: Config, class_name: str, shape: Any) -> None:
    row = verified(model(function)).layers[2]
    assert (row.name, row.class_name) == ("tf_op_layer_f", class_name)
    assert row.outputs is not None
    assert tuple(size.value for size in row.outputs[0])[1:] == shape


def test_the_node_may_be_text(verified: Verified) -> None:
    function = node("Relu", "x")
    function["config"]["node_def"] = json.dumps(function["config"]["node_def"])
    assert verified(model(function)).layers[2].class_name == "Relu"


@pytest.mark.parametrize(
    "function",
    [
        node("Conv2D", "x", "y"),
        node("Mean", "x", "y"),
        node("Mean", "x"),
        node("StridedSlice", "x", "y", constants={"1": 1}),
        node("ExpandDims", "x", constants={"1": 1, "many": 2, "-9": 4, "99999999999999999999": 3}),
        {**node("Relu", "x"), "config": {"name": "f", "node_def": "{"}},
        {**node("Relu", "x"), "config": {"name": "f", "node_def": [], "constants": 3}},
        node("Pack", "x", "y", axis={"i": "1e9"}, T=3),
    ],
    ids=lambda value: str(value["config"].get("node_def")),
)
def test_what_is_not_known_is_opaque(tmp_path: Path, function: Config) -> None:
    _, report = explained(write_json(tmp_path / "m.json", model(function)))
    row = report.layers[2]
    assert row.params == 0
    assert row.class_name in ("TensorFlowOpLayer", "Stack")
