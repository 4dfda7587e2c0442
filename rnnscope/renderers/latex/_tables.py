"""The tables of a report, laid out for the width of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.pages.single.layer_page import Section
from rnnscope.pages.table.columns import Column as Titled
from rnnscope.pages.table.columns import Kind
from rnnscope.pages.table.rows import FIRST, Row
from rnnscope.pages.whole.page import Page
from rnnscope.pages.whole.screen_page import ScreenPage
from rnnscope.renderers._widths import column_widths
from rnnscope.renderers.latex._booktabs import GAP, LETTER, LINE, Column, Line, table
from rnnscope.renderers.latex._sizes import characters, ems
from rnnscope.untrusted.limits import spend

_LEAST = 10  # em of the names of layers, however many columns stand beside them
_WIDEST = 12  # em of another column of texts; longer ones are folded
_ROOM = 72  # letters of a line


def layers_table(page: Page) -> Iterator[str]:
    """Yield the table of layers, each with its formula below: beside it there is no room."""
    return _layers(page.columns, page.rows)


def short_table(page: ScreenPage) -> Iterator[str]:
    """Yield the table that a screen shows: of a long model a line for each layer, blocks once."""
    totals = tuple(each for parts in page.totals for each in parts)
    heard = " · ".join(page.headline[1:])
    feet = (
        *page.table.formulas,
        *totals,
        *([heard] if heard else ()),
        *page.witnesses,
        *page.notes,
    )
    return _layers(page.table.columns, page.table.rows, feet, is_beside=page.table.is_compact)


def _layers(
    titled: Sequence[Titled],
    rows: Sequence[Row],
    feet: Sequence[str] = (),
    *,
    is_beside: bool = False,
) -> Iterator[str]:
    """Yield a table of layers; their formulas stand below them, or in a column of their own."""
    shown = [column for column in titled if is_beside or column.kind != Kind.CODE]
    lines = [_line(titled, row, is_beside=is_beside) for row in rows]
    several = {i for i, row in enumerate(rows) if not row.class_name}  # whose name may be folded
    names = [FIRST, *(line.cells[0] for i, line in enumerate(lines) if i not in several)]
    cells = [line.cells[1:] for line in lines if not line.is_wide]
    wanted = [max(map(ems, names))]
    wanted += [max(map(ems, each)) for each in zip(map(_title, shown), *cells, strict=True)]
    return table(list(_shared(shown, wanted)), lines, feet)


def _title(column: Titled) -> str:
    return column.title


def _shared(shown: Sequence[Titled], wanted: Sequence[float]) -> Iterator[Column]:
    """Yield the columns: numbers and short texts have their room, names and formulas the rest."""
    kinds = [column.kind for column in shown]
    given = [
        want if kind == Kind.NUMBER else min(want, _WIDEST)
        for kind, want in zip(kinds, wanted[1:], strict=True)
    ]
    code = [i for i, kind in enumerate(kinds) if kind == Kind.CODE]
    rest = LINE - GAP * len(given) - sum(each for i, each in enumerate(given) if i not in code)
    for i in code:
        given[i] = min(wanted[i + 1], max(rest - wanted[0], rest / 2))
        rest -= given[i]
    yield Column(FIRST, max(rest, _LEAST), is_folded=True)
    for column, want, have in zip(shown, wanted[1:], given, strict=True):
        is_right = column.kind == Kind.NUMBER
        yield Column(column.title, have, is_right=is_right, is_folded=have < want)


def _line(columns: Sequence[Titled], row: Row, *, is_beside: bool) -> Line:
    """Write a layer; that it has no weights stands behind its name."""
    spend()
    pairs = [(column.kind, lines) for column, lines in zip(columns, row.cells, strict=True)]
    code = [line for kind, lines in pairs if kind == Kind.CODE for line in lines]
    below = [*([] if is_beside else code), *row.remarks]
    is_bare = not code and len(row.remarks) <= 1
    name = ", ".join((row.label, *row.remarks)) if is_bare else row.label
    cells = tuple(", ".join(lines) for kind, lines in pairs if is_beside or kind != Kind.CODE)
    is_wide = not row.class_name and not any(cells)
    return Line((f"{row.branch}{name}", *cells), () if is_bare else tuple(below), is_wide=is_wide)


def section_table(section: Section, feet: Sequence[str] = ()) -> Iterator[str]:
    """Yield one of the tables of a layer's page."""
    columns = list(zip(section.columns, *section.rows, strict=True))
    wanted = [max(map(characters, column)) for column in columns]
    given = column_widths([section.columns, *section.rows], _ROOM)
    given = given or [_ROOM // len(wanted)] * len(wanted)
    made = []
    for cells, want, have in zip(columns, wanted, given, strict=True):
        is_right = cells[0] == "Param #"
        is_folded = have < want and not is_right
        width = have * LETTER if is_folded else max(map(ems, cells))
        made.append(Column(cells[0], width, is_right=is_right, is_folded=is_folded))
    return table(made, [Line(row) for row in section.rows], feet)
