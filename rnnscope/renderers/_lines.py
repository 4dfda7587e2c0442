"""Lines and tables as Rich draws them, without colours and without Rich, which is slow to import.

What has to be folded is folded by Rich.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from rnnscope.renderers._options import Options
from rnnscope.untrusted.limits import spend

if TYPE_CHECKING:
    from rich.console import Console

# What Rich's boxes have: a line above, one between sections, and one below; left, middle, right.
_ROUNDED = ("╭─┬╮", "├─┼┤", "╰─┴╯", "│")
_ASCII = ("+--+", "|-+|", "+--+", "|")

# Of these, our own signs among them, each takes one place on a screen.
_NARROW = re.compile("[ -~·✓✗–…└ᵀ╭─┬╮├┼┤╰┴╯│]*")

Cell: TypeAlias = Sequence[str]


def width_of(text: str) -> int:
    """Return how many places on a screen a text takes."""
    if _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


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
    for line in cell:
        yield from [line] if width_of(line) <= width else _pieces(line, width)


def _pieces(line: str, width: int) -> Iterator[str]:
    from rich.text import Text

    yield from (piece.plain for piece in Text(line).wrap(_console(), width, overflow="fold"))


@cache
def _console() -> Console:
    from rich.console import Console

    return Console()


def _placed(text: str, width: int, justify: str) -> str:
    text = text if justify == "left" else text.rstrip()
    spare = width - width_of(text)
    left = {"left": 0, "right": spare, "center": spare // 2}[justify]
    return f"{' ' * left}{text}{' ' * (spare - left)}"
