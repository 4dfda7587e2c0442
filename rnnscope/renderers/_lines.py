"""Tables with borders, in text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeAlias

from rnnscope.renderers._folding import folded
from rnnscope.renderers._options import Options
from rnnscope.renderers._widths import width_of
from rnnscope.untrusted.limits import spend

# What Rich's boxes have: a line above, one between sections, and one below; left, middle, right.
_ROUNDED = ("╭─┬╮", "├─┼┤", "╰─┴╯", "│")
_ASCII = ("+--+", "|-+|", "+--+", "|")

Cell: TypeAlias = Sequence[str]


def widths_of(rows: Iterable[Sequence[Cell]]) -> list[int]:
    """Return how wide each column is."""
    widths: list[int] = []
    for row in rows:
        needed = [max(map(width_of, lines), default=0) for lines in row]
        widths = list(map(max, widths, needed)) if widths else needed
    return widths


def table_lines(
    columns: Sequence[tuple[str, str]],
    rows: Iterable[tuple[Sequence[Cell], bool]],
    widths: Sequence[int],
    options: Options,
) -> Iterator[str]:
    """Yield the lines of a table.

    A column comes with how it is justified, a row with whether a section ends with it.
    """
    titles, justify = [[title] for title, _ in columns], [how for _, how in columns]
    top, between, bottom, side = _ASCII if options.ascii_only else _ROUNDED
    yield _rule(top, widths)
    yield from _row(titles, widths, justify, side)
    yield _rule(between, widths)
    before = False
    for cells, ends in rows:
        spend()
        if before:
            yield _rule(between, widths)
        yield from _row(cells, widths, justify, side)
        before = ends
    yield _rule(bottom, widths)


def frame_of(widths: Sequence[int]) -> int:
    """Return what a table takes besides its columns: a border and two spaces for each, and one."""
    return 3 * len(widths) + 1


def _rule(signs: str, widths: Sequence[int]) -> str:
    left, line, middle, right = (*signs,)
    return left + middle.join(line * (width + 2) for width in widths) + right


def _row(
    cells: Sequence[Cell], widths: Sequence[int], justify: Sequence[str], side: str
) -> Iterator[str]:
    folded = [_folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for texts in zip_longest(*folded, fillvalue=""):
        placed = map(_placed, texts, widths, justify)
        yield f"{side} {f' {side} '.join(placed)} {side}"


def _folded(cell: Cell, width: int) -> Iterator[str]:
    """Yield the lines of a cell, each as often folded as its width makes it."""
    return (part for line in cell for part in folded(line, width, ""))


def _placed(text: str, width: int, justify: str) -> str:
    text = text if justify == "left" else text.rstrip()
    spare = width - width_of(text)
    left = {"left": 0, "right": spare, "center": spare // 2}[justify]
    return f"{' ' * left}{text}{' ' * (spare - left)}"
