"""Where matrices stand that are drawn to scale: one over the other, and side by side.

Matrices with the same columns make a stack.  All positions are measures, so that a page's
script can move them: it works out the steps of the picture's `Program`, and knows nothing
of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnnscope.drawings.marks import Mark
from rnnscope.drawings.measures import ONE, Measure, Number, least, most, still, summed
from rnnscope.drawings.svg import Pieces, chosen

WIDTH = 340  # of every picture; a page draws it as wide as there is room
LABELS = 116  # left of a stack that stands alone, for the names of its matrices
TOP, FOOT = 20, 20  # over a stack, for its name or its gates; under it, for its size
SHEETS, OFFSET = 3, 3  # drawn behind a matrix that there are several of; how far each sticks out
_TALLEST, _GAP, _SPACE = 220, 3, 10  # of a stack; between matrices; between stacks
_THIN, _NAMED = 7, 10  # the least that is drawn of a side; of one that is named beside it
_LONGEST = 7  # a stack is cut that is longer than this many times its width
_ACROSS = 4  # stacks in a line; of more there are fewer, so that their sizes can be read
_LARGEST = 28  # of one number


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
    """Matrices one over the other, which have the same columns; `gates` are named over them.

    `unit` is what a column is, where it is the only stack.
    """

    blocks: tuple[Block, ...]
    heading: str = ""
    unit: str = ""
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
    """Where a matrix is drawn.

    `cut` is more than 0 where its length is cut short, and `thin` where a side is drawn
    that would be thinner.
    """

    block: Block
    x: Measure
    y: Measure
    width: Measure
    height: Measure
    cut: Measure
    thin: Measure

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
    pile = pile_of(stacks)
    left = LABELS if len(stacks) == 1 else 0
    slot = (WIDTH - left - _SPACE * (across - 1)) / across
    widest = most(*(stack.columns for stack in stacks))
    longest = widest * _LONGEST
    tallest = most(*(least(stack.rows, longest) for stack in stacks))
    scale = least((slot - pile) / widest, (_TALLEST / len(lines)) / tallest, _LARGEST)
    thin = _NAMED if len(stacks) == 1 else _THIN
    columns: list[Column] = []
    top: Number = TOP + pile
    for line in lines:
        placed = [
            _column(stack, Frame(left + at * (slot + _SPACE), top, slot, scale, longest, thin))
            for at, stack in enumerate(line)
        ]
        columns += placed
        top = most(*(column.bottom for column in placed)) + (FOOT + TOP + pile)
    return tuple(columns)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a stack is given: its slot, the scale, and how long a matrix is drawn at most."""

    x: float
    top: Number
    slot: float
    scale: Measure
    longest: Measure
    thin: float


def _column(stack: Stack, frame: Frame) -> Column:
    placed: list[Placed] = []
    y = frame.top + still(0)
    for block in stack.blocks:
        shown = least(block.rows, frame.longest)
        sides = (block.columns * frame.scale, shown * frame.scale)
        width, height = (most(side, frame.thin) for side in sides)
        thin, cut = frame.thin - least(*sides), block.rows - shown
        placed.append(Placed(block, still(frame.x), y, width, height, cut, thin))
        y = y + height + _GAP
    return Column(stack, tuple(placed), frame.slot)


def scale_of(columns: Sequence[Column]) -> Pieces:
    """Say what is to scale in a picture, and what is not."""
    placed = [each for column in columns for each in column.placed]
    thin, cut = most(0, *(each.thin for each in placed)), most(0, *(each.cut for each in placed))
    return (
        "Areas are to scale",
        *chosen(thin, ("; what is thinner than a line is drawn as one",)),
        *chosen(cut, ("; a zigzag cuts a long side short",)),
        ". ",
    )


def _across(count: int) -> int:
    """Return how many stacks stand side by side."""
    return count if count <= _ACROSS else 3


def pile_of(stacks: Sequence[Stack]) -> int:
    """Return how far sheets stick out that are drawn behind a matrix."""
    is_pile = any(not block.sheets.is_one for stack in stacks for block in stack.blocks)
    return SHEETS * OFFSET if is_pile else 0
