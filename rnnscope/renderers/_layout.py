"""A report as lines for a screen, each with its styles.

Two draw them: `text` without colours, and `screen` with Rich.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.table.screen_table import ScreenTable
from rnnscope.pages.whole.screen_page import ScreenPage, screen_page
from rnnscope.renderers._folding import folded, joined
from rnnscope.renderers._layers import layer_lines
from rnnscope.renderers._options import Options
from rnnscope.renderers._styles import Line, style_of
from rnnscope.renderers._widths import column_widths, width_of
from rnnscope.renderers.ascii_text import shown
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import spend

if TYPE_CHECKING:
    from rnnscope.pages.single.layer_page import LayerPage

_COLUMNS = re.compile(r"(?:.*  |\w+: +)?")
_EMPTY: Line = ()
_GAP = "   "


def lines_of(report: Report, options: Options, pending: str = "") -> Iterator[Line]:
    """Yield the lines of a report, or of one layer; `pending` is a witness being asked."""
    if not options.is_single:
        page = screen_page(report, options, pending)
        return page_lines(shown(page, ascii_only=options.ascii_only), options)
    from rnnscope.pages.single.single_page import single_page

    layer = single_page(report, options, times=options.times)
    return layer_page_lines(shown(layer, ascii_only=options.ascii_only), options)


def page_lines(page: ScreenPage, options: Options) -> Iterator[Line]:
    """Yield the lines of a page."""
    width = options.width
    yield from _texts([page.title], width, "bold")
    yield from _headline(page.headline, width)
    yield from _texts(page.table.shares, width, "")
    yield _EMPTY
    yield from _layers(page.table, width)
    if page.table.formulas:
        yield _EMPTY
        yield from _texts(page.table.formulas, width, "")
    yield _EMPTY
    for parts in page.totals:
        yield from (((line, "bold"),) for line in joined(parts, _GAP, width))
    for group in (page.witnesses, page.sentences, page.notes):
        lines = list(_texts(group, width, "yellow" if group is page.notes else None))
        yield from [_EMPTY, *lines] if lines else []
    if page.hint:
        yield from [_EMPTY] if not page.sentences else []
        yield from _texts([page.hint], width, "dim")


def _layers(table: ScreenTable, width: int) -> Iterable[Line]:
    if not table.is_compact:
        return layer_lines(table.columns, table.rows, width)
    from rnnscope.renderers._compact import compact_lines

    return compact_lines(table.columns, table.rows, width)


def _headline(parts: Sequence[str], width: int) -> Iterator[Line]:
    """Yield the total and the verdicts; each keeps its style where they stand in one line."""
    for line in joined(parts, _GAP, width):
        spans = [part for piece in line.split(_GAP) for part in ((_GAP, ""), (piece, piece))]
        yield tuple(
            (text, style_of(style.strip(), "bold") if style else "") for text, style in spans[1:]
        )


def _texts(texts: Iterable[str], width: int, style: str | None = None) -> Iterator[Line]:
    for text in texts:
        how = style_of(text, "") if style is None else style
        yield from (((line, how),) for line in folded(text, width))


def layer_page_lines(page: LayerPage, options: Options) -> Iterator[Line]:
    """Yield the lines of one layer's page."""
    from rnnscope.equations.text import text_lines

    yield from _texts([page.title], options.width, "bold")
    for text in page.lines:
        yield from (((line, ""),) for line in _aligned(text, options.width))
    equation = text_lines(page.equation, ascii_only=options.ascii_only)
    for block in (page.sentences, equation, [f"Source: {source}" for source in page.sources]):
        yield from [_EMPTY] if block else []
        yield from _texts(block, options.width, "")
    for section in page.sections:
        yield from (_EMPTY, ((section.title, "bold"),))
        yield from table(section.columns, section.rows, options)
    found = shown(marked(page.findings), ascii_only=options.ascii_only)
    yield from _texts(found, options.width)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], options: Options
) -> Iterator[Line]:
    """Yield the lines of a table of texts; a list, where the screen is too narrow for its words."""
    widths = column_widths([columns, *rows], options.width)
    if widths is None:
        for row in rows:
            yield from _texts([row[0]], options.width, "")
            pairs = zip(columns[1:], row[1:], strict=True)
            said = [f"    {title}: {text}" for title, text in pairs if text]
            yield from (line for text in said for line in _listed(text, options.width))
        return
    right = [title == "Param #" for title in columns]
    for row, style in ((columns, "bold"), *((row, "") for row in rows)):
        spend()
        cells = [folded(text, width) for text, width in zip(row, widths, strict=True)]
        yield from (((line, style),) for line in _beside(cells, widths, right))


def _beside(
    cells: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]
) -> Iterator[str]:
    for texts in zip_longest(*cells, fillvalue=""):
        placed = []
        for text, width, is_right in zip(texts, widths, right, strict=True):
            pad = " " * (width - width_of(text))
            placed.append(f"{pad}{text}" if is_right else f"{text}{pad}")
        yield "  ".join(placed).rstrip()


def _listed(text: str, width: int) -> Iterator[Line]:
    return (((line, ""),) for line in _aligned(text, width))


def _aligned(text: str, width: int) -> list[str]:
    """Fold a text whose parts stand in columns, such as `Terms:   8·1 = 8  kernel: ...`.

    What is folded stays in its column, which begins behind two spaces or behind a label.
    """
    match = _COLUMNS.match(text)
    start = len(match[0]) if match else 0
    if width < 2 * start:
        return folded(text, width)
    first, *more = folded(text[start:], width - start)
    return [text[:start] + first, *(" " * start + line for line in more)]
