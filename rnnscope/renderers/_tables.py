"""A page as lists of cells, for the formats that tabulate draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnnscope.pages.page import DIFFERS, RECONCILED, Page

Escape = Callable[[str], str]


def page_cells(page: Page, line_end: str, escape: Escape, code: Escape) -> Iterator[list[str]]:
    """Yield the cells of each row; `code` wraps a formula, `line_end` joins its lines."""
    for row in page.rows:
        yield [
            escape(row.indented),
            escape(row.shape),
            row.params,
            line_end.join([*map(code, row.formula), *map(escape, row.remarks)]),
            *row.verdicts,
        ]


def page_lines(page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what stands under the table, as titled lists; the title may be empty."""
    yield "", tuple(f"{label}: {text}" for label, text in page.totals)
    yield from page.inputs
    if page.reconciliation:
        yield RECONCILED, page.reconciliation
    yield "", (*page.witnesses, *(f"{DIFFERS} {finding}" for finding in page.findings))
    if page.notes:
        yield "", page.notes
