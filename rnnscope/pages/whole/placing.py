"""What stands where on a page: the lines of each cell of its table, and the lists under that.

A formula stands below the name of its layer: beside it there is no room on a telephone, nor
in the column of text that most documents have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rnnscope.pages.table.columns import Column, Kind
from rnnscope.pages.table.rows import FIRST, Row
from rnnscope.pages.whole.page import Page

# Where a formula may go on in a further line, and where a name may too, in a narrow table.
BREAKS = re.compile(r"(?<=·)(?=\S)|(?<=\w\.)(?=[^\W\d])")
BREAKS_IN_TABLES = re.compile(rf"{BREAKS.pattern}|(?<=[^\W_]_)(?=\w)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell; a formula is written as code."""

    text: str
    is_code: bool = False


Cell = tuple[Line, ...]


def titles(page: Page) -> tuple[str, ...]:
    """Return the titles of the columns; the first names what stands below the layers too."""
    below = [column.title.lower() for column in page.columns if _is_below(page, column)]
    return (", ".join((FIRST, *below)), *(column.title for column in beside(page)))


def beside(page: Page) -> tuple[Column, ...]:
    """Return the columns beside that of the layers."""
    return tuple(column for column in page.columns if not _is_below(page, column))


def _is_below(page: Page, column: Column) -> bool:
    """Tell whether a column's lines stand below the names of the layers."""
    return column.kind == Kind.CODE and not page.is_beside


def cells(page: Page) -> Iterator[tuple[Row, tuple[Cell, ...]]]:
    """Yield each row with its cells; what is remarked on a layer stands below its formula."""
    are_code = [False, *(column.kind == Kind.CODE for column in beside(page))]
    place = are_code.index(True) if True in are_code else 0
    for row in page.rows:
        made: list[Cell] = [(Line(f"{row.branch}{row.label}"),)]
        for column, texts in zip(page.columns, row.cells, strict=True):
            lines = tuple(Line(text, column.kind == Kind.CODE) for text in texts)
            if _is_below(page, column):
                made[0] += lines
            else:
                made.append(lines)
        made[place] += tuple(map(Line, row.remarks))
        yield row, tuple(made)


def lists(page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what stands under the table, as titled lists; the title may be empty."""
    yield "Totals", tuple(f"{label}: {text}" for label, text in page.totals)
    yield from page.sections
    yield "Witnesses", page.heard
    if page.notes:
        yield "Notes", page.notes
