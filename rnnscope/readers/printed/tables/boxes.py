"""Rows in cells between bars, as Keras 3 prints them, and Markdown and HTML have tables."""

from __future__ import annotations

import re

from rnnscope.readers.printed.cells.names import is_class_open
from rnnscope.readers.printed.cells.numbers import GROUPED
from rnnscope.readers.printed.lines.text_lines import Line
from rnnscope.readers.printed.tables.columns import BARS, NAMES, Header, cells_of
from rnnscope.readers.printed.tables.rows import LONGEST, Cells

_BAR = re.compile(f"[{BARS}]")
_NUMBER = re.compile(rf"({GROUPED}|\d[\d,]*(?:\.0)?)(…?)\s*(\(unbuilt\))?")
_NESTED = re.compile(r"( *)(?:└|>|├|╰)[─ ]*")
_DRAWN = ("│", "┃", "║")  # bars that stand at both sides of a box
_LEFT, _RIGHT = tuple("┏┡├└╭╞╘┌╔╠╚"), tuple("┓┩┤┘╮╡╛┐╗╣╝")
_STEP = 3  # blanks before a name, for each model that it is inside of


def is_boxed(line: Line, header: Header) -> bool:
    """Tell whether a line has cells: bars in it, and not only around it as a nested model has."""
    inside = line.text if header.is_boxed else line.text.strip().strip(BARS)
    return bool(_BAR.search(inside))


def is_cropped(line: Line) -> bool:
    """Tell whether the right side of a box is missing, as where it is wider than the terminal."""
    text = line.text.strip()
    if text[:1] in _LEFT:
        return text[-1] not in _RIGHT
    return text[:1] in _DRAWN and text[-1] not in _DRAWN


def _is_open(line: Line, header: Header) -> bool:
    """Tell whether the last cell of a line, which should end with a bar, may go on.

    Not where the header has none either, and all of its last heading, below which numbers end.
    """
    text = line.text.strip()
    return not header.is_unclosed and text[-1] not in BARS and (text[0] in BARS or header.is_framed)


def row_on(line: Line, header: Header) -> Cells | None:
    """Return the row that begins on a line: that with a number in its cell."""
    cells = _by_column(line, header)
    number = _NUMBER.fullmatch(cells["params"].strip())
    if number is None or not cells["name"].strip():
        return None
    nested = _NESTED.match(cells["name"])
    name = cells["name"][nested.end() if nested else 0 :]
    row = Cells(
        line=line.number,
        name=name.strip(" *"),
        shape=cells["shape"].strip(),
        params="" if number[2] else number[1],
        begun="".join(filter(str.isdecimal, number[1])) if number[2] else "",
        depth=max(1, (len(nested[1]) - 1) // _STEP) if nested else 0,
        trainable=cells["trainable"].strip(),
        is_fixed=False,
        is_unbuilt=bool(number[3]),
    )
    _connect(row, cells)
    return row


def is_continued(row: Cells, line: Line, header: Header) -> bool:
    """Put the next line of a row to its cells; False where it is none."""
    cells = {column: cell.strip() for column, cell in _by_column(line, header).items()}
    if not _may_go_on(row, cells):
        return False
    row.is_unbuilt |= cells["params"] == "(unbuilt)"
    if len(row.name) + len(row.shape) < LONGEST:
        row.name = f"{row.name} {cells['name']}".strip()
        row.shape = f"{row.shape} {cells['shape']}".strip()
    _connect(row, cells)
    return True


def _may_go_on(row: Cells, cells: dict[str, str]) -> bool:
    """Tell whether cells may be the next line of a row's: with no number of their own."""
    name = cells["name"]
    is_class = "(" in name and "(" not in row.name
    is_named = not name or not row.name or is_class_open(row.name) or is_class
    return is_named and cells["params"] in ("", "(unbuilt)")


def _connect(row: Cells, cells: dict[str, str]) -> None:
    cell = cells["connections"].strip()
    if cell:
        row.connections.append(cell)


def _by_column(line: Line, header: Header) -> dict[str, str]:
    """Return the cells of a line by the names of their columns; empty ones for those missing."""
    cells = cells_of(line.text)
    if _is_open(line, header) and cells[-1].strip():
        cells[-1] = f"{cells[-1].rstrip()}…"
    columns = header.columns if header.is_there else _guessed(cells)
    found = dict.fromkeys(NAMES, "")
    found.update(zip(columns, cells, strict=False))
    return found


def _guessed(cells: list[str]) -> tuple[str, ...]:
    """Return what columns are without a header: name, shape, number, and what more there is."""
    more = tuple(
        "trainable" if cell.strip() in ("Y", "N") else "connections" for cell in cells[3:5]
    )
    return (*NAMES[:3], *more)
