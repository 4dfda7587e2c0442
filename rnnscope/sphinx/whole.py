"""A whole report as a part of a page: its table of layers, and what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docutils import nodes

from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.table.columns import Kind
from rnnscope.pages.table.rows import Row
from rnnscope.pages.whole.page import Page, page
from rnnscope.pages.whole.placing import Cell, Line, beside, cells, lists, titles
from rnnscope.renderers import Options
from rnnscope.report.report import Report
from rnnscope.sphinx.texts import (
    LONG,
    NAME,
    NUMBER,
    SHAPE,
    SHORT,
    bullets,
    code,
    indented,
    paragraph,
    scrolled,
    strong,
    table,
    titled,
)

_KINDS = {Kind.NUMBER: NUMBER, Kind.CODE: LONG, Kind.TEXT: SHAPE}
Targets = Callable[[str], list[nodes.Node]]


def whole(
    report: Report, options: Options, targets: Targets, caption: list[nodes.Node]
) -> Iterator[nodes.Element]:
    """Yield the parts of a report; `targets` gives what references to a layer lead to."""
    laid_out = page(report, options)
    yield paragraph(strong(laid_out.title))
    yield _headline(laid_out)
    yield scrolled(_table(laid_out, targets, caption))
    for title, lines in lists(laid_out):
        yield from titled(title, lines)


def brief(
    report: Report,
    options: Options,
    targets: Targets,
    caption: list[nodes.Node],
    *,
    is_titled: bool,
) -> Iterator[nodes.Element]:
    """Yield the table of layers, and what is not to be left out beside one: who agrees with it."""
    laid_out = page(report, options)
    if is_titled:
        yield paragraph(strong(laid_out.title))
    yield _headline(laid_out)
    yield scrolled(_table(laid_out, targets, caption))
    yield from bullets((line,) for line in marked(laid_out.findings))


def _headline(laid_out: Page) -> nodes.paragraph:
    return paragraph(" · ".join(laid_out.headline))


def _table(laid_out: Page, targets: Targets, caption: list[nodes.Node]) -> nodes.table:
    kinds = (NAME, *(_KINDS.get(column.kind, SHORT) for column in beside(laid_out)))
    rows = (_row(row, row_cells, targets) for row, row_cells in cells(laid_out))
    made = table(titles(laid_out), rows, kinds)
    if caption:
        made.insert(0, nodes.title("", "", *caption))
    return made


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
