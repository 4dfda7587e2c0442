"""Weights to scale: matrices with the same columns stand in one stack, stacks side by side.

All positions are measures, so that a page's script can move them for other sizes: it works
out the steps of the picture's `Program`, and knows nothing of matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.drawings.marks import Mark, borders
from rnnscope.drawings.measures import ONE, Measure, Number, least, most, still, summed
from rnnscope.drawings.svg import Element, Pieces, element, fitted, picture

WIDTH = 340  # of every picture; a page draws it as wide as there is room
_LABELS = 104  # left of a stack that stands alone, for the names of its matrices
_TOP, _FOOT = 20, 20  # over a stack, for its name or its gates; under it, for its size
_TALLEST, _GAP, _SPACE = 220, 3, 10  # of a stack; between matrices; between stacks
_THIN = 7  # the least that is drawn of a side
_LONGEST = 5  # a stack is cut that is longer than this many times its width
_ACROSS = 4  # stacks in a line; of more there are fewer, so that their sizes can be read
_MOST_PARTS = 16  # gates or heads that are told apart
_SHEETS, _OFFSET = 3, 3  # drawn behind a matrix that there are several of; how far each sticks out
_TICK = 6.2  # how wide a letter of 11 pixels is


@dataclass(frozen=True, slots=True)
class Block:
    """One weight as a matrix, or as a pile of `sheets` of them.

    `parts` stand side by side in it, `row_parts` one over the other.
    """

    mark: Mark
    rows: Measure
    columns: Measure
    parts: Measure = ONE
    row_parts: Measure = ONE
    sheets: Measure = ONE
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class Stack:
    """Matrices one over the other, which have the same columns; `gates` are named over them."""

    blocks: tuple[Block, ...]
    heading: str = ""
    foot: Pieces = ()
    gates: tuple[str, ...] = ()

    @property
    def rows(self) -> Measure:
        """All rows together."""
        return summed(block.rows for block in self.blocks)

    @property
    def columns(self) -> Measure:
        """The columns of the widest of them."""
        return most(*(block.columns for block in self.blocks))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a matrix is drawn; `cut` is more than 0 where its length is cut short."""

    block: Block
    x: Measure
    y: Measure
    width: Measure
    height: Measure
    cut: Measure

    @property
    def right(self) -> Measure:
        """Where it ends to the right."""
        return self.x + self.width

    @property
    def bottom(self) -> Measure:
        """Where it ends below."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Column:
    """A stack that has its place: the matrices from the top, within a slot of the frame."""

    stack: Stack
    placed: tuple[Placed, ...]
    slot: float

    @property
    def bottom(self) -> Measure:
        """Where the lowest matrix ends."""
        return self.placed[-1].bottom


def laid_out(stacks: Sequence[Stack]) -> tuple[Column, ...]:
    """Place all stacks on one scale; they stand in lines of equal slots."""
    across = _across(len(stacks))
    lines = [stacks[start : start + across] for start in range(0, len(stacks), across)]
    pile = _pile(stacks)
    left = _LABELS if len(stacks) == 1 else 0
    slot = (WIDTH - left - _SPACE * (across - 1)) / across
    widest = most(*(stack.columns for stack in stacks))
    longest = widest * _LONGEST
    tallest = most(*(least(stack.rows, longest) for stack in stacks))
    scale = least((slot - pile) / widest, (_TALLEST / len(lines)) / tallest)
    columns: list[Column] = []
    top: Number = _TOP + pile
    for line in lines:
        placed = [
            _column(stack, Frame(left + at * (slot + _SPACE), top, slot, scale, longest))
            for at, stack in enumerate(line)
        ]
        columns += placed
        top = most(*(column.bottom for column in placed)) + (_FOOT + _TOP + pile)
    return tuple(columns)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a stack is given: its slot, the scale, and how long a matrix is drawn at most."""

    x: float
    top: Number
    slot: float
    scale: Measure
    longest: Measure


def _column(stack: Stack, frame: Frame) -> Column:
    placed: list[Placed] = []
    y = frame.top + still(0)
    for block in stack.blocks:
        shown = least(block.rows, frame.longest)
        width = most(block.columns * frame.scale, _THIN)
        height = most(shown * frame.scale, _THIN)
        placed.append(Placed(block, still(frame.x), y, width, height, block.rows - shown))
        y = y + height + _GAP
    return Column(stack, tuple(placed), frame.slot)


def _across(count: int) -> int:
    """Return how many stacks stand side by side."""
    return count if count <= _ACROSS else 3


def _pile(stacks: Sequence[Stack]) -> int:
    """Return how far sheets stick out that are drawn behind a matrix."""
    is_pile = any(not block.sheets.is_one for stack in stacks for block in stack.blocks)
    return _SHEETS * _OFFSET if is_pile else 0


