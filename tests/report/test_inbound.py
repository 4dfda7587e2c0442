"""What each layer is called on: in graphs, in chains, and in models inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.report.inbound import Calls, Taken, standing
from rnnscope.report.report import Report
from tests.files import SENTIMENT, alone, custom, entry, functional, sequential, tensor, write_json

pytestmark = pytest.mark.quick


def calls_of(report: Report) -> dict[str, Calls | None]:
    return {each.row.path: each.calls for at in standing(report) for each in at.walk()}


def test_a_graph_whose_layers_are_called_several_times(tmp_path: Path) -> None:
    config = functional(
        entry("InputLayer", "x", batch_shape=[None, 4]),
        entry("InputLayer", "y", batch_shape=[None, 4]),
        entry("Dense", "shared", [tensor("x")], [tensor("y")], units=3),
        entry("Add", "sum", [tensor("shared", call=1), tensor("shared"), tensor("shared")]),
        inputs=("x", "y"),
        outputs=("sum",),
    )
    first, second = Taken("shared"), Taken("shared", call=1)
    assert calls_of(alone(write_json(tmp_path / "m.json", config))) == {
        "x": (),
        "y": (),
        "shared": ((Taken("x"),), (Taken("y"),)),
        "sum": ((second, first, first),),
    }


def test_an_output_that_is_not_the_first(tmp_path: Path) -> None:
    config = functional(
        entry("InputLayer", "x", batch_shape=[None, 5, 4]),
        entry("LSTM", "lstm", [tensor("x")], units=3, return_state=True),
        entry("Dense", "dense", [tensor("lstm", index=2)], units=3),
        outputs=("dense",),
    )
    calls = calls_of(alone(write_json(tmp_path / "m.json", config)))
    assert calls["dense"] == ((Taken("lstm", output=2),),)


def test_a_chain_and_one_inside(tmp_path: Path) -> None:
    inner = sequential(entry("Dense", "a", units=3), entry("Dense", "b", units=4), shape=None)
    inner["config"]["name"] = "inner"
    config = sequential(
        entry("Dense", "first", units=2), inner, entry("Dense", "last", units=1), shape=(None, 5)
    )
    assert calls_of(alone(write_json(tmp_path / "m.json", config))) == {
        "first": ((),),
        "inner": ((Taken("first"),),),
        "inner.a": ((),),
        "inner.b": ((Taken("inner.a"),),),
        "last": ((Taken("inner"),),),
    }


def test_what_a_wrapper_calls_is_its_own() -> None:
    report = alone(SENTIMENT)
    calls = calls_of(report)
    assert calls["bidirectional"] == ((Taken("embedding"), Taken("not_equal")),)
    assert calls["bidirectional.forward_layer"] is None
    (forward,) = (
        each
        for at in standing(report)
        for each in at.walk()
        if each.row.path == "bidirectional.forward_layer"
    )
    assert [row.path for row in forward.around] == ["bidirectional"]


def test_nobody_says_how_a_class_of_somebodys_own_calls_its_layers(tmp_path: Path) -> None:
    config = {**functional(entry("Dense", "d", units=3), inputs=(), outputs=()), **_OWN}
    report = alone(write_json(tmp_path / "m.json", config))
    assert set(calls_of(report).values()) == {None}


_OWN = {key: custom("Mine", "mine")[key] for key in ("module", "class_name", "registered_name")}
