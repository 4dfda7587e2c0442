r"""A table as booktabs draws it: a `tabular`, or a `longtable` for what may not fit on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.renderers.latex.escaping import escape, width

ROOM = 66  # characters of a line of a page, in the font of the tables
_EM = 0.56  # the width of a character; few take more
_LEAST = 10  # em that columns with folded texts have, however narrow a page is
_MOST_LINES = 30  # of a table that has to stand on one page
_SIZES = {ROOM: r"\small", 72: r"\footnotesize", 77: r"\scriptsize"}  # or else \tiny
_END = r" \tabularnewline"
_TOGETHER = f"{_END}*"  # what ends a line that stays on the page of the next one
_BELOW = r"{@{\hspace{1em}}p{\dimexpr\linewidth-1em\relax}@{}}{\rnnscopefold #1}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, and whether longer texts are folded in it."""

    title: str
    width: int
    is_right: bool = False
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table; `below` are texts that stand under it over the whole width."""

    cells: tuple[str, ...]
    below: tuple[str, ...] = ()


def table(columns: Sequence[Column], lines: Sequence[Line]) -> Iterator[str]:
    """Yield a table; where something is folded in it, it is as wide as the text of the page."""
    is_long = sum(_height(line, columns) for line in lines) > _MOST_LINES
    kind, begin = ("longtable", "") if is_long else ("tabular", r"\noindent")
    yield from _settings(columns, lines)
    yield rf"{begin}\begin{{{kind}}}{{@{{}}{''.join(_specified(columns))}@{{}}}}"
    yield r"\toprule"
    yield " & ".join(escape(column.title) for column in columns) + _END
    yield r"\midrule \endhead \bottomrule \endfoot" if is_long else r"\midrule"
    for line in lines:
        yield from _drawn(line, columns)
    yield from [] if is_long else [r"\bottomrule"]
    yield rf"\end{{{kind}}}\par}}"


def _height(line: Line, columns: Sequence[Column]) -> int:
    """Return about how many lines of print a line of the table takes."""
    pairs = zip(line.cells, columns, strict=True)
    beside = max(-(-width(text) // column.width) for text, column in pairs)
    return beside + sum(-(-width(text) // ROOM) for text in line.below)


def _settings(columns: Sequence[Column], lines: Sequence[Line]) -> Iterator[str]:
    """Yield what holds for one table: the size of its font, the widths that TeX works out."""
    taken = sum(column.width for column in columns) + 2 * (len(columns) - 1)
    size = next((size for most, size in _SIZES.items() if taken <= most), r"\tiny")
    yield rf"{{{size}\setlength{{\tabcolsep}}{{4pt}}%"
    if any(column.is_folded for column in columns):
        yield r"\def\rnnscopefold{\raggedright\hangindent1em}%"
        yield rf"\edef\rnnscopewidth{{{_rest(columns)}}}%"
    if any(line.below for line in lines):
        yield rf"\def\rnnscopebelow#1{{\multicolumn{{{len(columns)}}}{_BELOW}}}%"


def _rest(columns: Sequence[Column]) -> str:
    r"""Write how wide all folded columns are together, as TeX works it out on the page.

    `\string` makes a sign for less of what may be a shorthand in the document's language.
    """
    fixed = _EM * sum(column.width for column in columns if not column.is_folded)
    rest = rf"\dimexpr\linewidth-{fixed:.1f}em-{2 * (len(columns) - 1)}\tabcolsep\relax"
    return rf"\ifdim{rest}\string<{_LEAST}em {_LEAST}em\else\the{rest}\fi"


def _specified(columns: Sequence[Column]) -> Iterator[str]:
    shared = sum(column.width for column in columns if column.is_folded)
    for column in columns:
        if not column.is_folded:
            yield "r" if column.is_right else "l"
        elif column.width == shared:
            yield r"p{\rnnscopewidth}"
        else:
            yield rf"p{{\dimexpr\rnnscopewidth*{column.width}/{shared}\relax}}"


def _drawn(line: Line, columns: Sequence[Column]) -> Iterator[str]:
    cells = [
        rf"\rnnscopefold {escape(text, column.width)}"
        if column.is_folded
        else escape(text, len(text))
        for text, column in zip(line.cells, columns, strict=True)
    ]
    yield " & ".join(cells) + (_TOGETHER if line.below else _END)
    for i, text in enumerate(line.below, 1):
        end = _TOGETHER if i < len(line.below) else rf"{_END} \addlinespace"
        yield rf"\rnnscopebelow{{{escape(text)}}}{end}"
