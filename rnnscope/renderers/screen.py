"""Text as Rich draws it: with colours on a terminal, and folded where there is no room."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from rnnscope.pages.page import DIFFERS, Page, Row, page
from rnnscope.renderers._layout import (
    UNLIMITED,
    Line,
    cells,
    ends,
    justified,
    justify,
    laid_out,
    notes,
    section_lines,
    sections,
    shown,
    style_of,
    totals,
)
from rnnscope.renderers._layout import verdict as verdict_lines
from rnnscope.renderers._lines import frame_of, table_lines, width_of, widths_of
from rnnscope.renderers._options import Options
from rnnscope.renderers._widths import column_widths
from rnnscope.report.report import Report

if TYPE_CHECKING:
    from rnnscope.pages.layer_page import LayerPage

_HEIGHT = 25  # nothing depends on it, but without it Rich may ask the terminal for the width too
_FORMULA = 3  # the place of the one column that may be folded
_LEAST_FORMULA = 30
_MANY = 1_000  # rows, above which they are drawn without colours: Rich takes 1 ms for each


@dataclass(frozen=True, slots=True)
class _Plain:
    """Plain lines for Rich to print; those that are longer than the screen are folded."""

    lines: Iterable[str]

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[Segment | Text]:
        """Yield the lines."""
        for line in self.lines:
            if width_of(line) > options.max_width:
                yield Text(line, overflow="fold")
            else:
                yield Segment(f"{line}\n")


def printed(page: Page | LayerPage, options: Options) -> str:
    """Return a page as text without colours."""
    console = _console(options)
    return _text(console, _drawn(page, options, console))


def listing(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], options: Options) -> str:
    """Draw a plain table of texts, without colours."""
    console = _console(options)
    return _text(console, _plain_table(columns, rows, options, console))


def _console(options: Options) -> Console:
    """Return a console that asks nothing of where it runs, a notebook or any terminal."""
    return Console(
        file=io.StringIO(),  # whose encoding has every sign
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


def _text(console: Console, drawing: RenderableType) -> str:
    with console.capture() as captured:
        console.print(drawing)
    return "\n".join(line.rstrip() for line in captured.get().split("\n")).rstrip() + "\n"


def drawn(report: Report, options: Options, console: Console, pending: str = "") -> RenderableType:
    """Return the report as something Rich can print; `pending` names a witness being asked."""
    return _drawn(laid_out(report, options, pending), options, console)


def _drawn(page: Page | LayerPage, options: Options, console: Console) -> RenderableType:
    if isinstance(page, Page):
        return _page(page, options, console)
    return _layer(page, options, console)


def verdict(report: Report, options: Options, name: str) -> RenderableType:
    """Return only what one witness says, to go under a report that is on the screen already."""
    heard = tuple(witness for witness in report.witnesses if witness.name == name)
    return Group(*map(_line, verdict_lines(page(replace(report, witnesses=heard), 0), options)))


def _line(line: Line) -> Text:
    return Text(*line, overflow="fold")


def _page(page: Page, options: Options, console: Console) -> RenderableType:
    said = sections(page)
    return Group(
        _line((shown(page.title, options), "bold")),
        _table(page, options, console),
        *map(_line, totals(page, options)),
        *map(_line, section_lines(said[:_MANY], options)),
        _Plain(text for text, _ in section_lines(said[_MANY:], options)),
        _line(("", "")),
        *map(_line, verdict_lines(page, options)),
        *map(_line, notes(page, options)),
    )


def _table(page: Page, options: Options, console: Console) -> RenderableType:
    """Draw a table, or where the screen is too narrow for it, one layer under the other."""
    rows = [cells(row, options) for row in page.rows]
    widths = widths_of([[[title] for title in page.columns], *rows])
    fixed = sum(widths) - widths[_FORMULA] + frame_of(widths)
    if console.width < fixed + _LEAST_FORMULA:
        return Group(*(line for row in page.rows for line in _stacked(row, page, options)))
    if len(rows) > _MANY:
        widths[_FORMULA] = min(widths[_FORMULA], console.width - fixed)
        together = zip(rows, ends(page), strict=True)
        return _Plain(table_lines(justified(page.columns), together, widths, options))
    table = Table(box=box.ASCII if options.ascii_only else box.ROUNDED, header_style="bold")
    for i, title in enumerate(page.columns):
        if i == _FORMULA:
            table.add_column(title, overflow="fold")
        else:
            table.add_column(title, no_wrap=True, justify=justify(title))
    for row, end in zip(page.rows, ends(page), strict=True):
        table.add_row(*_cells(row, options), end_section=end)
    return table


def _cells(row: Row, options: Options) -> list[Text]:
    texts = (*row.formula, *row.remarks)
    formula = Text("\n").join(
        Text(shown(text, options), "" if i == 0 and row.formula else "dim")
        for i, text in enumerate(texts)
    )
    cells = [Text(shown(text, options)) for text in (row.indented, row.shape, row.params)]
    return [*cells, formula, *(_mark(verdict, options) for verdict in row.verdicts)]


def _stacked(row: Row, page: Page, options: Options) -> list[Text]:
    """Write a row as lines: the layer and its numbers, the verdicts, then the formula."""
    indent = "   " * row.depth
    head = Text(shown(f"{indent}{row.label}  {row.shape}  ", options), overflow="fold")
    head.append(row.params, "bold")
    for title, verdict in zip(page.columns[_FORMULA + 1 :], row.verdicts, strict=True):
        head.append(f"  {title} ").append_text(_mark(verdict, options))
    texts = (*row.formula, *row.remarks)
    lines = [Text(shown(f"{indent}    {text}", options), "dim", overflow="fold") for text in texts]
    return [head, *lines]


def _mark(verdict: str, options: Options) -> Text:
    return Text(shown(verdict, options), style_of(verdict))


def _layer(page: LayerPage, options: Options, console: Console) -> RenderableType:
    parts: list[RenderableType] = [Text(shown(page.title, options), "bold")]
    parts += [Text(shown(line, options), overflow="fold") for line in page.lines]
    for section in page.sections:
        title = Text(shown(section.title, options), "bold")
        parts += [Text(""), title, _plain_table(section.columns, section.rows, options, console)]
    parts += [Text(shown(f"{DIFFERS} {finding}", options), "red") for finding in page.findings]
    return Group(*parts)


def _plain_table(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    options: Options,
    console: Console,
) -> RenderableType:
    """Draw a table; where the screen is too narrow for its words, a list under each first cell."""
    texts = [[shown(cell, options) for cell in row] for row in rows]
    widths = column_widths([columns, *texts], console.width)
    if widths is None:
        return Group(*(line for row in texts for line in _listed(columns, row)))
    table = Table(box=box.ASCII if options.ascii_only else box.ROUNDED)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column, overflow="fold", justify=justify(column), width=width)
    for row in texts:
        table.add_row(*map(Text, row))
    return table


def _listed(columns: tuple[str, ...], row: Sequence[str]) -> list[Text]:
    """Write a row as lines: its first cell, then each other that is not empty by its title."""
    cells = zip(columns[1:], row[1:], strict=True)
    lines = [row[0], *(f"    {title}: {cell}" for title, cell in cells if cell)]
    return [Text(line, overflow="fold") for line in lines]


def fits(report: Report, options: Options, console: Console) -> bool:
    """Tell whether the whole report is lower than the screen, so that it can be redrawn."""
    if len(report.layers) > console.height:
        return False
    lines: Iterable[object] = console.render_lines(drawn(report, options, console, "summary"))
    return len(list(lines)) < console.height
