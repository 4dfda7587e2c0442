"""The equation of one layer: what of its class's holds where it stands in the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rnnscope.equations.text import text_lines
from rnnscope.layers import Layer, Parts, Weight, formula
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.report.report import Report
from tests.files import alone, custom, entry, functional, sequential, tensor, write_json

pytestmark = pytest.mark.quick


def lines(report: Report, name: str) -> tuple[str, ...]:
    return text_lines(equation_of(report, report[name]))


def one(tmp_path: Path, class_name: str, *shape: int | None, **settings: Any) -> tuple[str, ...]:
    model = sequential(entry(class_name, "it", **settings), shape=[None, *shape])
    return lines(alone(write_json(tmp_path / "model.json", model)), "it")


def test_zeros_ahead_of_an_axis_of_known_size(tmp_path: Path) -> None:
    conv = {"filters": 4, "kernel_size": [3, 3], "strides": [2, 2], "padding": "same"}
    known = one(tmp_path, "Conv2D", 9, 9, 3, **conv)
    assert known[0] == "y[p] = sum over d (x[2p+d-1]·K[d]) + b"
    assert "strides = 2, before = 1" in known
    first = one(tmp_path, "Conv2D", 3, 9, 8, **conv, data_format="channels_first")
    assert "strides = 2, before = (1, 0)" in first
    unknown = one(tmp_path, "Conv2D", None, 9, 3, **conv)
    assert unknown[1] == "before = floor(max(reach - size, 0)/2)"


def test_an_attention_over_several_axes(tmp_path: Path) -> None:
    def of(axes: object, *shape: int) -> str:
        x = tensor("x", [None, *shape, 6])
        settings = {"num_heads": 2, "key_dim": 3, "attention_axes": axes}
        attention = entry("MultiHeadAttention", "it", [x], **settings)
        attention["inbound_nodes"][0]["args"] = [x, x]  # query and value
        first = entry("InputLayer", "x", batch_shape=[None, *shape, 6])
        model = functional(first, attention, outputs=["it"])
        report = alone(write_json(tmp_path / "model.json", model))
        return "\n".join(line for line in lines(report, "it") if line.startswith("query, "))

    assert of(None, 5) == of([1], 5) == ""
    assert of(None, 5, 4) == of([1, 2], 5, 4) == "query, key, value: all their steps in one axis"
    assert of([2], 5, 4) == "query, key, value: the steps along attention_axes"


def test_a_layer_that_is_quantized(tmp_path: Path) -> None:
    policy = {
        "module": "keras",
        "class_name": "QuantizedDTypePolicy",
        "config": {"mode": "int8", "source_name": "float32"},
        "registered_name": None,
    }
    assert one(tmp_path, "Dense", 8, units=4, dtype=policy) == ()


@pytest.mark.parametrize("class_name", ["LSTM", "GRU", "SimpleRNN"])
def test_where_a_state_begins(tmp_path: Path, class_name: str) -> None:
    usual = one(tmp_path, class_name, 5, 3, units=4)
    assert any(line.startswith("h[-1]") and line.endswith("0") for line in usual)
    model = sequential(
        entry("InputLayer", "x", batch_shape=[2, 5, 3]),
        entry(class_name, "it", units=4, stateful=True),
    )
    kept = lines(alone(write_json(tmp_path / "model.json", model)), "it")
    assert not any(line.startswith("h[-1]") and line.endswith(" 0") for line in kept)
    assert any("or has kept" in line for line in kept)


@pytest.mark.usefixtures("formulas")
def test_what_a_user_wrote_stands_as_it_is(tmp_path: Path) -> None:
    @formula("Mine")
    def mine(layer: Layer) -> Parts:
        """Mine.

        Equation:
            y = x²·kernel, more or less
        """
        yield Weight(name="kernel", shape=(layer.features("input_dim"), 2))

    model = sequential(custom("Mine", "it"), shape=[None, 3])
    report = alone(write_json(tmp_path / "model.json", model))
    assert lines(report, "it") == ("y = x²·kernel, more or less",)


@pytest.mark.parametrize(
    "value",
    [None, 0, -1, 1.5, True, "x", "$\\x", [], [None], {"a": 1}, [[1]], 10**18, "x" * 1000],
    ids=lambda value: repr(value)[:20],
)
@pytest.mark.parametrize(
    ("class_name", "setting"),
    [
        ("Dense", "activation"),
        ("BatchNormalization", "epsilon"),
        ("LayerNormalization", "epsilon"),
        ("LeakyReLU", "negative_slope"),
        ("Softmax", "axis"),
        ("GRU", "recurrent_activation"),
        ("Rescaling", "scale"),
    ],
)
def test_a_setting_of_any_kind(
    tmp_path: Path, class_name: str, setting: str, value: object
) -> None:
    needed = {"units": 4} if class_name in ("Dense", "GRU") else {}
    for line in one(tmp_path, class_name, 5, 3, **{**needed, setting: value}):
        assert len(line) < 300
        assert "$" not in line
