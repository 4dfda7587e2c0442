"""`json-full`: all that JSON has, and each count as a table that any program can work out again."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any

import pytest

from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone, entry, functional, sequential, tensor, write_json

pytestmark = pytest.mark.quick

Value = int | None


def evaluated(recounting: dict[str, Any], sizes: list[Value]) -> list[Value]:
    """Work the nodes out as a reader would who has nothing but the JSON."""
    values: list[Value] = []
    for node in recounting["nodes"]:
        match node:
            case ["k", size]:
                value = sizes[size]
            case ["/", top, bottom]:
                parts = values[top], values[bottom]
                value = None if None in parts or not parts[1] else parts[0] // parts[1]
            case ["+", *terms]:
                factors = [[n, *(values[each] for each in inside)] for n, *inside in terms]
                value = None if any(None in each for each in factors) else sum(map(prod, factors))
            case _:
                value = node
        values.append(value)
    return values


def full(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(report.render("json-full"))
    return data


def layers_in(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for layer in layers for each in (layer, *layers_in(layer["children"]))]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    here = tmp_path_factory.mktemp("models")
    residual = functional(
        entry("InputLayer", "x", batch_shape=[None, 9, 8]),
        entry("Conv1D", "conv", [tensor("x")], filters=8, kernel_size=3, padding="same", groups=2),
        entry("Add", "sum", [tensor("x"), tensor("conv")]),
        entry("Conv1D", "strided", [tensor("sum")], filters=4, kernel_size=3, strides=2),
        entry("Flatten", "flat", [tensor("strided")]),
        entry("Dense", "dense", [tensor("flat")], units=3),
        outputs=("dense",),
    )
    inner = sequential(entry("Dense", "a", units=3), entry("LSTM", "b", units=4), shape=None)
    nested = sequential(inner, entry("Dense", "last", units=2), shape=(None, 5, 6))
    paths = [write_json(here / f"{i}.json", each) for i, each in enumerate((residual, nested))]
    return [alone(path) for path in (MNIST, SENTIMENT, *paths)]


def test_it_has_all_that_json_has(reports: list[Report]) -> None:
    for report in reports:
        plain, more = json.loads(report.to_json()), full(report)
        assert list(plain) == list(more)
        for one, other in zip(layers_in(plain["layers"]), layers_in(more["layers"]), strict=True):
            shared = {key: other[key] for key in one if key not in ("arguments", "children")}
            assert shared == {key: one[key] for key in shared}
            for told, fuller in zip(one["arguments"], other["arguments"], strict=True):
                assert told == {key: fuller[key] for key in told}
        alike = {"is_sound", "reason", "sizes"}
        assert {key: more["recounting"][key] for key in alike} == {
            key: plain["recounting"][key] for key in alike
        }


def test_a_reader_counts_the_model_and_each_layer(reports: list[Report]) -> None:
    for report in reports:
        data = full(report)
        recounting = data["recounting"]
        assert recounting["is_sound"] is True
        values = evaluated(recounting, [size["value"] for size in recounting["sizes"]])
        assert values[recounting["total"]] == data["params"]["total"]
        for layer in layers_in(data["layers"]):
            _check_nodes(layer, values)
        for constraint in recounting["constraints"]:
            assert [values[node] for node in constraint["nodes"]] == constraint["values"]


def _check_nodes(layer: dict[str, Any], values: list[Value]) -> None:
    nodes, weights = layer["nodes"], layer["weights"]
    assert {name: values[node] for name, node in nodes["symbols"].items()} == {
        name: symbol["value"] for name, symbol in layer["symbols"].items()
    }
    shapes = [[values[node] for node in shape] for shape in nodes["weights"]]
    assert shapes == [weight["shape"] for weight in weights]
    own = sum(weight["params"] for weight in weights if not weight["shared_with"])
    assert values[nodes["own"]] == own == sum(term["params"] for term in layer["terms"])
    for term, factors in zip(layer["terms"], nodes["terms"], strict=True):
        assert term["coefficient"] * prod(values[node] or 0 for node in factors) == term["params"]
    outputs = [[values[node] for node in shape] for shape in nodes["outputs"]]
    put_out = layer["output_shape"] or []
    assert outputs in ([put_out], put_out)


@pytest.mark.parametrize("more", [1, 2, 7])
def test_a_reader_counts_it_with_other_sizes_as_we_do(reports: list[Report], more: int) -> None:
    for report in reports:
        recounting = full(report)["recounting"]
        sizes = [size["value"] for size in recounting["sizes"]]
        for number, size in enumerate(recounting["sizes"]):
            if size["value"] is None:
                continue
            changed = [*sizes]
            changed[number] = size["value"] + more
            told = report.recount({size["name"]: changed[number]})
            values = evaluated(recounting, changed)
            if not told.refused:
                assert values[recounting["total"]] == told.total


def test_every_weight_is_counted_by_a_term(reports: list[Report]) -> None:
    for report in reports:
        for layer in layers_in(full(report)["layers"]):
            counted = {name for term in layer["terms"] for name in term["weights"]}
            assert counted == {each["name"] for each in layer["weights"] if not each["shared_with"]}


def test_terms_name_the_weights_that_they_count() -> None:
    (rnn, _) = full(alone(MNIST))["layers"]
    assert [(term["factors"], term["weights"]) for term in rnn["terms"]] == [
        (["units", "units"], ["recurrent_kernel"]),
        (["units", "input_dim"], ["kernel"]),
        (["units"], ["bias"]),
    ]


def test_mistakes_give_what_they_say(reports: list[Report]) -> None:
    for report in reports:
        for layer in layers_in(full(report)["layers"]):
            counts = [mistake["count"] for mistake in layer["mistakes"]]
            assert len({*counts}) == len(counts) <= 5
            assert layer["params"] not in counts
            for mistake in layer["mistakes"]:
                assert eval(mistake["numbers"], {}) == mistake["count"]  # noqa: S307
    (rnn, _) = full(alone(MNIST))["layers"]
    assert 3_712 in [mistake["count"] for mistake in rnn["mistakes"]]


def test_constraints_name_the_sizes_that_somebody_chose(reports: list[Report]) -> None:
    data = json.loads(reports[2].to_json())
    told = {
        (each["layer"], each["kind"], *each["sizes"], *each["values"])
        for each in data["recounting"]["constraints"]
    }
    assert ("conv", "multiple of", "x.features", "conv.groups", 8, 2) in told
    assert all(" and " in each["sentence"] for each in data["recounting"]["constraints"])


def test_what_cannot_be_counted_again_says_why(tmp_path: Path) -> None:
    config = sequential(entry("NoLayerOfKeras", "odd"), shape=(None, 3))
    data = full(alone(write_json(tmp_path / "m.json", config)))
    recounting = data["recounting"]
    assert (recounting["is_sound"], recounting["sizes"], recounting["nodes"]) == (False, [], [])
    assert "odd" in recounting["reason"]
    assert data["layers"][0]["nodes"] is None


def test_twice_is_the_same_whatever_was_asked_between(reports: list[Report]) -> None:
    for report in reports:
        before = report.render("json-full")
        for layer in report.walk():
            report.recounting.node_of(layer.count * 2)
        assert report.render("json-full") == before


def test_one_layer_and_an_answer_are_as_in_json(reports: list[Report]) -> None:
    (report, *_) = reports
    for asked in ({"layer": "dense"}, {"why_not": 3_712}):
        assert report.render("json-full", **asked) == report.render("json", **asked)
    assert all(
        layer["children"] == []
        for layer in json.loads(reports[1].render("json-full", depth=1))["layers"]
    )
