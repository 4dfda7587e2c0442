"""Tables in a text: where each begins and ends, and what it says altogether."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.model.printed_sums import Sum, added
from rnnscope.readers.printed.lines.prefixes import without_prefix
from rnnscope.readers.printed.lines.text_lines import Line
from rnnscope.readers.printed.tables.boxes import is_cropped
from rnnscope.readers.printed.tables.columns import NO_HEADER, Header, header, is_header
from rnnscope.readers.printed.tables.generation import Seen, evidence_in
from rnnscope.readers.printed.tables.grouping import rewritings
from rnnscope.readers.printed.tables.nesting import nested
from rnnscope.readers.printed.tables.parts import TITLE, kept, parts, rows_in
from rnnscope.readers.printed.tables.reading import Body, Entry, Unread, body_of, rows_on
from rnnscope.readers.printed.tables.rows import row_of
from rnnscope.readers.printed.tables.swapped import are_swapped, swapped
from rnnscope.readers.printed.tables.totals import (
    Totals,
    is_total,
    totals,
    with_cut_number,
    with_filled_columns,
    with_optimizer,
)
from rnnscope.untrusted.limits import spend

_BEFORE = 6  # lines above a header in which the model may be named


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table: its header, if it has one, those above it and those below it."""

    above: tuple[Line, ...]
    head: Line | None
    below: tuple[Line, ...]

    @property
    def header(self) -> Header:
        """What its header says of the columns."""
        return header(self.head) if self.head else NO_HEADER

    @property
    def has_all_columns(self) -> bool:
        """False where the right side is cut off, with the column that says what is connected."""
        heads = [self.head] if self.head else []
        around = (*self.above[-1:], *heads, *self.below[:1])
        return not any(map(is_cropped, around)) or "connections" in self.header.columns


def tables(lines: Sequence[Line]) -> Iterator[Table]:
    """Yield what may be tables: all from one header to the next, and what is before the first."""
    places = []
    for i, line in enumerate(lines):
        spend()
        if is_header(line):
            places.append(i)
    ends = [*places[1:], len(lines)] if places else []
    if not places or places[0] > 0:
        yield Table((), None, tuple(lines[: places[0] if places else len(lines)]))
    for place, end in zip(places, ends, strict=True):
        head = lines[place]
        above = without_prefix(lines[max(0, place - _BEFORE) : place], head)
        [bare, *below] = without_prefix(lines[place:end], head)
        yield Table(tuple(above), bare, tuple(below))


def read(table: Table) -> Sequence[PrintedSummary]:
    """Return the summaries that a table is: several where the next ones have no header.

    Its numbers are read as Keras prints none where they add up then, and only then.

    Raises:
        BeyondError: a number has more digits than any count, or too many models are nested.

    """
    found = [*_read(table)]
    if _add_up(found):
        return found
    others = ([*_read(replace(table, below=lines))] for lines in rewritings(table.below))
    return next(filter(_add_up, others), found)


def _add_up(summaries: Sequence[PrintedSummary]) -> bool:
    """Tell whether there are summaries, and the rows of each are its total."""
    sums = [added(summary)[1] for summary in summaries]
    return bool(sums) and {*sums} <= {Sum.ADDS_UP, Sum.ONCE}


def _read(table: Table) -> Iterator[PrintedSummary]:
    """Yield the summaries that a table is, its numbers as they stand."""
    met: set[object] = set()
    left: Table | None = table
    while left is not None:
        body = body_of(left.below, left.header)
        end = _next_rows(left.below, body.rest)
        for summary in _summaries(left, body, left.below[body.rest : end]):
            own = {row.weights for row in summary.rows}
            if left is table or not own <= met:  # else rows are only quoted
                yield summary
            met |= own
        left = Table(left.below[body.rest : end], None, left.below[end:]) if end else None


def _next_rows(lines: Sequence[Line], start: int) -> int | None:
    """Return where, behind the totals of a table, rows begin that have no header."""
    for i in range(start, len(lines)):
        spend()
        if not is_total(lines[i]) and any(
            row_of(cells, NO_HEADER) for cells in rows_on(lines[i], NO_HEADER)
        ):
            return i
    return None


def _summaries(table: Table, body: Body, below: Sequence[Line]) -> Iterator[PrintedSummary]:
    """Yield the summaries whose rows stand in one body; the totals are those of the last."""
    counts = totals(below)
    found = [
        part
        for part in parts(body.entries, has_header=table.head is not None, counts=counts)
        if rows_in(part)
    ]
    above = [line.text for line in (*table.above, *([table.head] if table.head else []))]
    for i, part in enumerate(found):
        is_first, is_last = i == 0, part is found[-1]
        yield _summary(
            table,
            replace(body, entries=part),
            counts if is_last else Totals(),
            head=table.head if is_first else None,
            is_ended=bool(below) if is_last else True,
            name=_title(above if is_first else [], part),
        )


def _summary(
    table: Table, body: Body, counts: Totals, *, head: Line | None, is_ended: bool, name: str
) -> PrintedSummary:
    """Return the summary of one part of a table: its rows, put right where its totals prove it."""
    is_begun = head is not None
    entries = kept(body.entries, is_begun=is_begun, is_ended=is_ended, counts=counts)
    found = nested(rows_in(entries), counts.of_rows)
    rows = found.rows if table.has_all_columns else tuple(map(_behind_gap, found.rows))
    is_swapped = not is_begun and are_swapped(rows)
    rows = tuple(map(swapped, rows)) if is_swapped else rows
    by = evidence_in(Seen(head, rows, table.below, body.has_commas, is_swapped))
    summary = PrintedSummary(
        rows=rows,
        line=rows[0].line if head is None else head.number,
        name=name,
        total=counts.total,
        trainable=counts.trainable,
        non_trainable=counts.non_trainable,
        size=counts.size,
        optimizer=counts.optimizer,
        generation=by.generation,
        because=by.because,
        since=by.since,
        unread=tuple((each.line, each.text) for each in entries if isinstance(each, Unread)),
        has_header=is_begun,
        nesting_untold=found.untold,
    )
    return with_cut_number(with_filled_columns(with_optimizer(summary), head))


def _behind_gap(row: PrintedRow) -> PrintedRow:
    return replace(row, is_behind_gap=True)


def _title(above: Sequence[str], part: Sequence[Entry]) -> str:
    """Return the name of the model, as it stands nearest above the header, or above the rows."""
    first = next(i for i, entry in enumerate(part) if isinstance(entry, PrintedRow))
    own = [entry.text for entry in part[:first] if isinstance(entry, Unread)]
    for text in reversed([*above, *own]):
        if title := TITLE.search(text):
            return title[1]
        if is_total(Line(0, text)):
            break
    return ""
