"""A map of sizes: areas are to scale, nothing overlaps, and names stand where they fit."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.drawings.treemap import Box, Cell, drawn, laid_out, unnamed
from tests.work import lines_run

pytestmark = pytest.mark.quick

few = settings(max_examples=25)

sizes = st.lists(st.integers(1, 10**9), min_size=1, max_size=25).map(lambda s: sorted(s)[::-1])
FRAME = Box(3, 5, 340, 220)


@few
@given(sizes)
def test_areas_are_to_scale(counts: list[int]) -> None:
    scale = FRAME.width * FRAME.height / sum(counts)
    for count, box in zip(counts, laid_out(counts, FRAME), strict=True):
        assert box.width * box.height == pytest.approx(count * scale, abs=1e-6)


@few
@given(sizes)
def test_boxes_are_within_the_frame_and_never_overlap(counts: list[int]) -> None:
    boxes, room = laid_out(counts, FRAME), 1e-4  # of a point
    for box in boxes:
        assert FRAME.x - room <= box.x <= box.x + box.width <= FRAME.x + FRAME.width + room
        assert FRAME.y - room <= box.y <= box.y + box.height <= FRAME.y + FRAME.height + room
    for one, other in combinations(boxes, 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert min(across, down) <= room


def test_equal_sizes_are_near_squares() -> None:
    for box in laid_out([1] * 12, FRAME):
        assert 0.5 < box.width / box.height < 2


def test_sizes_of_nothing_take_no_room() -> None:
    assert [box.width for box in laid_out([0, 0], FRAME)] == [0, 0]
    assert drawn([Cell("a", 0)], 10, 10).count("<g") == 0


def test_twice_the_sizes_take_about_twice_the_work() -> None:
    half, whole = (range(count, 0, -1) for count in (1_000, 2_000))
    assert lines_run(laid_out, whole, FRAME) < 2.5 * lines_run(laid_out, half, FRAME)


def _texts(text: str) -> list[tuple[float, float, str]]:
    found = ET.fromstring(text).iter("text")  # noqa: S314
    return [(float(t.attrib["x"]), float(t.attrib["y"]), t.text or "") for t in found]


@few
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=12))
def test_names_stay_text_and_within_the_frame(names: list[str]) -> None:
    cells = [
        Cell(name.encode("ascii", "replace").decode().replace("\0", "_"), 2 ** (20 - number), "1%")
        for number, name in enumerate(names)
    ]
    printable = [cell for cell in cells if cell.name.isprintable()]
    for x, y, words in _texts(drawn(printable, 340, 220)):
        assert x + len(words) * 7 <= 340
        assert 0 < y <= 220


def test_a_cell_is_a_link_with_its_parts() -> None:
    text = drawn(
        [Cell("a", 10, "10", "k-dense", "#r1", (("kernel", 8, "c1"), ("b", 2, "c3")))], 340, 220
    )
    [link] = ET.fromstring(text)  # noqa: S314
    assert link.attrib == {"href": "#r1", "tabindex": "-1"}
    assert [each.attrib.get("class") for each in link.iter("rect")] == ["holder", "c1", "c3"]


def test_what_is_said_of_a_cell_stands_over_its_parts_where_it_fits() -> None:
    parts = (("kernel", 8, "c1"), ("bias", 2, "c3"))
    cells = [Cell("a", 10, "10 · 100 %", parts=parts)]
    found = ET.fromstring(drawn(cells, 340, 220)).iter("text")  # noqa: S314
    assert "a10 · 100 %" in ["".join(each.itertext()) for each in found]
    assert list(unnamed(cells, 340, 220)) == []
    assert list(unnamed(cells, 90, 220)) == cells
    assert "10 · 100 %" not in [words for _, _, words in _texts(drawn(cells, 90, 220))]


def test_cells_without_room_are_told_apart() -> None:
    large, small, none = Cell("large", 1000, "1,000"), Cell("small", 1, "1"), Cell("none", 0, "0")
    assert list(unnamed([small, none, large], 340, 220)) == [small]
