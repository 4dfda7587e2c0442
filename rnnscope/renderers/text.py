"""Text for a terminal, drawn by Rich."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from rnnscope.pages.page import AGREES, DIFFERS, RECONCILED, WITNESS_TITLES, Page, Row, page
from rnnscope.renderers._many_rows import Lines, table_lines, widths_of
from rnnscope.renderers._options import Options
from rnnscope.renderers._widths import column_widths
from rnnscope.renderers.ascii_text import to_ascii
from rnnscope.report.report import Report

if TYPE_CHECKING:
    from rnnscope.pages.layer_page import LayerPage

UNLIMITED = 10_000
_HEIGHT = 25  # nothing depends on it, but without it Rich may ask the terminal for the width too
_FORMULA = 3  # the place of the one column that may be folded
_LEAST_FORMULA = 30
_MANY = 1_000  # rows, above which they are drawn without colours: Rich takes 1 ms for each


def render(report: Report, options: Options) -> str:
    """Render the report without colours, as wide as it needs to be."""
    out = io.StringIO()
    console = _console(out, options)
    console.print(drawn(report, options, console))
    return _trimmed(out.getvalue())


def listing(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], options: Options) -> str:
    """Draw a plain table of texts."""
    out = io.StringIO()
    console = _console(out, options)
    console.print(_plain_table(columns, [*rows], options, console))
    return _trimmed(out.getvalue())


def _console(out: io.StringIO, options: Options) -> Console:
    """Return a console that asks nothing of where it runs, a notebook or any terminal."""
    return Console(
        file=out,
        width=options.width or UNLIMITED,
        height=_HEIGHT,
        color_system=None,
        force_jupyter=False,
        force_terminal=False,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip() + "\n"


def drawn(report: Report, options: Options, console: Console, pending: str = "") -> RenderableType:
    """Return the report as something Rich can print; `pending` names a witness being asked."""
    times = "*" if options.ascii_only else "·"
    if options.layer is not None:
        from rnnscope.pages.layer_page import layer_page

        return _layer(layer_page(report, options.layer, times=times), options, console)
    return _page(page(report, options.depth, pending=pending, times=times), options, console)


def verdict(report: Report, options: Options, name: str) -> RenderableType:
    """Return only what one witness says, to go under a report that is on the screen already."""
    heard = tuple(witness for witness in report.witnesses if witness.name == name)
    return Group(*_verdict(page(replace(report, witnesses=heard), depth=0), options))


def _page(page: Page, options: Options, console: Console) -> RenderableType:

    def line(text: str, style: str = "") -> Text:
        return Text(_shown(text, options), style, overflow="fold")

    labels = max(len(label) for label, _ in page.totals) + 1
    totals = [line(f" {label + ':':<{labels}} {text}", "bold") for label, text in page.totals]
    sections = [*page.inputs, *([(RECONCILED, page.reconciliation)] * bool(page.reconciliation))]
    words = [
        line(text, "bold" if i == 0 else "")
        for title, sentences in sections[:_MANY]
        for i, text in enumerate(("\n" + title, *(f"  {sentence}" for sentence in sentences)))
    ]
    more = [
        _shown(text, options)
        for title, sentences in sections[_MANY:]
        for text in ("", title, *(f"  {sentence}" for sentence in sentences))
    ]
    table = _table(page, options, console)
    notes = [line(note, "yellow") for note in page.notes]
    return Group(
        line(page.title, "bold"),
        table,
        *totals,
        *words,
        Lines(more),
        line(""),
        *_verdict(page, options),
        *notes,
    )


def _verdict(page: Page, options: Options) -> list[RenderableType]:

    lines = [
        Text(_shown(text, options), _STYLES.get(text[:1], "dim"), overflow="fold")
        for text in page.witnesses
    ]
    findings = [
        Text(_shown(f"  {DIFFERS} {finding}", options), "red", overflow="fold")
        for finding in page.findings
    ]
    return [*lines, *findings]


def _table(page: Page, options: Options, console: Console) -> RenderableType:
    """Draw a table, or where the screen is too narrow for it, one layer under the other."""
    rows = [_texts(row, options) for row in page.rows]
    widths = widths_of([[[title] for title in page.columns], *rows])
    fixed = sum(widths) - widths[_FORMULA] + 3 * len(widths) + 1
    if console.width < fixed + _LEAST_FORMULA:
        return Group(*(line for row in page.rows for line in _stacked(row, page, options)))
    ends = [row.depth == 0 for row in page.rows[1:]] + [True]
    if len(rows) > _MANY:
        widths[_FORMULA] = min(widths[_FORMULA], console.width - fixed)
        columns = [(title, _justify(title)) for title in page.columns]
        return Lines(table_lines(columns, zip(rows, ends, strict=True), widths, options))
    table = Table(box=box.ASCII if options.ascii_only else box.ROUNDED, header_style="bold")
    for i, title in enumerate(page.columns):
        if i == _FORMULA:
            table.add_column(title, overflow="fold")
        else:
            table.add_column(title, no_wrap=True, justify=_justify(title))
    for row, end in zip(page.rows, ends, strict=True):
        table.add_row(*_cells(row, options), end_section=end)
    return table


def _texts(row: Row, options: Options) -> list[list[str]]:
    """Return the cells of a row, each as lines, without colours."""
    cells = [[row.indented], [row.shape], [row.params], [*row.formula, *row.remarks]]
    cells += [[verdict] for verdict in row.verdicts]
    return [[_shown(text, options) for text in lines] for lines in cells]


def _cells(row: Row, options: Options) -> list[Text]:
    texts = (*row.formula, *row.remarks)
    formula = Text("\n").join(
        Text(_shown(text, options), "" if i == 0 and row.formula else "dim")
        for i, text in enumerate(texts)
    )
    cells = [Text(_shown(text, options)) for text in (row.indented, row.shape, row.params)]
    return [*cells, formula, *(_mark(verdict, options) for verdict in row.verdicts)]


def _stacked(row: Row, page: Page, options: Options) -> list[Text]:
    """Write a row as lines: the layer and its numbers, the verdicts, then the formula."""
    indent = "   " * row.depth
    head = Text(_shown(f"{indent}{row.label}  {row.shape}  ", options), overflow="fold")
    head.append(row.params, "bold")
    for title, verdict in zip(page.columns[_FORMULA + 1 :], row.verdicts, strict=True):
        head.append(f"  {title} ").append_text(_mark(verdict, options))
    texts = (*row.formula, *row.remarks)
    lines = [Text(_shown(f"{indent}    {text}", options), "dim", overflow="fold") for text in texts]
    return [head, *lines]


def _mark(verdict: str, options: Options) -> Text:
    return Text(_shown(verdict, options), _STYLES.get(verdict, "dim"))


_STYLES = {AGREES: "green", DIFFERS: "red"}


def _justify(column: str) -> Literal["left", "right", "center"]:
    if column == "Param #":
        return "right"
    return "center" if column in WITNESS_TITLES.values() else "left"


def _layer(page: LayerPage, options: Options, console: Console) -> RenderableType:
    parts: list[RenderableType] = [Text(_shown(page.title, options), "bold")]
    parts += [Text(_shown(line, options), overflow="fold") for line in page.lines]
    for section in page.sections:
        title = Text(_shown(section.title, options), "bold")
        parts += [Text(""), title, _plain_table(section.columns, section.rows, options, console)]
    parts += [Text(_shown(f"{DIFFERS} {finding}", options), "red") for finding in page.findings]
    return Group(*parts)


def _plain_table(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    options: Options,
    console: Console,
) -> RenderableType:
    """Draw a table; where the screen is too narrow for its words, a list under each first cell."""
    shown = [[_shown(cell, options) for cell in row] for row in rows]
    widths = column_widths([columns, *shown], console.width)
    if widths is None:
        return Group(*(line for row in shown for line in _listed(columns, row)))
    table = Table(box=box.ASCII if options.ascii_only else box.ROUNDED)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column, overflow="fold", justify=_justify(column), width=width)
    for row in shown:
        table.add_row(*map(Text, row))
    return table


def _listed(columns: tuple[str, ...], row: Sequence[str]) -> list[Text]:
    """Write a row as lines: its first cell, then each other that is not empty by its title."""
    cells = zip(columns[1:], row[1:], strict=True)
    lines = [row[0], *(f"    {title}: {cell}" for title, cell in cells if cell)]
    return [Text(line, overflow="fold") for line in lines]


def _shown(text: str, options: Options) -> str:
    return to_ascii(text) if options.ascii_only else text


def fits(report: Report, options: Options, console: Console) -> bool:
    """Tell whether the whole report is lower than the screen, so that it can be redrawn."""
    if len(report.layers) > console.height:
        return False
    lines: Iterable[object] = console.render_lines(drawn(report, options, console, "summary"))
    return len(list(lines)) < console.height
