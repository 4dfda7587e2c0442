"""The lines below a table: how many params there are altogether."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.model.printed_sums import Sum, added
from rnnscope.readers.printed.cells.numbers import goes_on, is_last, number_in, whole
from rnnscope.readers.printed.lines.text_lines import Line

_TOTAL = re.compile(
    r"(?P<kind>total|non[-–\s]?trainable|trainable|optimizer)\s?param(?:eters?|s)?"
    r"(?P<sign>[\s:|*#=_,;\"]{1,9})",
    re.IGNORECASE,
)
# What stands behind a number that is none of a total: of a sum, `4 * (`, or one of millions.
_OF_A_SUM = re.compile(
    r"\s?(?:[*×·+/^-]\s?[\d(]|(?:k|m|b|mio|mln|thousand|million|billion)\b|[万億亿])", re.IGNORECASE
)
# What stands there in a sentence: `total params 4 gates`.
_OF_A_SENTENCE = re.compile(r"\s(?!(?:total|non|trainable|optimizer)[-–\s])[^\W\d_]", re.IGNORECASE)
# A row of a table of bars that has a total in it, and no shape: `| **Total** | | **5,151** |`.
# Where it does not say of what, the cell below Output Shape is there, and empty.
_IN_CELLS = re.compile(
    r"[\s|│┃]{1,99}[*_`]{0,3}(?P<kind>total|non[-–\s]?trainable|trainable|optimizer)"
    r"(?:\s(?:params?|parameters)[*_`:\s]{0,99}|[*_`:\s]{0,99}(?=[|│┃][*_`\s-]{0,200}[|│┃]))"
    r"[|│┃][|│┃*_`\s-]{0,400}(?=\d)",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"\s(param ?#? *)connected", re.IGNORECASE)  # of numbers, in one of blanks
_SIZE = re.compile(r"\s?\((\d{1,4}\.\d\d) ([KMGTP]?)B(?:yte)?\)")
_BEGUN = 3  # digits of a number that are left, at least, for the total to tell the rest
_END = Line(0, "")
_KINDS = {"to": "total", "no": "non_trainable", "tr": "trainable", "op": "optimizer"}


@dataclass(frozen=True, slots=True)
class Totals:
    """What is counted together, as far as it is said."""

    total: int | None = None
    trainable: int | None = None
    non_trainable: int | None = None
    optimizer: int | None = None
    size: str = ""

    @property
    def of_rows(self) -> int | None:
        """The total of the layers alone."""
        return None if self.total is None else self.total - (self.optimizer or 0)


def is_total(line: Line) -> bool:
    """Tell whether a line gives a total."""
    return next(_counts(line.text), None) is not None


def totals(lines: Iterable[Line]) -> Totals:
    """Return the first of each total that lines give."""
    numbers: dict[str, int] = {}
    sizes: dict[str, str] = {}
    for line, after in pairwise([*lines, _END]):
        for kind, number in _counts(line.text):
            if not (is_last(line.text, number) and goes_on(after.text)):
                numbers.setdefault(kind, whole(number[0]))
                sizes.setdefault(kind, _size_in(line.text, number.end()))
    return Totals(**numbers, size=sizes.get("total", ""))


def _counts(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the totals that a line gives, each with its number."""
    for kind, end, is_marked in _labels(text):
        number = number_in(text, end)
        if number is None or _OF_A_SUM.match(text, number.end()):
            continue
        if is_marked or not _OF_A_SENTENCE.match(text, number.end()):
            yield kind, number


def _labels(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield which totals a line names, where what follows each begins, and if a sign marks it."""
    for found in _TOTAL.finditer(text):
        yield _kind(found["kind"]), found.end(), not found["sign"].isspace()
    if in_cells := _IN_CELLS.match(text):
        yield _kind(in_cells["kind"]), in_cells.end(), True


def _size_in(text: str, start: int) -> str:
    """Return what a total takes, as Keras writes it behind its number since 2.13: `83.54 KB`."""
    found = _SIZE.match(text, start)
    return f"{found[1]} {found[2]}B" if found else ""


def with_optimizer(summary: PrintedSummary) -> PrintedSummary:
    """Return a summary of Keras 3 with the optimizer's number where the line of that is missing.

    It is the last one, and easily not copied; the total has it, and the rows do not.
    """
    parts = (summary.trainable, summary.non_trainable)
    if summary.generation != 3 or summary.optimizer is not None or summary.total is None:
        return summary
    own = sum(part or 0 for part in parts)
    rows = [row.params for row in summary.outer_rows]
    if None in (*parts, *rows) or sum(number or 0 for number in rows) != own:
        return summary
    rest = summary.total - own
    return replace(summary, optimizer=rest, is_optimizer_left=True) if rest > 0 else summary


def with_filled_columns(summary: PrintedSummary, head: Line | None) -> PrintedSummary:
    """Return a summary without the numbers that fill their column, where the rows do not add up.

    Keras 1 and 2 cut off what is wider than a column, and leave no sign of it.
    """
    column = _COLUMN.search(head.text) if head and "  " in head.text else None
    if column is None or added(summary)[1] not in (Sum.DIFFERS, Sum.LEFT_OUT):
        return summary
    rows = tuple(_cut_at(row, len(column[1]) - 1) for row in summary.rows)
    return replace(summary, rows=rows)


def _cut_at(row: PrintedRow, digits: int) -> PrintedRow:
    """Return a row whose number is cut off if it has so many digits."""
    text = "" if row.params is None else str(row.params)
    return replace(row, params=None, begun=text) if len(text) == digits else row


def with_cut_number(summary: PrintedSummary) -> PrintedSummary:
    """Return a summary with the number that is cut off, where it is what the total leaves.

    So it is of one that is wider than a column of a table of Keras 3, `2,614,3…`.
    """
    rows = summary.outer_rows
    cut = [row for row in rows if row.params is None]
    is_open = None in (summary.total, summary.trainable, summary.non_trainable)
    if is_open or len(cut) != 1 or summary.unread or len(cut[0].begun) < _BEGUN:
        return summary
    own = (summary.trainable or 0) + (summary.non_trainable or 0)
    rest = own - sum(row.params or 0 for row in rows)
    is_whole = own + (summary.optimizer or 0) == summary.total
    is_it = is_whole and _goes_on_as(cut[0].begun, str(rest))
    if not is_it:
        return summary
    told = (replace(row, params=rest) if row is cut[0] else row for row in summary.rows)
    return replace(summary, rows=tuple(told))


def _goes_on_as(begun: str, number: str) -> bool:
    return number.startswith(begun) and len(number) > len(begun)


def _kind(text: str) -> str:
    lower = text.lower()
    return _KINDS[lower[:2]]
