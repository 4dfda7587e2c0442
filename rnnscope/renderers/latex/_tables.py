"""The tables of a report, laid out for the width of a page."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.pages.columns import Kind
from rnnscope.pages.layer_page import Section
from rnnscope.pages.page import Page
from rnnscope.pages.rows import FIRST, Row
from rnnscope.renderers._widths import column_widths
from rnnscope.renderers.latex._booktabs import ROOM, Column, Line, table
from rnnscope.renderers.latex.escaping import width
from rnnscope.untrusted.limits import spend

_LEAST = 18  # characters of the names of layers, however many columns stand beside them
_WIDEST = 22  # characters of another column of texts; longer ones are folded
_GAP = 2  # characters between two columns


def layers_table(page: Page) -> Iterator[str]:
    """Yield the table of layers, each with its formula below: beside it there is no room."""
    lines = [_line(page, row) for row in page.rows]
    shown = [column for column in page.columns if column.kind != Kind.CODE]
    titles = (FIRST, *(column.title for column in shown))
    widths = [
        max(map(width, texts))
        for texts in zip(titles, *(line.cells for line in lines), strict=True)
    ]
    columns = [
        Column(
            column.title,
            wide if column.kind == Kind.NUMBER else min(wide, _WIDEST),
            is_right=column.kind == Kind.NUMBER,
            is_folded=column.kind != Kind.NUMBER and wide > _WIDEST,
        )
        for column, wide in zip(shown, widths[1:], strict=True)
    ]
    room = ROOM - sum(column.width + _GAP for column in columns)
    is_folded = any(line.below for line in lines) or widths[0] > room
    first = Column(FIRST, max(room, _LEAST) if is_folded else widths[0], is_folded=is_folded)
    return table([first, *columns], lines)


def _line(page: Page, row: Row) -> Line:
    """Write a layer; that it has no weights stands behind its name."""
    spend()
    kinds = [column.kind for column in page.columns]
    pairs = list(zip(kinds, row.cells, strict=True))
    code = [line for kind, lines in pairs if kind == Kind.CODE for line in lines]
    is_bare = not code and len(row.remarks) <= 1
    name = ", ".join((row.label, *row.remarks)) if is_bare else row.label
    cells = (", ".join(lines) for kind, lines in pairs if kind != Kind.CODE)
    return Line((f"{row.branch}{name}", *cells), () if is_bare else (*code, *row.remarks))


def section_table(section: Section) -> Iterator[str]:
    """Yield one of the tables of a layer's page."""
    texts = [section.columns, *section.rows]
    wanted = [max(map(width, column)) for column in zip(*texts, strict=True)]
    given = column_widths(texts, ROOM) or [ROOM // len(wanted)] * len(wanted)
    columns = [_column(*each) for each in zip(section.columns, wanted, given, strict=True)]
    return table(columns, [Line(row) for row in section.rows])


def _column(title: str, wanted: int, given: int) -> Column:
    is_right = title == "Param #"
    is_folded = wanted > given and not is_right
    return Column(title, given if is_folded else wanted, is_right=is_right, is_folded=is_folded)
