"""A picture as a file: valid XML that brings its style and nothing for scripts."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from rnnscope.drawings.measures import size
from rnnscope.drawings.standalone import STYLE, Picture, standalone
from rnnscope.drawings.svg import element, picture, written

pytestmark = pytest.mark.quick

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314


def test_pictures_stand_one_under_the_other() -> None:
    rows = written(picture("seen", 340, 50, [element("rect", width=size(0, 7))])).text
    two = [Picture(rows, 50, "a"), Picture(rows, 50, "", "said " * 30, "noted", width=500)]
    text = standalone(two, "both", "a and b")
    found = drawn(text)
    assert [each.attrib["y"] for each in found.findall(f"{SVG}svg")] == ["32", "96"]
    heading, *_, note = found.findall(f"{SVG}text")
    assert (heading.text, note.text) == ("a", "noted")
    assert found.attrib["viewBox"] == "0 0 524 206"
    assert "data-place" not in text


def test_it_brings_its_paper_and_its_style_for_light_and_dark() -> None:
    found = drawn(standalone([], "nothing <to> see", "so"))
    light, media, dark = (found.findtext(f"{SVG}style") or "").partition("@media ")
    assert media
    assert "svg.rnnscope .paper{fill:#ffffff}" in light
    assert dark.startswith("(prefers-color-scheme:dark){")
    assert "svg.rnnscope .paper{fill:#14161b}" in dark
    assert found.findtext(f"{SVG}title") == "nothing <to> see"
    assert found.findtext(f"{SVG}desc") == "so"
    assert found.attrib["role"] == "img"
    assert found.find(f"{SVG}rect[@class='paper']") is not None


def test_its_style_is_what_converters_know() -> None:
    assert "var(" not in STYLE
    assert "font:" not in STYLE
    assert all(rule.startswith("svg.rnnscope ") for rule in re.findall(r"[^{}]+(?=\{)", STYLE)[:30])


def test_a_heading_is_as_wide_as_the_picture_at_most() -> None:
    (heading,) = drawn(standalone([Picture("<svg />", 9, "\u6a21" * 99)], "")).findall(f"{SVG}text")
    assert heading.text == f"{chr(0x6A21) * 23}…"
