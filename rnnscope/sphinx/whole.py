"""A whole report as a part of a page: its table of layers, and what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docutils import nodes

from rnnscope.pages.columns import Kind
from rnnscope.pages.page import Page, page
from rnnscope.pages.placing import Cell, Line, cells, lists, titles
from rnnscope.pages.rows import Row
from rnnscope.renderers import Options
from rnnscope.report.report import Report
from rnnscope.sphinx.texts import code, indented, paragraph, scrolled, strong, table, titled

Targets = Callable[[str], list[nodes.Node]]


def whole(report: Report, options: Options, targets: Targets) -> Iterator[nodes.Element]:
    """Yield the parts of a report; `targets` gives what references to a layer lead to."""
    laid_out = page(report, options)
    yield paragraph(strong(laid_out.title))
    yield paragraph(" · ".join(laid_out.headline))
    yield scrolled(_table(laid_out, targets))
    for title, lines in lists(laid_out):
        yield from titled(title, lines)


def _table(laid_out: Page, targets: Targets) -> nodes.table:
    numbers = (False, *(column.kind == Kind.NUMBER for column in laid_out.columns))
    rows = (_row(row, row_cells, targets) for row, row_cells in cells(laid_out))
    return table(titles(laid_out), rows, numbers)


def _row(row: Row, lines: tuple[Cell, ...], targets: Targets) -> list[list[nodes.Node]]:
    first, *rest = lines
    return [_cell(first, *targets(row.path)), *map(_cell, rest)]


def _cell(lines: Cell, *before: nodes.Node) -> list[nodes.Node]:
    return [
        paragraph(*(before if i == 0 else ()), _inside(line))
        for i, line in enumerate(lines or (Line(""),))
    ]


def _inside(line: Line) -> nodes.Node:
    return code(line.text) if line.is_code else nodes.Text(indented(line.text))