def drawn(stacks: Sequence[Stack], *, marked: str = "") -> Element:
    """Draw weights to scale; `marked` is "column" or "row", where one of them is marked."""
    columns = laid_out(stacks)
    is_alone = len(columns) == 1
    inside = [part for column in columns for part in _stack(column, is_alone=is_alone)]
    if marked:
        inside.append(_one(columns[0], marked))
    height = most(*(column.bottom for column in columns)) + _FOOT
    return picture(_label(stacks), WIDTH, height, inside)


def _label(stacks: Sequence[Stack]) -> Pieces:
    """Say what is drawn."""
    marks = [block.mark for stack in stacks for block in stack.blocks]
    pieces = [piece for mark in marks for piece in ("; ", f"{mark.name} ", *mark.size)]
    return ("Weights to scale: ", *pieces[1:])


def _stack(column: Column, *, is_alone: bool) -> Iterator[Element]:
    stack = column.stack
    if stack.gates:
        yield from _gates(column)
    elif stack.heading and not is_alone:
        heading = fitted(stack.heading, column.slot, _TICK)
        yield _tick(column, column.placed[0].y - 8 - _pile([stack]), heading)
    for placed in column.placed:
        yield _matrix(placed, is_alone=is_alone)
    if stack.foot:
        yield _tick(column, column.bottom + 14, stack.foot, room=column.slot)


def _tick(column: Column, y: Number, words: str | Pieces, room: float = 0) -> Element:
    """Return a small text over or under a stack, from its left side on."""
    shows = _room(words, room) if room and not isinstance(words, str) else 1
    return element("text", class_="tick", x=column.placed[0].x, y=y, words=words, visibility=shows)


def _room(words: Pieces, room: float) -> Measure:
    """Return what is more than 0 while no number of a text has more digits than fit."""
    numbers = [piece for piece in words if not isinstance(piece, str)]
    texts = sum(len(piece) for piece in words if isinstance(piece, str))
    digits = max(int((room / _TICK - texts) / max(len(numbers), 1) / 1.2), 1)
    return 10.0 ** min(digits, 15) - most(0, *numbers)  # beyond that no size is


def _gates(column: Column) -> Iterator[Element]:
    """Yield the name of each gate over its part of the columns, where it fits."""
    first, gates = column.placed[0], column.stack.gates
    part = first.width / len(gates)
    for number, name in enumerate(gates):
        x, class_ = first.x + part * number, f"g{number % 4 + 1}"
        yield element("rect", class_=class_, x=x, y=_TOP - 5, width=part, height=3)
        yield element(
            "text",
            class_="tick",
            x=x + part * 0.5,
            y=_TOP - 8,
            text_anchor="middle",
            visibility=part - len(name) * _TICK,
            words=name,
        )


def _matrix(placed: Placed, *, is_alone: bool) -> Element:
    block = placed.block
    return block.mark.group(
        *_sheets(placed),
        _rectangle(placed),
        *_splits(placed),
        *(() if block.is_line else (_zigzag(placed),)),
        *(_side(placed) if is_alone else ()),
    )


def _rectangle(placed: Placed, off: int = 0, kind: str | None = None, shows: Number = 1) -> Element:
    return element(
        "rect",
        class_=kind,
        x=placed.x + off,
        y=placed.y - off,
        width=placed.width,
        height=placed.height,
        rx=1.5,
        visibility=shows,
    )


def _sheets(placed: Placed) -> Iterator[Element]:
    """Yield what is drawn behind a matrix that there are several of, the farthest first."""
    sheets = placed.block.sheets
    if not sheets.is_one:
        for number in range(_SHEETS, 0, -1):
            yield _rectangle(placed, number * _OFFSET, "sheet", sheets - number)


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
    name = fitted(block.mark.name.rpartition("/")[2], _LABELS - 8)
    yield element("text", class_="side", x=x, y=y - lines, text_anchor="end", words=name)
    if not block.is_line:
        yield element(
            "text",
            class_="tick",
            x=x,
            y=y + 9,
            text_anchor="end",
            visibility=placed.height - 30,
            words=(block.rows, " rows"),
        )


def _one(column: Column, marked: str) -> Element:
    """Return the mark of one column, or of one row of the first matrix."""
    first, bottom = column.placed[0], column.bottom
    if marked == "row":
        height = most(first.height / first.block.rows, 2.5)
        y = first.y + first.height * 0.15
        return element(
            "rect", class_="one", x=first.x - 3, y=y, width=first.width + 6, height=height
        )
    width = most(first.width / first.block.columns, 2.5)
    x = first.x + first.width * 0.15
    return element(
        "rect", class_="one", x=x, y=first.y - 2, width=width, height=bottom - first.y + 4
    )
