"""What stands where on a page: the lines of each cell of its table, and the lists under that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnnscope.pages.columns import Kind
from rnnscope.pages.page import Page
from rnnscope.pages.rows import FIRST, Row


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell; a formula is written as code."""

    text: str
    is_code: bool = False


Cell = tuple[Line, ...]


def titles(page: Page) -> tuple[str, ...]:
    """Return the titles of the columns."""
    return (FIRST, *(column.title for column in page.columns))


def cells(page: Page) -> Iterator[tuple[Row, tuple[Cell, ...]]]:
    """Yield each row with its cells; what is remarked on a layer stands below its formula."""
    are_code = (False, *(column.kind == Kind.CODE for column in page.columns))
    place = are_code.index(True) if True in are_code else 0
    for row in page.rows:
        texts = ((f"{row.branch}{row.label}",), *row.cells)
        lines = [
            tuple(Line(text, is_code) for text in each)
            for each, is_code in zip(texts, are_code, strict=True)
        ]
        lines[place] += tuple(map(Line, row.remarks))
        yield row, tuple(lines)


def lists(page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what stands under the table, as titled lists; the title may be empty."""
    yield "Totals", tuple(f"{label}: {text}" for label, text in page.totals)
    yield from page.sections
    yield "Witnesses", page.heard
    if page.notes:
        yield "Notes", page.notes
