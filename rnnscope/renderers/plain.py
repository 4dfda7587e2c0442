"""Plain text tables, in any of tabulate's formats."""

from __future__ import annotations

from rnnscope.layer_page import LayerPage, layer_page
from rnnscope.page import DIFFERS, Page, page
from rnnscope.renderers._ascii import to_ascii
from rnnscope.renderers._options import Options
from rnnscope.renderers._tables import layer_text, page_cells, page_lines
from rnnscope.report import Report


def render(report: Report, options: Options) -> str:
    """Render the report as plain text, ASCII only where asked."""
    times = "*" if options.ascii_only else "·"
    if options.layer is not None:
        text = _layer(layer_page(report, options.layer, times=times), options)
    else:
        text = _page(page(report, options.depth, times=times), options)
    return (to_ascii(text) if options.ascii_only else text) + "\n"


def table(columns: tuple[str, ...], rows: list[list[str]], options: Options) -> str:
    """Draw a table; every cell is text, so that tabulate changes no number."""
    from tabulate import tabulate

    return tabulate(
        rows,
        headers=columns,
        tablefmt=options.tablefmt,
        disable_numparse=True,
        colalign=["right" if column == "Param #" else "left" for column in columns],
    )


def _page(page: Page, options: Options) -> str:
    from tabulate import multiline_formats

    line_end = "\n" if options.tablefmt in multiline_formats else "; "
    rows = list(page_cells(page, line_end, str, str))
    parts = [page.title, "", table(page.columns, rows, options)]
    for title, lines in page_lines(page):
        parts += ["", *([title] if title else []), *(f"  {line}" for line in lines)]
    return "\n".join(parts)


def _layer(page: LayerPage, options: Options) -> str:
    parts = [page.title, layer_text(page)]
    for section in page.sections:
        rows = [list(row) for row in section.rows]
        parts += ["", section.title, table(section.columns, rows, options)]
    parts += [f"{DIFFERS} {finding}" for finding in page.findings]
    return "\n".join(parts)
