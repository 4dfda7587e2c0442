"""Weights to scale: areas, frames, overlaps, and that a program moves a picture to other sizes."""

from __future__ import annotations

from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.drawings.marks import Mark
from rnnscope.drawings.matrices import WIDTH, Block, Placed, Stack, laid_out
from rnnscope.drawings.measures import ONE, Measure, size
from rnnscope.drawings.svg import Written, written
from rnnscope.drawings.weights import drawn
from tests.drawings.moving import check_moves

pytestmark = pytest.mark.quick

few = settings(max_examples=25)

Sizes = list[list[tuple[int, int]]]  # of each stack the rows and columns of its matrices


@st.composite
def structures(draw: st.DrawFn) -> tuple[Sizes, Sizes]:
    """Draw stacks of matrices, twice: the same ones with other sizes."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=7))
    numbers = st.integers(1, 5_000)

    def sized(count: int) -> list[tuple[int, int]]:
        columns = draw(numbers)
        return [(draw(numbers), columns) for _ in range(count)]

    return [sized(count) for count in counts], [sized(count) for count in counts]


def stacks(sizes: Sizes, parts: int = 1, sheets: Measure = ONE) -> list[Stack]:
    """Return stacks whose rows and columns are sizes that move."""
    numbers = (number for stack in sizes for matrix in stack for number in matrix)
    known = [size(index, number) for index, number in enumerate(numbers)]
    pairs = iter(zip(known[::2], known[1::2], strict=True))

    def block(name: str) -> Block:
        rows, columns = next(pairs)
        mark = Mark(name, (rows, columns), rows * columns, "c1", 0)
        many = Measure(parts)
        return Block(mark, rows, columns, parts=many, row_parts=many, sheets=sheets)

    return [
        Stack(tuple(block(f"w{number}<&") for number in range(len(stack))), "over", "column")
        for stack in sizes
    ]


def flat(sizes: Sizes) -> list[int]:
    """Return all sizes, as a program is given them."""
    return [number for stack in sizes for matrix in stack for number in matrix]


def placed_of(sizes: Sizes) -> list[Placed]:
    """Return all matrices as they are placed."""
    return [placed for column in laid_out(stacks(sizes)) for placed in column.placed]


@few
@given(structures())
def test_areas_are_to_scale_where_nothing_is_cut(drawn_sizes: tuple[Sizes, Sizes]) -> None:
    whole = [
        each
        for each in placed_of(drawn_sizes[0])
        if each.cut.value == 0 and min(each.width.value, each.height.value) > 10
    ]
    scales = [each.width.value / each.block.columns.value for each in whole]
    scales += [each.height.value / each.block.rows.value for each in whole]
    assert all(scale == pytest.approx(scales[0]) for scale in scales)


@few
@given(structures())
def test_matrices_are_within_the_frame_and_never_overlap(
    drawn_sizes: tuple[Sizes, Sizes],
) -> None:
    placed = placed_of(drawn_sizes[0])
    for each in placed:
        assert each.x.value >= 0
        assert each.right.value <= WIDTH + 1e-6
        assert each.y.value >= 20
    for one, other in combinations(placed, 2):
        across = min(one.right.value, other.right.value) - max(one.x.value, other.x.value)
        down = min(one.bottom.value, other.bottom.value) - max(one.y.value, other.y.value)
        assert min(across, down) <= 1e-6


@few
@given(structures())
def test_what_is_one_product_stands_in_one_stack(drawn_sizes: tuple[Sizes, Sizes]) -> None:
    for column in laid_out(stacks(drawn_sizes[0])):
        for above, below in pairwise(column.placed):
            assert above.x.value == below.x.value
            assert above.width.value == below.width.value
            assert below.y.value == pytest.approx(above.bottom.value + 3)


@few
@given(structures(), st.sampled_from(["", "column", "row"]))
def test_a_program_moves_the_picture(drawn_sizes: tuple[Sizes, Sizes], marked: str) -> None:
    before, after = (written(drawn(stacks(each), marked=marked)) for each in drawn_sizes)
    check_moves(before, after, flat(drawn_sizes[1]))


@pytest.mark.parametrize("parts", [1, 4, 16, 17])
def test_parts_are_told_apart_unless_they_are_many(parts: int) -> None:
    splits = _all(written(drawn(stacks([[(300, 300)]], parts))), "split")
    told = [each for each in splits if each.attrib.get("visibility") == "visible"]
    assert len(told) == (2 if 1 < parts < 17 else 0)


def _all(picture: Written, kind: str) -> list[ET.Element]:
    found = ET.fromstring(picture.text).iter()  # noqa: S314
    return [each for each in found if each.attrib.get("class") == kind]


def test_a_long_side_is_cut_and_a_thin_one_drawn() -> None:
    [cut] = _all(written(drawn(stacks([[(10_000, 64)]]))), "cut")
    assert cut.attrib["visibility"] == "visible"
    [whole] = _all(written(drawn(stacks([[(64, 64)]]))), "cut")
    assert whole.attrib["visibility"] == "hidden"


def test_a_pile_has_sheets_behind_it() -> None:
    assert len(_all(written(drawn(stacks([[(9, 9)]], sheets=Measure(3)))), "sheet")) == 2
    assert not _all(written(drawn(stacks([[(9, 9)]]))), "sheet")


def test_it_is_said_in_words() -> None:
    picture = written(drawn(stacks([[(28, 128), (128, 128)], [(3, 1_000)]])))
    label = ET.fromstring(picture.text).attrib["aria-label"]  # noqa: S314
    assert label == "Weights to scale: w0<& 28 × 128; w1<& 128 × 128; w0<& 3 × 1,000"


@pytest.mark.parametrize("count", [1, 2, 4, 5, 24])
def test_texts_stay_within_the_frame(count: int) -> None:
    picture = written(drawn(stacks([[(12_345, 98_765)] for _ in range(count)])))
    for text in ET.fromstring(picture.text).iter("text"):  # noqa: S314
        if text.attrib.get("visibility") != "hidden":
            x, wide = float(text.attrib["x"]), len(text.text or "") * 6.2
            assert x - (wide if text.attrib.get("text-anchor") == "end" else 0) >= 0
            assert x + (0 if text.attrib.get("text-anchor") == "end" else wide) <= WIDTH
