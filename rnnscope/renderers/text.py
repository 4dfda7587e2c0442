"""Text for a terminal, drawn by Rich."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Literal

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from rnnscope.layer_page import LayerPage, layer_page
from rnnscope.page import DIFFERS, WITNESS_TITLES, Page, page
from rnnscope.renderers._ascii import to_ascii
from rnnscope.renderers._options import Options
from rnnscope.report import Report

UNLIMITED = 10_000
_LEAST_FORMULA = 30


def render(report: Report, options: Options) -> str:
    """Render the report without colours, as wide as it needs to be."""
    out = io.StringIO()
    width = options.width or UNLIMITED
    console = Console(
        file=out,
        width=width,
        color_system=None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.print(drawn(report, options, console))
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).rstrip() + "\n"


def drawn(report: Report, options: Options, console: Console, pending: str = "") -> RenderableType:
    """Return the report as something Rich can print; `pending` names a witness being asked."""
    times = "*" if options.ascii_only else "·"
    if options.layer is not None:
        return _layer(layer_page(report, options.layer, times=times), options)
    return _page(page(report, options.depth, pending=pending, times=times), options, console)


def verdict(report: Report, options: Options) -> RenderableType:
    """Return only what stands under the table: what the witnesses say."""
    return Group(*_verdict(page(report, 0), options))


def _page(page: Page, options: Options, console: Console) -> RenderableType:

    def line(text: str, style: str = "") -> Text:
        return Text(_shown(text, options), style, overflow="fold")

    labels = max(len(label) for label, _ in page.totals) + 1
    totals = [line(f" {label + ':':<{labels}} {text}", "bold") for label, text in page.totals]
    inputs = [
        line(text, "bold" if i == 0 else "")
        for title, sentences in page.inputs
        for i, text in enumerate(("\n" + title, *(f"  {sentence}" for sentence in sentences)))
    ]
    table = _table(page, options, console)
    notes = [line(note, "yellow") for note in page.notes]
    return Group(
        line(page.title, "bold"),
        table,
        *totals,
        *inputs,
        line(""),
        *_verdict(page, options),
        *notes,
    )


def _verdict(page: Page, options: Options) -> list[RenderableType]:

    style = {"✓": "green", "✗": "red"}
    lines = [
        Text(_shown(text, options), style.get(text[:1], "dim"), overflow="fold")
        for text in page.witnesses
    ]
    findings = [
        Text(_shown(f"  {DIFFERS} {finding}", options), "red", overflow="fold")
        for finding in page.findings
    ]
    return [*lines, *findings]


def _table(page: Page, options: Options, console: Console) -> Table:

    table = Table(box=box.ASCII if options.ascii_only else box.ROUNDED, header_style="bold")
    for column in page.columns:
        if column == "Formula":
            table.add_column(column, overflow="fold", min_width=_LEAST_FORMULA)
        else:
            table.add_column(column, no_wrap=True, justify=_justify(column))
    for row in page.rows:
        label = f"{'   ' * (row.depth - 1)}└─ {row.label}" if row.depth else row.label
        formula = Text("\n").join(
            Text(_shown(text, options), "" if i == 0 and row.formula else "dim")
            for i, text in enumerate((*row.formula, *row.remarks))
        )
        cells = [Text(_shown(text, options)) for text in (label, row.shape, row.params)]
        marks = [Text(_shown(mark, options), _STYLES.get(mark, "dim")) for mark in row.verdicts]
        table.add_row(*cells, formula, *marks, end_section=row.depth == 0)
    fixed = sum(
        (column._cells and max(len(str(cell)) for cell in [column.header, *column._cells])) or 0
        for column in table.columns
        if column.header != "Formula"
    )
    least = fixed + 3 * len(table.columns) + 1 + _LEAST_FORMULA
    if console.width < least:
        table.width = least
    return table


_STYLES = {"✓": "green", "✗": "red"}


def _justify(column: str) -> Literal["left", "right", "center"]:
    if column == "Param #":
        return "right"
    return "center" if column in WITNESS_TITLES.values() else "left"


def _layer(page: LayerPage, options: Options) -> RenderableType:

    parts: list[RenderableType] = [Text(_shown(page.title, options), "bold")]
    parts += [Text(_shown(line, options), overflow="fold") for line in page.lines]
    for section in page.sections:
        table = Table(
            title=_shown(section.title, options),
            title_justify="left",
            title_style="bold",
            box=box.ASCII if options.ascii_only else box.ROUNDED,
        )
        for column in section.columns:
            table.add_column(column, overflow="fold", justify=_justify(column))
        for row in section.rows:
            table.add_row(*(Text(_shown(cell, options)) for cell in row))
        parts += [Text(""), table]
    parts += [Text(_shown(f"{DIFFERS} {finding}", options), "red") for finding in page.findings]
    return Group(*parts)


def _shown(text: str, options: Options) -> str:
    return to_ascii(text) if options.ascii_only else text


def fits(report: Report, options: Options, console: Console) -> bool:
    """Tell whether the whole report is lower than the screen, so that it can be redrawn."""
    lines: Iterable[object] = console.render_lines(drawn(report, options, console, "summary"))
    return len(list(lines)) < console.height
