"""Tables in a text: where each begins, what its rows are, and which lines cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rnnscope.model.config import MAX_DEPTH
from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.readers.printed import boxes, ruled
from rnnscope.readers.printed.columns import NO_HEADER, Header, header, is_header
from rnnscope.readers.printed.generation import Seen, told
from rnnscope.readers.printed.numbers import BeyondError
from rnnscope.readers.printed.rows import Cells, row_of
from rnnscope.readers.printed.text_lines import Line, without_prefix
from rnnscope.readers.printed.totals import is_total, totals
from rnnscope.untrusted.limits import spend

_RULE = re.compile(r"([-_=—–─━═*~¯‾+])\1\1")
_RULES = frozenset("-_=—–─━═*~¯‾+:|│┃ \\") | frozenset(map(chr, range(0x2500, 0x2580)))
_BARE = frozenset("|│┃║ ")
_TITLE = re.compile(r"Model(?:\s?:)?\s{0,3}[\"“”'‘«](.{1,400}?)[\"“”'’»]")
_LIKE_A_ROW = re.compile(r"[\[(]\s?(?:None|\d{1,9})\s?,|\w \([A-Z]\w")
_BEFORE = 6  # lines above a header in which the model may be named


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table: its header, if it has one, those above it and those below it."""

    above: tuple[Line, ...]
    head: Line | None
    below: tuple[Line, ...]


def tables(lines: Sequence[Line]) -> Iterator[Table]:
    """Yield what may be tables: all from one header to the next, and what is before the first."""
    places = [i for i, line in enumerate(lines) if is_header(line)]
    ends = [*places[1:], len(lines)] if places else []
    if not places or places[0] > 0:
        yield Table((), None, tuple(lines[: places[0] if places else len(lines)]))
    for place, end in zip(places, ends, strict=True):
        head = lines[place]
        above = without_prefix(lines[max(0, place - _BEFORE) : place], head)
        [bare, *below] = without_prefix(lines[place:end], head)
        yield Table(tuple(above), bare, tuple(below))


@dataclass(slots=True)
class _Reading:
    """A table while it is read, line by line."""

    header: Header
    rows: list[PrintedRow] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    open_row: Cells | None = None
    above: list[tuple[int, str]] = field(default_factory=list)  # of a header that was wrapped
    has_commas: bool = False

    def close(self) -> None:
        """Take the row that was open as it is."""
        cells, self.open_row = self.open_row, None
        if cells is None:
            return
        if cells.depth > MAX_DEPTH:
            nested = f"line {cells.line} is inside {cells.depth:,} models"
            raise BeyondError(f"{nested}, more than {MAX_DEPTH} in each other")
        row = row_of(cells, self.header)
        self.has_commas |= "," in cells.params
        if row is None:
            self.unread.append((cells.line, f"{cells.name} {cells.shape} {cells.params}"))
        else:
            self.rows.append(row)

    def take(self, line: Line) -> None:
        """Read a line that is neither a rule nor a total."""
        new = _rows_on(line, self.header)
        if new:
            self.unread += [line for line in self.above if _LIKE_A_ROW.search(line[1])]
            self.above = []
            for cells in new:
                self.close()
                self.open_row = cells
            return
        if self.open_row and _is_continued(self.open_row, line, self.header):
            return
        unread = self.unread if self.rows or self.open_row else self.above
        unread.append((line.number, line.text.strip()))


def read(table: Table) -> PrintedSummary | None:
    """Return the summary that a table is; None where no row of a layer is in it.

    Raises:
        BeyondError: a number has more digits than any count, or too many models are nested.

    """
    head = header(table.head) if table.head else NO_HEADER
    reading = _Reading(head)
    rest = len(table.below)
    for i, line in enumerate(table.below):
        spend()
        if is_total(line):
            rest = i
            break
        _read_line(reading, line)
    reading.close()
    if not reading.rows:
        return None
    return _summary(table, reading, table.below[rest:])


def _read_line(reading: _Reading, line: Line) -> None:
    if not _BARE.issuperset(line.text):
        if is_rule(line):
            reading.close()
            reading.above.clear()
        else:
            reading.take(line)


def _summary(table: Table, reading: _Reading, below: Sequence[Line]) -> PrintedSummary:
    counts = totals(below)
    rows = tuple(reading.rows)
    summary = PrintedSummary(
        rows=rows,
        line=table.head.number if table.head else rows[0].line,
        name=_title([*table.above, *([table.head] if table.head else [])]),
        total=counts.total,
        trainable=counts.trainable,
        non_trainable=counts.non_trainable,
        optimizer=counts.optimizer,
        unread=tuple(_unread(reading, is_begun=table.head is not None, is_ended=bool(below))),
    )
    by = told(Seen(table.head, rows, table.below, reading.has_commas))
    return replace(summary, generation=by.generation, because=by.because, since=by.since)


def _unread(reading: _Reading, *, is_begun: bool, is_ended: bool) -> Iterator[tuple[int, str]]:
    """Yield the lines of the table itself: where no total ends it, what is like a row below it."""
    rows = reading.rows
    for number, text in reading.unread:
        is_before = not is_begun and number < rows[0].line
        is_behind = not is_ended and number > rows[-1].line
        if not is_before and (not is_behind or _LIKE_A_ROW.search(text)):
            yield number, text


def is_rule(line: Line) -> bool:
    """Tell a line that is drawn from one that says something."""
    return _RULES.issuperset(line.text) and bool(_RULE.search(line.text.replace("\\", "")))


def _rows_on(line: Line, head: Header) -> list[Cells]:
    if boxes.is_boxed(line, head):
        row = boxes.row_on(line, head)
        return [row] if row else []
    return ruled.rows_on(line, head)


def _is_continued(row: Cells, line: Line, head: Header) -> bool:
    if boxes.is_boxed(line, head):
        return boxes.is_continued(row, line, head)
    return row.is_fixed and ruled.is_continued(row, line)


def _title(above: Sequence[Line]) -> str:
    """Return the name of the model, as it stands nearest above the header."""
    for line in reversed(above):
        if title := _TITLE.search(line.text):
            return title[1]
        if is_total(line):
            break
    return ""
