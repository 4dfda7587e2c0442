r"""A table as booktabs draws it: a `tabular`, or a `longtable` for what may not fit on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.renderers.latex._sizes import characters
from rnnscope.renderers.latex.escaping import escape

LINE = 37  # em of a line of the narrowest page of LaTeX's own classes, in the font of the tables
GAP = 0.9  # em between two columns
LETTER = 0.5  # em of a letter, in the middle
_LEAST = 10  # em that columns with folded texts have, however narrow a page is
_MOST_LINES = 30  # of a table that has to stand on one page
_SIZES = {LINE: r"\small", 40: r"\footnotesize", 43: r"\scriptsize"}  # em of it; or else \tiny
_END = r" \tabularnewline"
_TOGETHER = f"{_END}*"  # what ends a line that stays on the page of the next one
# Over all columns, of no width of its own: or each part of a longtable would widen another one.
_OVER_ALL = (
    r"{@{}l@{}}{\rlap{\hspace*{%sem}\parbox[t]{\dimexpr\linewidth-%sem}{\rnnscopefold #1\strut}}}"
)
# Whoever wants a caption defines it: the next table has it, and no other. A short table
# becomes a float by that; in a longtable, which is none, it is the first row. There it stands
# once: a head that comes on each page would set its label, and list it, on each anew.
_FLOAT = r"\ifdefined\rnnscopecaption\begin{table}[htbp]\rnnscopecaption\fi"
_ROW = r"\ifdefined\rnnscopecaption\rnnscopecaption\tabularnewline\fi"
_ROW_AGAIN = r"\ifdefined\rnnscopecaption\caption[]{continued}\tabularnewline\fi"
# Without one it is no numbered table: a counter of its own is stepped, not that of tables.
_UNCOUNTED = (
    r"\ifdefined\rnnscopecaption\else\ifcsname c@rnnscopetable\endcsname\else"
    r"\newcounter{rnnscopetable}\fi\def\LTcaptype{rnnscopetable}\fi"
)
_USED = r"\global\let\rnnscopecaption\undefined"
_FLOAT_ENDS = rf"\ifdefined\rnnscopecaption\end{{table}}{_USED}\fi"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in em, and whether longer texts are folded in it."""

    title: str
    ems: float
    is_right: bool = False
    is_folded: bool = False

    @property
    def letters(self) -> int:
        """How many letters have room in it."""
        return max(1, int(self.ems / LETTER))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table; `below` are texts that stand under it over the whole width.

    The first cell of a wide one is all that it has.
    """

    cells: tuple[str, ...]
    below: tuple[str, ...] = ()
    is_wide: bool = False


def table(
    columns: Sequence[Column], lines: Sequence[Line], feet: Sequence[str] = ()
) -> Iterator[str]:
    """Yield a table; where something is folded in it, it is as wide as the text of the page.

    `feet` stand behind the last line, over the whole width.
    """
    height = sum(_height(line, columns) for line in lines) + len(feet)
    is_long = height > _MOST_LINES
    kind, begin = ("longtable", "") if is_long else ("tabular", r"\noindent")
    yield from [] if is_long else [_FLOAT]
    yield from _settings(columns)
    yield from [_UNCOUNTED] if is_long else []
    yield rf"{begin}\begin{{{kind}}}{{@{{}}{''.join(_specified(columns))}@{{}}}}"
    yield from _heads(columns) if is_long else _titles(columns)
    for line in lines:
        yield from _drawn(line, columns)
    if feet:
        yield r"\midrule"
    yield from (rf"\rnnscopewide{{{escape(text)}}}{_END}" for text in feet)
    yield from [] if is_long else [r"\bottomrule"]
    yield rf"\end{{{kind}}}\par}}"
    yield _USED if is_long else _FLOAT_ENDS


def _titles(columns: Sequence[Column], ending: str = "") -> Iterator[str]:
    yield r"\toprule"
    yield " & ".join(escape(column.title) for column in columns) + _END
    yield rf"\midrule{ending}"


def _heads(columns: Sequence[Column]) -> Iterator[str]:
    """Yield what stands above a longtable on its first page, and on those that follow."""
    yield _ROW
    yield from _titles(columns, r" \endfirsthead")
    yield _ROW_AGAIN
    yield from _titles(columns, r" \endhead \bottomrule \endfoot")


def _height(line: Line, columns: Sequence[Column]) -> float:
    """Return about how many lines of print a line of the table takes."""
    pairs = zip(line.cells, columns, strict=True)
    if line.is_wide:
        return 1
    beside = max(-(-characters(text) // column.letters) for text, column in pairs)
    return beside + sum(-(-characters(text) * LETTER // LINE) for text in line.below)


def _settings(columns: Sequence[Column]) -> Iterator[str]:
    """Yield what holds for one table: the size of its font, the widths that TeX works out."""
    fixed = sum(column.ems for column in columns if not column.is_folded)
    is_folded = any(column.is_folded for column in columns)
    taken = fixed + GAP * (len(columns) - 1) + (_LEAST if is_folded else 0)
    size = next((size for most, size in _SIZES.items() if taken <= most), r"\tiny")
    yield rf"{{{size}\setlength{{\tabcolsep}}{{4pt}}%"
    yield r"\def\rnnscopefold{\raggedright\hangindent1em}%"
    if is_folded:
        yield rf"\edef\rnnscopewidth{{{_rest(fixed, len(columns))}}}%"
    for name, indent in (("below", 1), ("wide", 0)):
        how = _OVER_ALL % (indent, indent)
        yield rf"\def\rnnscope{name}#1{{\multicolumn{{{len(columns)}}}{how}}}%"


def _rest(fixed: float, count: int) -> str:
    r"""Write how wide all folded columns are together, as TeX works it out on the page.

    `\string` makes a sign for less of what may be a shorthand in the document's language.
    """
    rest = rf"\dimexpr\linewidth-{fixed:.1f}em-{2 * (count - 1)}\tabcolsep\relax"
    return rf"\ifdim{rest}\string<{_LEAST}em {_LEAST}em\else\the{rest}\fi"


def _specified(columns: Sequence[Column]) -> Iterator[str]:
    shared = sum(column.letters for column in columns if column.is_folded)
    for column in columns:
        if not column.is_folded:
            yield "r" if column.is_right else "l"
        elif column.letters == shared:
            yield r"p{\rnnscopewidth}"
        else:
            yield rf"p{{\dimexpr\rnnscopewidth*{column.letters}/{shared}\relax}}"


def _drawn(line: Line, columns: Sequence[Column]) -> Iterator[str]:
    if line.is_wide:
        yield rf"\rnnscopewide{{{escape(line.cells[0])}}}{_END}"
        return
    cells = [
        rf"\rnnscopefold {escape(text, column.letters)}"
        if column.is_folded
        else escape(text, len(text))
        for text, column in zip(line.cells, columns, strict=True)
    ]
    yield " & ".join(cells) + (_TOGETHER if line.below else _END)
    for i, text in enumerate(line.below, 1):
        end = _TOGETHER if i < len(line.below) else rf"{_END} \addlinespace"
        yield rf"\rnnscopebelow{{{escape(text)}}}{end}"
