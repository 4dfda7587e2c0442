"""What a badge says: the count, and whether it is verified."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from rnnscope.errors import BadArgumentError, NoPictureError
from rnnscope.renderers import render_with
from rnnscope.report.report import Report
from rnnscope.report.witness import Difference
from tests.files import MNIST, PRINTED, alone, custom, entry, sequential, write_json
from tests.renderers.test_hostile_names import NAMES, hostile

pytestmark = pytest.mark.quick

GOOD, BAD, CALM = "#1f7a4d", "#b3261e", "#6a6f79"


def said(report: Report, layer: str | None = None) -> tuple[str, str]:
    """Return what a badge says, and the colour that it says it on."""
    text = render_with(report, "badge", layer=layer)
    drawn = ET.fromstring(text)  # noqa: S314
    title, *rest = drawn
    label, message = (each.text for each in rest if each.tag.endswith("text"))
    assert title.text == f"{label}: {message}"
    _, half = (each.attrib["fill"] for each in rest if each.tag.endswith("path"))
    return f"{label} | {message}", half


def differing(report: Report) -> Report:
    stored, *others = report.witnesses
    found = (Difference("dense", "kernel", "(128, 10)", "(128, 11)", "stored"),)
    return replace(report, witnesses=(replace(stored, differences=found), *others))


def test_a_count_that_witnesses_agree_on_is_verified() -> None:
    report = alone(MNIST)
    assert said(report) == ("params | 21,386 verified", GOOD)
    assert said(report, "dense") == ("dense params | 1,290 verified", GOOD)


def test_one_that_nobody_spoke_of_is_not() -> None:
    silent = replace(alone(MNIST), witnesses=())
    assert said(silent) == ("params | 21,386 not verified", CALM)
    assert said(silent, "dense") == ("dense params | 1,290 not verified", CALM)


def test_one_that_a_witness_does_not_speak_of_is_not() -> None:
    report = alone(MNIST)
    stored = replace(report.witnesses[0], covered=frozenset({"simple_rnn"}))
    partly = replace(report, witnesses=(stored,))
    assert said(partly) == ("params | 21,386 not verified", CALM)
    assert said(partly, "dense") == ("dense params | 1,290 not verified", CALM)
    assert said(partly, "simple_rnn") == ("simple_rnn params | 20,096 verified", GOOD)


def test_where_they_differ_it_says_so() -> None:
    report = differing(alone(MNIST))
    assert said(report) == ("params | 21,386 witnesses differ", BAD)
    assert said(report, "dense") == ("dense params | 1,290 witnesses differ", BAD)
    assert said(report, "simple_rnn") == ("simple_rnn params | 20,096 verified", GOOD)


def test_a_count_that_is_not_known_is_none(tmp_path: Path) -> None:
    odd = sequential(custom("Odd", "odd"), entry("Dense", "d", units=2), shape=(None, 3))
    report = alone(write_json(tmp_path / "m.json", odd))
    assert said(report) == ("params | not known", CALM)


def test_layers_that_are_not_built_are_not_counted_yet(tmp_path: Path) -> None:
    config = sequential(entry("Dense", "d", units=2), entry("Dense", "e", units=3), shape=(None, 3))
    config["config"]["layers"].pop(0)
    report = alone(write_json(tmp_path / "m.json", config))
    label, colour = said(report)
    assert re.fullmatch(r"params \| (not known|[\d,]+ so far)", label)
    assert colour == CALM


def test_it_answers_no_question() -> None:
    for asked in ({"why_not": 7}, {"what_if": {"dense.units": 3}}):
        with pytest.raises(NoPictureError, match="cannot draw an answer: a badge has room for one"):
            render_with(alone(MNIST), "badge", **asked)
    with pytest.raises(BadArgumentError, match="the name of one layer, in badge"):
        render_with(alone(MNIST), "badge", layer="de*")
    run = CliRunner().invoke(app, ["explain", str(MNIST), "--format", "badge", "--why-not", "7"])
    assert run.exit_code == 2


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_only_a_name_and_never_too_wide(kind: str, tmp_path: Path) -> None:
    report = hostile(tmp_path, NAMES[kind])
    for layer in (None, *(row.path for row in report.walk())):
        drawn = ET.fromstring(render_with(report, "badge", layer=layer))  # noqa: S314
        assert [each.tag.rpartition("}")[2] for each in drawn] == [
            *("title", "desc", "path", "path", "text", "text")
        ]
        assert float(drawn.attrib["width"]) < 700


def test_what_a_printed_summary_tells_is_not_verified() -> None:
    """The layers were found by the numbers that they are to explain."""
    report = alone(PRINTED)
    assert said(report) == ("params | 18,128 not verified", CALM)
    assert said(report, "bidirectional") == ("bidirectional params | 1,600 not verified", CALM)


def test_a_model_without_a_name_is_told_as_one() -> None:
    report = replace(alone(MNIST), name="")
    whole, layer = (render_with(report, "badge", layer=name) for name in (None, "dense"))
    assert "<desc>The model. ✓ Stored: agrees on every weight" in whole
    assert "<desc>dense, a layer of the model</desc>" in layer
