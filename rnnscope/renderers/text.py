"""Text without colours, as a terminal shows it; where it has to be folded, Rich draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rnnscope.pages.page import DIFFERS, Page
from rnnscope.renderers._layout import (
    UNLIMITED,
    cells,
    ends,
    justified,
    laid_out,
    notes,
    section_lines,
    sections,
    shown,
    totals,
    verdict,
)
from rnnscope.renderers._lines import table_lines, width_of, widths_of
from rnnscope.renderers._options import Options
from rnnscope.report.report import Report

if TYPE_CHECKING:
    from rnnscope.pages.layer_page import LayerPage


def render(report: Report, options: Options) -> str:
    """Render the report without colours, as wide as it needs to be."""
    page = laid_out(report, options)
    lines = _page(page, options) if isinstance(page, Page) else _layer(page, options)
    text = _fitting(lines, options)
    if text is not None:
        return text
    from rnnscope.renderers import screen

    return screen.printed(page, options)


def listing(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], options: Options) -> str:
    """Draw a plain table of texts."""
    text = _fitting(_table(columns, rows, options), options)
    if text is not None:
        return text
    from rnnscope.renderers import screen

    return screen.listing(columns, rows, options)


def _fitting(lines: Iterable[str], options: Options) -> str | None:
    """Return lines as a text; None where one is wider than there is room for."""
    room = options.width or UNLIMITED
    kept = []
    for line in lines:
        if width_of(line) > room:
            return None
        kept.append(line.rstrip())
    return "\n".join(kept).rstrip() + "\n"


def _page(page: Page, options: Options) -> Iterator[str]:
    rows = [cells(row, options) for row in page.rows]
    widths = widths_of([[[title] for title in page.columns], *rows])
    yield shown(page.title, options)
    yield from table_lines(
        justified(page.columns), zip(rows, ends(page), strict=True), widths, options
    )
    yield from (text for text, _ in totals(page, options))
    yield from (text for text, _ in section_lines(sections(page), options))
    yield ""
    yield from (text for text, _ in (*verdict(page, options), *notes(page, options)))


def _layer(page: LayerPage, options: Options) -> Iterator[str]:
    yield from (shown(text, options) for text in (page.title, *page.lines))
    for section in page.sections:
        yield from ("", shown(section.title, options))
        yield from _table(section.columns, section.rows, options)
    yield from (shown(f"{DIFFERS} {finding}", options) for finding in page.findings)


def _table(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], options: Options
) -> Iterator[str]:
    texts = [[[shown(text, options)] for text in row] for row in rows]
    widths = widths_of([[[title] for title in columns], *texts])
    together = ((row, False) for row in texts)
    yield from table_lines(justified(columns), together, widths, options)
