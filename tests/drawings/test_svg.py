"""Elements as text: whatever is said in them stays text, and what moves is noted."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.drawings.measures import size
from rnnscope.drawings.svg import element, fitted, picture, short, title, written

pytestmark = pytest.mark.quick

few = settings(max_examples=25)

hostile = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1)


@few
@given(hostile)
def test_names_stay_text(name: str) -> None:
    text = written(picture(name, 10, 10, [element("g", title(name), class_=name)])).text
    found = ET.fromstring(text)  # noqa: S314
    assert found.attrib["aria-label"] == name
    assert found[0].attrib["class"] == name
    assert (found[0][0].tag, found[0][0].text) == ("title", name)
    assert len(list(found.iter())) == 3


def test_what_moves_is_noted_with_its_place() -> None:
    units = size(0, 1024)
    drawn = element("g", element("text", words=("all ", units, " of ", 2)), x=units * 2, y=3)
    found = written(drawn)
    expected = '<g x="2048" y="3" data-place="0"><text data-place="1">all 1,024 of 2</text></g>'
    assert found.text == expected
    two, units_step, twice = found.program.steps
    assert (two, units_step, twice) == (2, ("size", 0), ("*", 1, 0))
    assert found.program.places == ({"x": 2}, {"words": ("all ", 1, " of 2")})


def test_what_is_never_seen_is_not_written() -> None:
    drawn = element("g", element("rect", visibility=0), element("path", visibility=1))
    assert written(drawn).text == "<g><path/></g>"


def test_what_may_be_seen_is_written_and_hidden() -> None:
    drawn = element("rect", visibility=size(0, 3) - 3)
    assert written(drawn).text == '<rect visibility="hidden" data-place="0"/>'


@pytest.mark.parametrize(
    ("number", "text"), [(1.0, "1"), (1.04, "1"), (1.06, "1.1"), (-0.01, "0"), (1e6, "1000000")]
)
def test_numbers_are_short(number: float, text: str) -> None:
    assert short(number) == text


@pytest.mark.parametrize("width", [1, 6, 30, 300])
def test_a_long_text_is_cut_to_its_room(width: int) -> None:
    assert len(fitted("a" * 200, width)) <= max(width / 6, 1)
