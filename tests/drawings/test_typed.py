"""Text as a terminal shows it: every part at its column, wide signs take two."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from rnnscope.drawings.svg import places
from rnnscope.drawings.typed import typed

pytestmark = pytest.mark.quick

LETTER = 7.85


def parts(*line: tuple[str, str]) -> list[tuple[str, float, float]]:
    """Return each part that is not blank, with its columns: where it begins, how many it takes."""
    drawn = ET.fromstring(typed([line], "", places).svg)  # noqa: S314
    spans = [each for each in drawn.iter() if each.tag == "tspan"]
    assert "".join(each.text or "" for each in spans) == "".join(text for text, _ in line) + "\n"
    return [
        (
            each.text or "",
            round(float(each.attrib["x"]) / LETTER, 1),
            round(float(each.attrib["textLength"]) / LETTER, 1),
        )
        for each in spans
        if "x" in each.attrib
    ]


def test_columns_stand_where_they_are() -> None:
    assert parts(("lstm  (None, 4)", ""), ("   80", "dim")) == [
        ("lstm", 0, 4),
        ("(None, 4)", 6, 9),
        ("80", 18, 2),
    ]


def test_wide_signs_take_two_columns() -> None:
    assert parts(("模型 a1  7", "")) == [("模型", 0, 4), ("a1", 5, 2), ("7", 9, 1)]


def test_signs_of_another_font_do_not_move_what_follows() -> None:
    assert parts(("✓ stored", "good")) == [("✓", 0, 1), ("stored", 2, 6)]


def test_accents_belong_to_their_letters() -> None:
    assert parts(("e\u0301tat 1", "")) == [("e\u0301tat 1", 0, 6)]


def test_names_are_only_names() -> None:
    assert parts(("<b>&amp;\"'", "")) == [("<b>&amp;\"'", 0, 10)]


def test_its_size_is_that_of_its_lines() -> None:
    drawn = typed([[("ab", "")], [], [("abcd", "")]], "", places)
    assert (round(drawn.width / LETTER, 1), drawn.height) == (4, 54)
