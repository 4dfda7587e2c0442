"""Plain text tables, in any of tabulate's formats."""

from __future__ import annotations

from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.single.layer_page import LayerPage
from rnnscope.pages.single.single_page import single_page
from rnnscope.pages.whole.page import Page, page
from rnnscope.renderers._options import Options
from rnnscope.renderers._tables import page_cells, page_lines, page_titles
from rnnscope.renderers.ascii_text import shown, to_ascii
from rnnscope.renderers.markup import markup
from rnnscope.report.report import Report


def render(report: Report, options: Options) -> str:
    """Render the report as plain text, ASCII only where asked.

    Raises:
        UnknownFormatError: tabulate has no such format, or names could be more than names in it.

    """
    if options.is_single:
        layer = single_page(report, options, times=options.times)
        text = _layer(shown(layer, ascii_only=options.ascii_only), options)
    else:
        text = _page(
            shown(page(report, options, is_beside=True), ascii_only=options.ascii_only), options
        )
    return (to_ascii(text) if options.ascii_only else text) + "\n"


def table(columns: tuple[str, ...], rows: list[list[str]], options: Options) -> str:
    """Draw a table of cells that are escaped; each is text, so that tabulate changes no number."""
    from tabulate import tabulate

    drawn = tabulate(
        rows,
        headers=columns,
        tablefmt=options.tablefmt,
        disable_numparse=True,
        colalign=["right" if column == "Param #" else "left" for column in columns],
    )
    return markup(options.tablefmt).table(drawn)


def _page(page: Page, options: Options) -> str:
    from tabulate import multiline_formats

    write = markup(options.tablefmt)
    line_end = "\n" if options.tablefmt in multiline_formats else "; "
    rows = list(page_cells(page, line_end, write.cell, write.code, write.lines))
    head = map(write.line, (page.title, "   ".join(page.headline)))
    parts = [*head, "", table(page_titles(page), rows, options)]
    for title, lines in page_lines(page):
        parts += ["", write.line(title)]
        parts += [f"  {write.line(line)}" for line in lines]
    return "\n".join(parts)


def _layer(page: LayerPage, options: Options) -> str:
    from rnnscope.equations.text import text_lines

    write = markup(options.tablefmt)
    parts = [page.title, *page.lines]
    equation = text_lines(page.equation, ascii_only=options.ascii_only)
    for block in (page.sentences, equation, [f"Source: {source}" for source in page.sources]):
        parts += ["", *block] if block else []
    parts = [write.line(part) for part in parts]
    for section in page.sections:
        rows = [[write.cell(cell) for cell in row] for row in section.rows]
        parts += ["", write.line(section.title), table(section.columns, rows, options)]
    parts += map(write.line, marked(page.findings))
    return "\n".join(parts)
