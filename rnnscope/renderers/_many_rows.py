"""A table of very many rows, drawn line by line as Rich draws it, without colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.text import Text

from rnnscope.renderers._options import Options
from rnnscope.untrusted.limits import spend

# What Rich's boxes have: a line above, one between sections, and one below; left, middle, right.
_ROUNDED = ("╭─┬╮", "├─┼┤", "╰─┴╯", "│")
_ASCII = ("+--+", "|-+|", "+--+", "|")

Cell = Sequence[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """Plain lines for Rich to print; those that are longer than the screen are folded."""

    lines: Iterable[str]

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[Segment | Text]:
        """Yield the lines."""
        for line in self.lines:
            if width_of(line) > options.max_width:
                yield Text(line, overflow="fold")
            else:
                yield Segment(f"{line}\n")


def width_of(text: str) -> int:
    """Return how many places on a screen a text takes."""
    return len(text) if text.isascii() else cell_len(text)


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
    before = True
    for cells, ends in rows:
        spend()
        if before:
            yield _rule(between, widths)
        yield from _row(cells, widths, justify, side)
        before = ends
    yield _rule(bottom, widths)


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
        if width_of(line) <= width:
            yield line
        else:
            yield from (piece.plain for piece in Text(line).wrap(_CONSOLE, width, overflow="fold"))


def _placed(text: str, width: int, justify: str) -> str:
    spare = width - width_of(text)
    left = {"left": 0, "right": spare, "center": spare // 2}[justify]
    return f"{' ' * left}{text}{' ' * (spare - left)}"


_CONSOLE = Console()
