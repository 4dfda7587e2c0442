"""Weights to scale as SVG: matrices with their names, gates, heads, and one column marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.drawings.marks import borders, counted, sheet, striped, times
from rnnscope.drawings.matrices import (
    FOOT,
    LABELS,
    OFFSET,
    SHEETS,
    TOP,
    WIDTH,
    Column,
    Placed,
    Stack,
    laid_out,
    pile_of,
)
from rnnscope.drawings.measures import Measure, Number, least, most, still
from rnnscope.drawings.svg import Choice, Element, Pieces, element, fitted, picture

_MOST_PARTS = 16  # gates or heads that are told apart
_ROUND = 1.5  # the corners of a block
_LINE = 2.5  # the least that a mark is wide
_TICK = 6.2  # how wide a letter of 11 pixels is


def drawn(stacks: Sequence[Stack], *, marked: str = "") -> Element:
    """Draw weights to scale; `marked` is "column" or "row", where one of them is marked."""
    columns, pile = laid_out(stacks), pile_of(stacks)
    inside = [part for column in columns for part in _over(column, pile)]
    is_alone = len(columns) == 1
    for column in columns:
        inside += [_matrix(placed, is_alone=is_alone) for placed in column.placed]
        inside += _under(column, is_alone=is_alone)
    if marked:
        inside.append(_one(columns[0], marked))
    height = most(*(column.bottom for column in columns)) + FOOT
    return picture(_label(stacks), WIDTH, height, inside)


def _label(stacks: Sequence[Stack]) -> Pieces:
    """Say what is drawn."""
    marks = [block.mark for stack in stacks for block in stack.blocks]
    pieces = [piece for mark in marks for piece in ("; ", f"{mark.name} ", *mark.size)]
    return ("Weights to scale: ", *pieces[1:])


def _over(column: Column, pile: float) -> Iterator[Element]:
    """Yield what stands over a stack: its gates, or its name."""
    stack, first = column.stack, column.placed[0]
    if stack.gates:
        yield from _gates(column)
    elif stack.heading:
        heading = fitted(stack.heading, column.slot, _TICK)
        y = first.y - 8 - pile
        yield element("text", class_="tick", x=first.x, y=y, words=heading)


def _under(column: Column, *, is_alone: bool) -> Iterator[Element]:
    """Yield what stands under a stack: its size, where that fits."""
    first, y = column.placed[0], column.bottom + 14
    block = first.block
    if is_alone and block.sheets.is_one:
        words, shows = counted(block.columns, column.stack.unit), still(1)
    else:
        is_matrix = len(block.mark.shape) > 2 and block.sheets.is_one
        size = times((block.rows, block.columns)) if is_matrix else block.mark.size
        words, shows = size, _room(size, column.slot)
    yield element("text", class_="tick", x=first.x, y=y, words=words, visibility=shows)


def _room(words: Pieces, room: float) -> Measure:
    """Return what is more than 0 while no number of a text has more digits than fit."""
    numbers = [piece for piece in words if not isinstance(piece, (str, Choice))]
    texts = sum(len(piece) for piece in words if isinstance(piece, str))
    digits = max(int((room / _TICK - texts) / max(len(numbers), 1) / 1.2), 1)
    return 10.0 ** min(digits, 15) - most(0, *numbers)  # beyond that no size is


def _gates(column: Column) -> Iterator[Element]:
    """Yield the name of each gate over its part of the columns, where it fits."""
    first, gates = column.placed[0], column.stack.gates
    part = first.width / len(gates)
    for number, name in enumerate(gates):
        x, class_ = first.x + part * number, f"g{number % 4 + 1}"
        yield element("rect", class_=class_, x=x, y=TOP - 5, width=part, height=3)
        yield element(
            "text",
            class_="tick",
            x=x + part * 0.5,
            y=TOP - 8,
            text_anchor="middle",
            visibility=part - len(name) * _TICK,
            words=name,
        )


def _matrix(placed: Placed, *, is_alone: bool) -> Element:
    block = placed.block
    return block.mark.group(
        *_sheets(placed),
        sheet(placed, radius=_ROUND),
        *_splits(placed),
        *_stripes(placed),
        *(() if block.is_line else (_zigzag(placed),)),
        *(_side(placed) if is_alone else ()),
    )


def _sheets(placed: Placed) -> Iterator[Element]:
    """Yield what is drawn behind a matrix that there are several of, the farthest first."""
    sheets = placed.block.sheets
    if not sheets.is_one:
        for number in range(SHEETS, 0, -1):
            yield sheet(placed, number * OFFSET, "sheet", sheets - number, _ROUND)


def _splits(placed: Placed) -> Iterator[Element]:
    """Yield the borders of what a matrix is divided into, unless there are too many."""
    block, half = placed.block, 0.5
    if not block.parts.is_one:
        step = placed.width / block.parts
        start = ("M", placed.x + step, " ", placed.y + placed.height * half)
        path = (*start, "H", placed.right - half)
        yield borders(path, placed.height, step, _told(block.parts, step))
    if not block.row_parts.is_one:
        step = placed.height / block.row_parts
        start = ("M", placed.x + placed.width * half, " ", placed.y + step)
        path = (*start, "V", placed.bottom - half)
        yield borders(path, placed.width, step, _told(block.row_parts, step))


def _stripes(placed: Placed) -> Iterator[Element]:
    if placed.block.mark.still:
        yield striped(placed.x, placed.y, placed.width, placed.height)


def _told(parts: Measure, step: Measure) -> Measure:
    """Return what is more than 0 where parts are told apart."""
    return least(parts - 1, _MOST_PARTS + 1 - parts, step - 3)


def _zigzag(placed: Placed) -> Element:
    """Return the sign for a length that is cut short."""
    third = (placed.width + 6) / 3
    start = ("M", placed.x - 3, " ", placed.y + placed.height * 0.72)
    line = ("l", third, " -5 ", third, " 10 ", third, " -5")
    return element("path", class_="cut", d=(*start, *line), visibility=placed.cut)


def _side(placed: Placed) -> Iterator[Element]:
    """Yield the name of a matrix, and its rows where there is room for them."""
    block, x = placed.block, placed.x - 8
    lines = most(least((placed.height - 30) * 100, 5), 0)
    y = placed.y + placed.height * 0.5 + 4
    name = fitted(block.mark.name.rpartition("/")[2], LABELS - 8)
    yield element("text", class_="side", x=x, y=y - lines, text_anchor="end", words=name)
    if not block.is_line:
        yield element(
            "text",
            class_="tick",
            x=x,
            y=y + 9,
            text_anchor="end",
            visibility=placed.height - 30,
            words=counted(block.rows, "row"),
        )


def _one(column: Column, marked: str) -> Element:
    """Return the mark of one column, or of one row of the first matrix."""
    first = column.placed[0]
    if marked == "row":
        step = first.height / first.block.rows
        y, height = step * (first.block.rows // 7) + first.y, most(step, _LINE)
        return _mark((first.x - 3, y, first.width + 6, height), height, first.block.rows)
    step = first.width / first.block.columns
    x, width = step * (first.block.columns // 7) + first.x, most(step, _LINE)
    tall = column.bottom - first.y + 4
    return _mark((x, first.y - 2, width, tall), width, first.block.columns)


def _mark(box: tuple[Number, Number, Number, Number], thick: Measure, parts: Measure) -> Element:
    """Return the mark of one of several parts; the thicker it is, the more is seen through it."""
    x, y, width, height = box
    return element(
        "rect",
        class_="one",
        x=x,
        y=y,
        width=width,
        height=height,
        fill_opacity=most(least(2 / thick, 0.5), 0.3),
        visibility=parts - 1,
    )
