r"""Tables as booktabs draws them: a `tabular`, or a `longtable` for what may not fit on a page.

A layer has a line of its own, and its formula stands below it over the whole width: beside
the other columns there is no room for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.pages.columns import Kind
from rnnscope.pages.layer_page import Section
from rnnscope.pages.page import Page
from rnnscope.pages.rows import FIRST, Row
from rnnscope.renderers._widths import column_widths, width_of
from rnnscope.renderers.latex.escaping import escape
from rnnscope.untrusted.limits import spend

_END = r" \tabularnewline"
_TOGETHER = f"{_END}*"  # what ends a line that stays on the page of the next one
_BELOW = r"{@{\hspace{1em}}p{\dimexpr\linewidth-1em\relax}@{}}{\rnnscopefold #1}"
_MOST_LINES = 30  # of a table that has to stand on one page
_ROOM = 72  # characters of a line, in the font of the tables
_EM = 0.53  # the width of a character; few take more
_LEAST = 10  # em that columns with folded texts have, however narrow the page is
_INDENT = 3  # spaces before the name of a layer, for each that it is inside of
_SIZES = {_ROOM: r"\small", _ROOM + 10: r"\footnotesize", _ROOM + 30: r"\scriptsize"}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its title, and how wide it is in characters; of a folded one what it gets."""

    title: str
    width: int
    is_right: bool = False
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a table, escaped; `below` stands under it over its whole width."""

    cells: list[str]
    below: list[str]


def layers_table(page: Page) -> Iterator[str]:
    """Yield the table of layers."""
    kinds = [column.kind for column in page.columns]
    beside = [i for i, kind in enumerate(kinds) if kind != Kind.CODE]
    texts = [
        [f"{row.branch}{row.label}", *(", ".join(row.cells[i]) for i in beside)]
        for row in page.rows
    ]
    titles = [FIRST, *(page.columns[i].title for i in beside)]
    widths = [max(map(width_of, column)) for column in zip(titles, *texts, strict=True)]
    columns = [_Column(FIRST, widths[0], is_folded=True)]
    columns += [
        _Column(title, width, is_right=kinds[i] == Kind.NUMBER)
        for title, width, i in zip(titles[1:], widths[1:], beside, strict=True)
    ]
    lines = [_line(page, row, cells) for row, cells in zip(page.rows, texts, strict=True)]
    return _table(columns, lines)


def _line(page: Page, row: Row, cells: Sequence[str]) -> _Line:
    """Write a layer; what is remarked on one without a formula stands behind its name."""
    spend()
    code = [
        line
        for column, lines in zip(page.columns, row.cells, strict=True)
        if column.kind == Kind.CODE
        for line in lines
    ]
    name = row.label if code else ", ".join((row.label, *row.remarks))
    depth = (len(row.branch) - len(row.branch.lstrip())) // _INDENT
    first = r"\quad " * depth + escape(row.branch.lstrip()) + escape(name)
    below = [*code, *row.remarks] if code else []
    return _Line([first, *map(escape, cells[1:])], [*map(escape, below)])


def section_table(section: Section) -> Iterator[str]:
    """Yield one of the tables of a layer's page."""
    texts = [section.columns, *section.rows]
    wanted = [max(map(width_of, column)) for column in zip(*texts, strict=True)]
    given = column_widths(texts, _ROOM) or [_ROOM // len(wanted)] * len(wanted)
    columns = [
        _Column(title, min(want, width), title == "Param #", want > width)
        for title, want, width in zip(section.columns, wanted, given, strict=True)
    ]
    return _table(columns, [_Line([*map(escape, row)], []) for row in section.rows])


def _table(columns: Sequence[_Column], lines: Sequence[_Line]) -> Iterator[str]:
    """Yield a table; where a column is folded it is as wide as the page's text."""
    fixed = [column.width for column in columns if not column.is_folded]
    is_long = sum(1 + len(line.below) for line in lines) > _MOST_LINES
    kind = "longtable" if is_long else "tabular"
    shared = sum(column.width for column in columns if column.is_folded)
    spec = "".join(_spec(column, shared) for column in columns)
    least = sum(fixed) + 2 * len(columns) + (2 * _LEAST if shared else 0)
    size = next((size for most, size in _SIZES.items() if least <= most), r"\tiny")
    yield rf"{{{size}\setlength{{\tabcolsep}}{{4pt}}%"
    yield r"\def\rnnscopefold{\raggedright\hangindent1em}%"
    yield rf"\edef\rnnscopewidth{{{_rest(fixed, len(columns))}}}%"
    begin = "" if is_long else r"\noindent"
    if any(line.below for line in lines):
        yield rf"\def\rnnscopebelow#1{{\multicolumn{{{len(columns)}}}{_BELOW}}}%"
    yield rf"{begin}\begin{{{kind}}}{{@{{}}{spec}@{{}}}}"
    yield r"\toprule"
    yield " & ".join(escape(column.title) for column in columns) + _END
    yield r"\midrule" + (r" \endhead \bottomrule \endfoot" if is_long else "")
    for line in lines:
        yield from _drawn(line, columns)
    yield from [] if is_long else [r"\bottomrule"]
    yield rf"\end{{{kind}}}\par}}"


def _rest(fixed: Sequence[int], count: int) -> str:
    r"""Write how wide all folded columns are together, as TeX works it out on the page.

    `\string` makes a sign for less of what may be a shorthand in the document's language.
    """
    em, gaps = f"{_EM * sum(fixed):.1f}em", 2 * (count - 1)
    rest = rf"\dimexpr\linewidth-{em}-{gaps}\tabcolsep\relax"
    return rf"\ifdim{rest}\string<{_LEAST}em {_LEAST}em\else\the{rest}\fi"


def _spec(column: _Column, shared: int) -> str:
    if not column.is_folded:
        return "r" if column.is_right else "l"
    if column.width == shared:
        return r"p{\rnnscopewidth}"
    return rf"p{{\dimexpr\rnnscopewidth*{column.width}/{shared}\relax}}"


def _drawn(line: _Line, columns: Sequence[_Column]) -> Iterator[str]:
    cells = [
        rf"\rnnscopefold {cell}" if column.is_folded else cell
        for column, cell in zip(columns, line.cells, strict=True)
    ]
    yield " & ".join(cells) + (_TOGETHER if line.below else _END)
    for i, text in enumerate(line.below, 1):
        end = _TOGETHER if i < len(line.below) else rf"{_END} \addlinespace"
        yield rf"\rnnscopebelow{{{text}}}{end}"
