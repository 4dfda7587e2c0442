"""The lines of one table, from its header to its totals: rows, and what cannot be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.model.config import MAX_DEPTH
from rnnscope.model.printed import PrintedRow
from rnnscope.readers.printed.cells.numbers import BeyondError, goes_on
from rnnscope.readers.printed.lines.text_lines import Line
from rnnscope.readers.printed.tables import boxes, ruled
from rnnscope.readers.printed.tables.columns import Header
from rnnscope.readers.printed.tables.rows import Cells, row_of
from rnnscope.readers.printed.tables.totals import is_total
from rnnscope.untrusted.limits import beyond, current, spend

_RULE = re.compile(r"([-_=—–─━═*~¯‾+])\1\1")
_RULES = frozenset("-_=—–─━═*~¯‾+:|│┃ \\") | frozenset(map(chr, range(0x2500, 0x2580)))
_FIELD = 10  # signs that Keras has room for under Param #
_SHARE = 5  # of the lines that a terminal broke one is as long as it is wide, at least
_BARE = frozenset("|│┃║ ")
_LIKE_A_ROW = re.compile(r"[\[(]\s?(?:None|\d{1,9})\s?,|\w \([A-Z]\w")
# As a table's row begins that has no header: prose may well have a word in brackets.
_A_ROW = re.compile(
    r"[^\w(]*+[\w./-]*+ {0,3}\([A-Z]\w*\)?[\s|│┃]+[\[(]{1,3}\s?(?:None|\d{1,9})\s?,"
)
# A row whose shape or number stands below it, on a line of its own.
_A_NAME = re.compile(r"\S+ ?\(")  # and a class behind it, as no sentence begins
_IN_PARTS = re.compile(
    r"[\w./-]{1,400} ?\([A-Za-z][\w>]{0,400}\)\s+"
    r"[\[(]{1,2}(?:None|\d)[^A-Za-z]*(?:None[^A-Za-z]*)*[\])]\s+\d[\d,]*(?:\s+\S+\[\d.*)?"
)
_LATER_PART = re.compile(r"\s*[\[(\d]")
_BOTTOM = re.compile(r"[└╰╘╚][─═━]")  # the line below a box
_NEAR = 3  # lines behind a rule, of which one may be a row: where two stand between them
_CELLS = 2  # lines that may stand above the last: a name and a shape


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of a table, or of what stands around it, that says nothing that can be read."""

    line: int
    text: str

    @property
    def is_like_a_row(self) -> bool:
        """True where it seems to be of a layer."""
        return bool(_LIKE_A_ROW.search(self.text))

    @property
    def is_a_row(self) -> bool:
        """True where it begins as a row does, and no sentence."""
        return bool(_A_ROW.match(self.text))


