"""Names and texts may come from anybody: no format of `check` lets them be more than texts."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options as Cmark

from rnnscope.expectations import Expectations
from rnnscope.expectations.outcome import Outcome
from rnnscope.expectations.outcome_of import outcome
from rnnscope.renderers import Options
from rnnscope.renderers.outcomes import OUTCOME_RENDERERS, outcome_lines
from rnnscope.renderers.outcomes.github import summary
from tests.renderers.outcomes.conftest import broken, failed, held
from tests.renderers.outcomes.github_runner import command_of, lines_of
from tests.renderers.test_hostile_names import NAMES, _Tags, is_formula
from tests.renderers.test_hostile_names import hostile as report_of

pytestmark = pytest.mark.quick

MORE = {
    "workflow command": "::error::x\n::add-mask::x",
    "old workflow command": "##[add-path]/tmp",
    "properties": "a,line=7::x%0A::y",
    "xml": "]]><!--&#0;&lt;\ufffe\uffff</testcase>",
}
TEXTS = {**NAMES, **MORE}
WRITTEN = [*OUTCOME_RENDERERS, "summary", "text in ascii", "csv in ascii"]


def hostile(text: str) -> list[Outcome]:
    outcomes = [failed(f"{text}m.keras", text), broken(f"{text}n.keras", text), held(f"o{text}")]
    return [*outcomes, replace(outcomes[1], error=text or "no")]


@pytest.mark.parametrize("kind", TEXTS)
def test_a_real_model_whose_every_name_is_hostile(tmp_path: Path, kind: str) -> None:
    name = TEXTS[kind]
    asked = Expectations(
        total=5, layers={"*": 3, f"{name}dense": "units"}, frozen=("*",), require=("summary",)
    )
    judged = outcome(f"{name}m.keras", report_of(tmp_path, name), asked)
    assert len(judged.failures) >= 5
    for to in WRITTEN:
        assert_text_alone([judged], to)
    text = "".join(outcome_lines([judged], "junit"))
    assert len(ElementTree.fromstring(text.encode())[0]) == 1  # noqa: S314
    rows = list(csv.reader(outcome_lines([judged], "csv")))
    assert not [cell for row in rows for cell in row if is_formula(cell)]


@pytest.mark.parametrize("to", WRITTEN)
@pytest.mark.parametrize("kind", TEXTS)
def test_nothing_but_text_and_line_ends(kind: str, to: str) -> None:
    assert_text_alone(hostile(TEXTS[kind]), to)


def assert_text_alone(outcomes: list[Outcome], to: str) -> None:
    options = Options(ascii_only=to.endswith("ascii"))
    lines = (
        summary(outcomes)
        if to == "summary"
        else "".join(outcome_lines(outcomes, to.split()[0], options))
    )
    assert lines.encode("utf-8")
    found = {unicodedata.category(sign) for sign in lines.replace("\n", "")}
    assert not found & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert not options.ascii_only or lines.isascii()


@pytest.mark.parametrize("to", [*OUTCOME_RENDERERS, "summary"])
def test_line_ends_make_no_lines(to: str) -> None:
    def count(text: str) -> int:
        outcomes = hostile(text)
        written = "".join(
            outcome_lines(outcomes, to, Options(width=10_000))
            if to != "summary"
            else summary(outcomes)
        )
        return written.count("\n")

    assert count("aXXb") == count("a\nb")


@pytest.mark.parametrize("kind", TEXTS)
def test_json_has_them_as_they_are(kind: str) -> None:
    outcomes = hostile(TEXTS[kind])
    data = json.loads("".join(outcome_lines(outcomes, "json")))
    assert [model["model"] for model in data["models"]] == [each.model for each in outcomes]
    assert len(list(outcome_lines(outcomes, "jsonl"))) == len(outcomes)


@pytest.mark.parametrize("kind", TEXTS)
def test_csv_has_no_formulas_and_its_columns(kind: str) -> None:
    rows = list(csv.reader(outcome_lines(hostile(TEXTS[kind]), "csv")))
    assert len(rows) == 5
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if is_formula(cell)]


@pytest.mark.parametrize("kind", TEXTS)
def test_xml_is_well_formed_and_has_elements_of_ours_alone(kind: str) -> None:
    text = "".join(outcome_lines(hostile(TEXTS[kind]), "junit"))
    root = ElementTree.fromstring(text.encode())  # noqa: S314
    assert [case.tag for case in root[0]] == ["testcase"] * 4
    inside = [child.tag for case in root[0] for child in case]
    assert inside == ["failure", "error", "system-out", "error"]


@pytest.mark.parametrize("kind", TEXTS)
def test_the_runner_finds_our_commands_alone(kind: str) -> None:
    output = "".join(outcome_lines(hostile(TEXTS[kind]), "github"))
    found = [command_of(line) for line in lines_of(output)]
    assert [each.name for each in found if each] == ["error", "warning", "error", "error"]
    for command in filter(None, found):
        assert set(command.properties) <= {"file", "line", "title"}
        assert command.properties.get("line", "1") == "1"


@pytest.mark.parametrize("kind", TEXTS)
def test_markdown_has_elements_of_ours_alone(kind: str) -> None:
    text = summary(hostile(TEXTS[kind]))
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}
    tags = _Tags()
    tags.feed(cmarkgfm.github_flavored_markdown_to_html(text, Cmark.CMARK_OPT_UNSAFE))
    tags.close()
    assert tags.tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "br", "code"}
    assert tags.attributes <= {"align"}
