"""Kernels of convolutions: how many are drawn, and that a program moves them to other sizes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.drawings.kernels import Kernels, drawn, laid_out
from rnnscope.drawings.marks import Mark, times
from rnnscope.drawings.measures import size
from rnnscope.drawings.svg import Written, written
from tests.drawings.moving import check_moves

pytestmark = pytest.mark.quick

few = settings(max_examples=25)

Four = tuple[int, int, int, int]
fours = st.tuples(*[st.integers(1, 300)] * 4)


def kernels(numbers: Four, *, has_bias: bool = True) -> Kernels:
    """Return kernels of so many rows, columns and channels, and filters, all of which move."""
    sizes = tuple(size(index, number) for index, number in enumerate(numbers))
    rows, columns, channels, filters = sizes
    mark = Mark("kernel", sizes, rows * columns * channels * filters, "c1", 0)
    bias = Mark("bias", (filters,), filters, "c3", 1) if has_bias else None
    each = times((rows, columns, channels))
    return Kernels(mark, rows, columns, channels, filters, each, "filter", bias)


def seen(picture: Written, kind: str | None) -> int:
    """Count the rectangles of a class that can be seen."""
    found = ET.fromstring(picture.text).iter("rect")  # noqa: S314
    return sum(
        each.attrib.get("class") == kind and each.attrib.get("visibility") != "hidden"
        for each in found
    )


@few
@given(fours, fours)
def test_a_program_moves_the_picture(before: Four, after: Four) -> None:
    one, other = (written(drawn(kernels(each))) for each in (before, after))
    check_moves(one, other, after)


@pytest.mark.parametrize(("filters", "fronts"), [(1, 1), (2, 2), (3, 3), (64, 3)])
def test_a_few_kernels_are_drawn_each_with_its_bias(filters: int, fronts: int) -> None:
    assert seen(written(drawn(kernels((3, 3, 1, filters)))), None) == 2 * fronts
    bare = written(drawn(kernels((3, 3, 1, filters), has_bias=False)))
    assert seen(bare, None) == fronts


@pytest.mark.parametrize(("channels", "behind"), [(1, 0), (2, 1), (4, 3), (512, 3)])
def test_channels_are_sheets(channels: int, behind: int) -> None:
    assert seen(written(drawn(kernels((3, 3, channels, 1)))), "sheet") == behind


@few
@given(fours)
def test_kernels_keep_their_room(numbers: Four) -> None:
    for placed in laid_out(kernels(numbers)):
        assert 0 < placed.width.value < 54.1
        assert 0 < placed.height.value < 54.1


@few
@given(fours)
def test_sides_are_to_scale(numbers: Four) -> None:
    placed = laid_out(kernels(numbers))[0]
    if min(placed.width.value, placed.height.value) > 2:
        ratio = placed.width.value / placed.height.value
        assert ratio == pytest.approx(numbers[1] / numbers[0])
