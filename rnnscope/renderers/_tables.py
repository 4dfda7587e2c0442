"""A page as lists of cells, for the formats that tabulate draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnnscope.pages.whole.page import Page
from rnnscope.pages.whole.placing import cells
from rnnscope.pages.whole.placing import lists as page_lines
from rnnscope.pages.whole.placing import titles as page_titles

__all__ = ["page_cells", "page_lines", "page_titles"]

Escape = Callable[[str], str]


def page_cells(
    page: Page, line_end: str, escape: Escape, code: Escape, begin: str = ""
) -> Iterator[list[str]]:
    """Yield the cells of each row; `code` wraps a formula, `line_end` joins its lines.

    `begin` is put before each of several lines.
    """
    for _, row in cells(page):
        texts = ([(code if line.is_code else escape)(line.text) for line in cell] for cell in row)
        yield [line_end.join(_begun(lines, begin)) for lines in texts]


def _begun(lines: list[str], begin: str) -> list[str]:
    return [f"{begin}{line}" for line in lines] if lines[1:] else lines
