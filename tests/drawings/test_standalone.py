"""A picture as a file: valid XML that brings its style and nothing for scripts."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from rnnscope.drawings.measures import size
from rnnscope.drawings.standalone import Picture, standalone
from rnnscope.drawings.svg import element, picture, written

pytestmark = pytest.mark.quick

SVG = "{http://www.w3.org/2000/svg}"


def test_pictures_stand_one_under_the_other() -> None:
    drawn = written(picture("seen", 340, 50, [element("rect", width=size(0, 7))])).text
    text = standalone([Picture(drawn, 50, "a"), Picture(drawn, 50, "", "said " * 30)], "both")
    found = ET.fromstring(text)  # noqa: S314
    assert [each.attrib["y"] for each in found.findall(f"{SVG}svg")] == ["20", "84"]
    assert found.findtext(f"{SVG}text") == "a"
    assert len(found.findall(f"{SVG}text")) == 4
    assert found.attrib["viewBox"] == "0 0 340 196"
    assert "data-place" not in text


def test_it_brings_its_style_for_light_and_dark_paper() -> None:
    text = standalone([], "nothing <to> see")
    found = ET.fromstring(text)  # noqa: S314
    style = found.findtext(f"{SVG}style") or ""
    assert "@media (prefers-color-scheme:dark)" in style
    assert found.attrib["aria-label"] == found.findtext(f"{SVG}text") == "nothing <to> see"