Entry: TypeAlias = PrintedRow | Unread


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between a table's header and its totals, in order; `rest` is where these begin.

    `has_commas` says that a number of a row was grouped.
    """

    entries: Sequence[Entry]
    rest: int
    has_commas: bool = False


def body_of(lines: Sequence[Line], header: Header) -> Body:
    """Return what lines below a header are, up to the first total, or the rule before it.

    Raises:
        BeyondError: a number has more digits than any count, too many models are nested, or
            there are more rows than the limits allow.

    """
    reading = _Reading(header, _width(lines), _longest(lines))
    rest = len(lines)
    for i, line in enumerate(lines):
        spend()
        if is_total(line) or (reading.has_rows and _is_behind(lines, i, header)):
            rest = i
            break
        reading.take(line)
    reading.close()
    return Body(reading.entries, rest, reading.has_commas)


def _is_behind(lines: Sequence[Line], place: int, header: Header) -> bool:
    """Tell whether a line stands behind the last row: it is drawn below that, or no row follows.

    What stands there is somebody's own, where the totals were not copied: rows in a sentence.
    """
    text = lines[place].text.strip()
    if header.is_boxed and _BOTTOM.match(text):
        return True
    if text if header.is_boxed else set(text) != {"="}:
        return False
    after = (line for line in lines[place + 1 : place + 1 + _NEAR] if line.text.strip())
    line = next(after, None)
    if line is None or header.is_boxed:
        return line is not None and not (boxes.is_boxed(line, header) or is_rule(line))
    return not any(_A_NAME.match(cells.whole_name) for cells in rows_on(line, header))


def _width(lines: Sequence[Line]) -> int:
    return len(lines[0].text) if lines and is_rule(lines[0]) else 0


def _longest(lines: Sequence[Line]) -> int:
    """Return how long lines are that a terminal broke; 0 where it seems to have broken none."""
    lengths = Counter(len(line.text) for line in lines if not is_rule(line))
    longest = max(lengths, default=0)
    is_several = lengths[longest] > 1  # a single one may have a remark behind its number
    return longest if is_several and lengths[longest] * _SHARE >= lengths.total() else 0


def is_rule(line: Line) -> bool:
    """Tell a line that is drawn from one that says something."""
    return _RULES.issuperset(line.text) and bool(_RULE.search(line.text.replace("\\", "")))


def rows_on(line: Line, header: Header) -> list[Cells]:
    """Return the rows that begin on a line."""
    if boxes.is_boxed(line, header):
        row = boxes.row_on(line, header)
        return [row] if row else []
    return ruled.rows_on(line, header)


@dataclass(slots=True)
class _Reading:
    """A table while it is read, line by line."""

    header: Header
    width: int = 0  # of the rule below the header
    longest: int = 0  # where several lines are as long as none is longer: a terminal broke them
    before: str = ""
    entries: list[Entry] = field(default_factory=list)
    open_row: Cells | None = None
    has_commas: bool = False
    is_begun: bool = False  # with a row, and not with lines that cannot be read alone

    @property
    def has_rows(self) -> bool:
        """True where a row was met."""
        return self.is_begun or self.open_row is not None

    def close(self, *, is_whole: bool = True) -> None:
        """Take the row that was open as it is; not as a row where its number goes on."""
        cells, self.open_row = self.open_row, None
        if cells is None:
            return
        if cells.depth > MAX_DEPTH:
            nested = f"line {cells.line} is inside {cells.depth:,} models"
            raise BeyondError(f"{nested}, more than {MAX_DEPTH} in each other")
        row = row_of(cells, self.header) if is_whole else None
        if row is None:
            self.entries.append(Unread(cells.line, cells.text))
            return
        self.has_commas |= "," in cells.params
        self.is_begun = True
        self.entries.append(row)
        if len(self.entries) > current().summary_rows:
            rows = f"there are more than {current().summary_rows:,} rows in one table"
            raise BeyondError(f"{rows}, {beyond('summary_rows')}")

    def _is_cut(self, cells: Cells) -> bool:
        """Tell whether a number ends where the rules do, and the header too: all are cut off."""
        is_at_end = (
            self.header.is_cut
            and cells.is_number_last
            and cells.is_aligned
            and cells.end == self.width
        )
        return is_at_end and len(cells.params) < _FIELD

    def _is_broken_before(self, line: Line) -> bool:
        """Tell whether a row may begin, or its number end, on the line before: all are as long."""
        before, self.before = self.before, line.text
        row = self.open_row
        if row is None or len(before) != self.longest or not before[-1:].isalnum():
            return False
        if row.is_number_last:
            return goes_on(line.text)
        return row.is_followed and line.text[:1].isalnum()

    def _below(self, line: Line) -> list[Cells]:
        """Return the row of which the last cells stand on a line, the others on lines above."""
        above: list[Unread] = []
        is_one = self.open_row is None and _LATER_PART.match(line.text)
        for entry in reversed(self.entries[-_CELLS:] if is_one else ()):
            number = above[0].line if above else line.number
            if not isinstance(entry, Unread) or not 0 < number - entry.line <= _CELLS:
                break
            above.insert(0, entry)
            before = "   ".join(each.text for each in above)
            text = f"{before}   {line.text.strip()}"
            is_within = before.count("(") > before.count(")")  # a cell that goes on
            if _IN_PARTS.fullmatch(text) and not is_within:
                del self.entries[-len(above) :]
                return rows_on(Line(entry.line, text), self.header)
        return []

    def take(self, line: Line) -> None:
        """Read a line that is no total: a rule ends the row above it, bars alone say nothing."""
        if is_rule(line):
            self.close()
        elif not _BARE.issuperset(line.text):
            self._take(line)

    def _take(self, line: Line) -> None:
        """Read a line that says something: a row or several, the rest of one, or neither."""
        new = self._below(line) or rows_on(line, self.header)
        is_broken = self._is_broken_before(line)
        for i, cells in enumerate(new):
            spend()
            self.close(is_whole=i > 0 or not is_broken)
            self.open_row = cells
            if self._is_cut(cells) or (i == 0 and is_broken):
                self.close(is_whole=False)
        if new or (self.open_row and _is_continued(self.open_row, line, self.header)):
            return
        if self.open_row:
            self.close(is_whole=not (self.open_row.is_number_last and goes_on(line.text)))
        self.entries.append(Unread(line.number, line.text.strip()))


def _is_continued(row: Cells, line: Line, head: Header) -> bool:
    """Put the next line of a row to its cells; False where it is none."""
    if boxes.is_boxed(line, head):
        return boxes.is_continued(row, line, head)
    return row.is_fixed and ruled.is_continued(row, line)
