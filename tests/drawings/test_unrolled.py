"""The loop in time: steps, what is handed on, both ways, and any number of steps."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.drawings.measures import open_size
from rnnscope.drawings.svg import Written, written
from rnnscope.drawings.unrolled import Direction, Loop, drawn
from tests.drawings.moving import check_moves

pytestmark = pytest.mark.quick

few = settings(max_examples=25)

FORWARDS = Direction(("the same",), kinds=("c1", "c2"))
ALL = Direction(("the same",), hands_on_all=True)
BACK = Direction(("the same",), is_backwards=True)


def loop(steps: int | None, *directions: Direction) -> Written:
    """Return a loop whose steps move."""
    return written(drawn(Loop(open_size(0, steps), directions)))


def seen(picture: Written, kind: str) -> list[ET.Element]:
    """Return the elements of a class that can be seen."""
    return [each for each in _shown(ET.fromstring(picture.text)) if each.get("class") == kind]  # noqa: S314


def _shown(drawn: ET.Element) -> Iterator[ET.Element]:
    if drawn.get("visibility") != "hidden":
        yield drawn
        for each in drawn:
            yield from _shown(each)


def names(picture: Written) -> list[str]:
    """Return what the inputs are called."""
    ticks = sorted(seen(picture, "tick")[1:], key=lambda each: float(each.attrib["x"]))
    return ["".join(each.itertext()) for each in ticks if each.attrib["y"] == "124"]


@pytest.mark.parametrize(
    ("steps", "called"),
    [
        (1, ["x1"]),
        (3, ["x1", "x2", "x3"]),
        (6, ["x1", "x2", "x3", "x4", "x5", "x6"]),
        (7, ["x1", "x2", "x3", "x4", "…", "x7"]),
        (1_000, ["x1", "x2", "x3", "x4", "…", "x1,000"]),
        (None, ["x1", "x2", "x3", "x4", "…", "xT"]),
    ],
)
def test_steps_are_named(steps: int | None, called: list[str]) -> None:
    assert names(loop(steps, FORWARDS)) == called


def handed(picture: Written) -> list[float]:
    """Return where states are handed on, upwards."""
    arrows = [each.attrib["d"] for each in seen(picture, "flow")]
    return [float(path[1:].split()[0]) for path in arrows if " 50V32" in path]


@pytest.mark.parametrize("steps", [1, 2, 5, 6, 7, 100, None])
def test_what_is_handed_on(steps: int | None) -> None:
    shown = 6 if steps is None else min(steps, 6)
    where = [42 + 54 * step for step in range(shown)]
    assert handed(loop(steps, ALL)) == where
    assert handed(loop(steps, FORWARDS)) == where[-1:]
    assert handed(loop(steps, BACK)) == where[:1]


@few
@given(st.none() | st.integers(1, 50), st.none() | st.integers(1, 50))
def test_a_program_moves_the_picture(before: int | None, after: int | None) -> None:
    for directions in ((FORWARDS,), (ALL, BACK)):
        check_moves(loop(before, *directions), loop(after, *directions), (after,))


def test_two_directions_are_said_in_words() -> None:
    label = ET.fromstring(loop(3, ALL, BACK).text).attrib["aria-label"]  # noqa: S314
    assert "from the first step on; every state is handed on" in label
    assert "from the last step back; the last state is handed on" in label
