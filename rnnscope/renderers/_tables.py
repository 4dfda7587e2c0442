"""A page as lists of cells, for the formats that tabulate draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnnscope.pages.columns import Kind
from rnnscope.pages.page import Page
from rnnscope.pages.rows import FIRST
from rnnscope.pages.verdicts import DIFFERS

Escape = Callable[[str], str]


def page_titles(page: Page) -> tuple[str, ...]:
    """Return the titles of the columns."""
    return (FIRST, *(column.title for column in page.columns))


def page_cells(
    page: Page, line_end: str, escape: Escape, code: Escape, begin: str = ""
) -> Iterator[list[str]]:
    """Yield the cells of each row; `code` wraps a formula, `line_end` joins its lines.

    `begin` is put before each of several lines.
    """
    place = next((i for i, each in enumerate(page.columns) if each.kind == Kind.CODE), -1)
    for row in page.rows:
        cells = [[f"{row.branch}{row.label}"], *row.cells]
        ways = [escape, *(code if each.kind == Kind.CODE else escape for each in page.columns)]
        texts = [[*map(way, lines)] for way, lines in zip(ways, cells, strict=True)]
        texts[place + 1] += map(escape, row.remarks)
        yield [line_end.join(_begun(lines, begin)) for lines in texts]


def _begun(lines: list[str], begin: str) -> list[str]:
    return [f"{begin}{line}" for line in lines] if lines[1:] else lines


def page_lines(page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what stands under the table, as titled lists; the title may be empty."""
    yield "Totals", tuple(f"{label}: {text}" for label, text in page.totals)
    yield from page.sections
    differing = (f"{DIFFERS} {finding}" for finding in page.findings)
    yield "Witnesses", (*page.witnesses, *differing)
    if page.notes:
        yield "Notes", page.notes
