"""One of a thing is written as one: no sentence says `1 biases` or `all 1 features`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnscope.mistakes.causes import all_miscounts
from rnnscope.report.report import Report
from rnnscope.wording import all_of, begun, counted, each_of
from rnnscope.words import model_sentences
from rnnscope.words.layers.sentences import layer_sentences
from tests.files import alone, write_json
from tests.words.layers.test_numbers import MODELS, filled

pytestmark = pytest.mark.quick

SEVERAL = re.compile(
    r"(?<!axis )(?<!\+ )(?<![\w.,·:+-])1 (?:more are\b|(?:(?:more|query|input) )?"
    r"(?!axis|bias\b|is\b|has\b|does\b)[a-z]+s\b)|\b(?:all|each of) (?:the )?1 "
)
ONES = dict.fromkeys(("A", "B", "C", "D", "2A", "AC", "H", "W"), 1) | {"RATE": 0.5}


def _said(report: Report) -> Iterator[str]:
    yield from layer_sentences(report, report["it"])
    yield from model_sentences(report)
    yield from (miscount.why for miscount in all_miscounts(report))


@pytest.mark.parametrize("name", MODELS)
def test_no_sentence_has_one_of_several(tmp_path: Path, name: str) -> None:
    report = alone(write_json(tmp_path / "model.json", filled(MODELS[name], ONES)))
    said = list(_said(report))
    assert said
    assert [text for text in said if SEVERAL.search(text)] == []


@pytest.mark.parametrize("text", ["adds 1 biases", "all 1 outputs", "= 1 numbers", "1 more are b"])
def test_what_is_looked_for(text: str) -> None:
    assert SEVERAL.search(text)


def test_a_number_of_things() -> None:
    assert [counted(n, "bias", "biases") for n in (0, 1, 2_000)] == [
        "0 biases",
        "1 bias",
        "2,000 biases",
    ]
    assert [each_of(n, "unit") for n in (1, 64)] == ["the unit", "each of the 64 units"]
    assert [all_of(n, "step") for n in (1, 28)] == ["the one step", "all 28 steps"]
    assert begun("the LSTM") == "The LSTM"
