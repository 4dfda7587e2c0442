"""From a model to a report: the order data flows, provenance, and what a hostile model gets."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import applied
from tests.files import (
    MNIST,
    SENTIMENT,
    Config,
    alone,
    custom,
    entry,
    functional,
    sequential,
    tensor,
    write_json,
    write_keras,
)

X = entry("InputLayer", "x", batch_shape=[None, 3])
CONV: Config = {"kernel_size": [3, 3], "strides": [1, 1], "padding": "valid"}


@pytest.fixture
def of(tmp_path: Path) -> Any:
    def of(config: Config) -> Report:
        return alone(write_json(tmp_path / "model.json", config))

    return of


def origins(report: Report, name: str) -> list[str]:
    return [symbol.text for symbol in report[name].provenance]


def test_the_examples_know_where_their_sizes_come_from() -> None:
    mnist, sentiment = alone(MNIST), alone(SENTIMENT)
    assert origins(mnist, "simple_rnn") == ["input_dim = 28 (last axis of input_layer)"]
    assert origins(mnist, "dense") == ["input_dim = 128 (simple_rnn.units)"]
    assert origins(sentiment, "bidirectional.forward_layer") == [
        "input_dim = 16 (embedding.output_dim)"
    ]
    both = "bidirectional.backward_layer.units + bidirectional.forward_layer.units"
    assert origins(sentiment, "gru") == [f"input_dim = 32 ({both} = 16 + 16)"]
    assert origins(sentiment, "batch_normalization") == ["features = 8 (gru.units)"]
    assert origins(sentiment, "sentiment") == ["input_dim = 8 (gru.units)"]


def test_provenance_goes_through_flatten(of: Any) -> None:
    report = of(
        sequential(
            entry("Conv2D", "conv", filters=4, **CONV),
            entry("Flatten", "flat"),
            entry("Dense", "d", units=2),
            shape=(None, 8, 9, 3),
        )
    )
    (symbol,) = report["d"].provenance
    assert symbol.value == 6 * 7 * 4
    assert sorted(symbol.origin_numbers.split("*")) == ["4", "6", "7"]
    assert set(symbol.origin.split("*")) == {"conv.filters", "conv.height", "conv.width"}


def test_layers_stand_in_the_order_of_the_model_and_are_worked_out_as_data_flows(
    of: Any,
) -> None:
    layers = [
        entry("Dense", "last", [tensor("middle")], units=1),
        entry("Dense", "middle", [tensor("first")], units=2),
        entry("Dense", "first", [tensor("x")], units=3),
        X,
    ]
    report = of(functional(*layers, outputs=["last"]))
    assert [row.name for row in report.layers] == ["last", "middle", "first", "x"]
    assert [row.params for row in report.layers] == [3, 8, 12, 0]
    assert origins(report, "last") == ["input_dim = 2 (middle.units)"]


def test_a_long_chain_backwards_is_no_matter(of: Any) -> None:
    x = entry("InputLayer", "x", batch_shape=[None, 2, 3])
    names = ["x", *(f"p{i}" for i in range(1200))]
    pads = [
        entry("ZeroPadding1D", name, [tensor(before)], padding=[1, 1])
        for before, name in pairwise(names)
    ]
    report = of(functional(x, *pads[::-1], outputs=[names[-1]]))
    assert report[names[-1]].output_shape == (None, 2402, 3)
    assert "2402" in report.render("json", layer=names[-1])
    assert report.render("csv")


def test_a_shared_layer_is_counted_once_and_has_the_shape_of_its_last_call(of: Any) -> None:
    dense = entry("Dense", "d", [tensor("x")], [tensor("pad")], units=3)
    x = entry("InputLayer", "x", batch_shape=[None, 5, 3])
    pad = entry("ZeroPadding1D", "pad", [tensor("d")], padding=[1, 1])
    config = functional(x, dense, pad, outputs=["d"])
    config["config"]["output_layers"] = [["d", 1, 0]]
    report = of(config)
    assert report.total == 12
    assert report["d"].output_shape == (None, 7, 3)


def test_a_nested_model_is_a_row_with_its_layers_inside(of: Any) -> None:
    inner = sequential(entry("Dense", "d", units=4), entry("GRU", "g", units=2), name="inner")
    report = of(sequential(entry("Dense", "d", units=3), inner, shape=(None, 5, 6)))
    row = report["inner"]
    assert (row.formula, row.numbers, row.is_model) == ("d + g", "16 + 48", True)
    assert origins(report, "inner.d") == ["input_dim = 3 (d.units)"]
    assert origins(report, "inner.g") == ["input_dim = 4 (inner.d.units)"]
    assert report.total == sum(each.params or 0 for each in report.layers)


def _calling_each_other(depth: int) -> Config:
    model = functional(X, entry("Dense", "d", [tensor("x")], units=3), outputs=["d"], name="m0")
    for i in range(depth):
        calls = [{"args": [tensor(each)], "kwargs": {}} for each in ("x", f"m{i}")]
        inner = {**model, "name": f"m{i}", "inbound_nodes": calls}
        model = functional(X, inner, outputs=[f"m{i}"], name=f"m{i + 1}")
    return model


def test_models_that_call_each_other_end(of: Any) -> None:
    assert of(_calling_each_other(5)).total == 12
    reason = "the model has more layers, beyond the limit layers of 1,000"
    with applied({"layers": 1000}), pytest.raises(UnreadableModelError, match=reason):
        of(_calling_each_other(30))


def test_wrappers_that_double_each_other_end(of: Any) -> None:
    layer = entry("LSTM", "l", units=1, return_sequences=True)
    for i in range(30):
        layer = entry("Bidirectional", f"b{i}", layer=layer)
    with applied({"layers": 1000}):
        report = of(sequential(layer, shape=(None, 4, 3)))
    assert (report.total, report.verified) == (None, False)


IMPOSSIBLE = "its settings give sizes that no tensor has"


@pytest.mark.parametrize(
    ("layers", "shape", "note"),
    [
        (
            [entry("Conv1D", "c", filters=2, kernel_size=[9], strides=[1], padding="valid")],
            (None, 3, 3),
            "valid leaves no room for a window of 9 in 3",
        ),
        ([entry("Dense", "c", units=2**62)], (None, 2**62), IMPOSSIBLE),
        ([entry("Flatten", "c")], (None, *[2**62] * 60), IMPOSSIBLE),
        ([entry("Reshape", "c", target_shape=[1] * 100)], (None, 1), IMPOSSIBLE),
        ([entry("Cropping1D", "c", cropping=[5, 5])], (None, 3, 3), "cuts 10 off an axis of 3"),
        ([entry("Dense", "c", units=2)], (None, None), "has no fixed size"),
        ([entry("Dense", "c", units="many")], (None, 3), "expected a whole number, found 'many'"),
        ([entry("Dense", "c", units=-3)], (None, 3), "expected a whole number, found -3"),
        ([entry("Dense", "c", units=True)], (None, 3), "expected a whole number, found True"),
        ([entry("Dense", "c", units=2.0)], (None, 3), "expected a whole number, found 2.0"),
        ([entry("Dense", "c")], (None, 3), "expected a whole number, found None"),
        ([entry("Dense", "c", units=2, use_bias="x")], (None, 3), "expected true or false"),
        ([entry("RNN", "c", cell=3)], (None, 4, 3), "expected a layer, found 3"),
        ([entry("Bidirectional", "c")], (None, 4, 3), "expected a layer, found None"),
        ([entry("Permute", "c", dims=[7])], (None, 4, 3), "c"),
        ([entry("Conv2D", "c", filters=2, **CONV)], (None, 3), "c"),
        ([custom("Dense", "c", units=2)], (None, 3), "no formula is known for its class"),
    ],
    ids=lambda value: value[0]["class_name"] if isinstance(value, list) else None,
)
def test_what_no_formula_covers_is_unknown_and_no_zero(
    of: Any, layers: list[Config], shape: tuple[int | None, ...], note: str
) -> None:
    report = of(sequential(*layers, shape=shape))
    row = report["c"]
    assert (row.basis, row.params, row.formula, report.total) == ("unknown", None, "?", None)
    assert note in row.notes[0]
    assert "its count is not known" in row.notes[0]
    assert not report.verified
    for to in ("text", "plain", "markdown", "html", "html-fragment", "json", "csv"):
        assert report.render(to)


def test_a_layer_behind_one_without_a_formula_takes_the_shape_on_record(tmp_path: Path) -> None:
    behind = {**entry("Dense", "d", units=2), "build_config": {"input_shape": [None, 4]}}
    config = sequential(custom("Odd", "odd"), behind, shape=(None, 3))
    tensors = {
        "layers/odd/vars/0": (3, 4),
        "layers/dense/vars/0": (4, 2),
        "layers/dense/vars/1": (2,),
    }
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    assert (report["odd"].basis, report["odd"].output_shape) == ("stored", (None, 4))
    assert (report["d"].basis, report["d"].params) == ("derived", 10)
    assert report.total == 22
    joined = functional(
        X,
        custom("Odd", "odd", [tensor("x", [None, 3])]),
        entry("Dense", "d", [tensor("odd", [None, 4])], units=2),
        outputs=["d"],
    )
    assert alone(write_keras(tmp_path / "m.keras", joined, tensors)).total == 22


def test_two_layers_of_one_path_are_refused(of: Any) -> None:
    inner = sequential(entry("Dense", "b", units=2), name="a")
    with pytest.raises(UnreadableModelError, match=r"a\.b: two layers have this path"):
        of(sequential(inner, custom("Odd", "a.b"), shape=(None, 3)))
    assert of(sequential(inner, entry("Dense", "a.c", units=2), shape=(None, 3))).total == 14


def test_a_model_without_layers(of: Any) -> None:
    report = of(sequential(shape=(None, 3)))
    assert (report.total, report.layers, report.verified) == (0, (), False)
    assert of(sequential()).total == 0
