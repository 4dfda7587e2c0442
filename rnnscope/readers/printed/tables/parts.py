"""Which rows of a text without headers are of one table, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rnnscope.model.printed import PrintedRow
from rnnscope.readers.printed.tables.reading import Entry, Unread
from rnnscope.readers.printed.tables.totals import Totals

TITLE = re.compile(r"Model(?:\s?:)?\s{0,3}[\"“”'‘«](.{1,400}?)[\"“”'’»]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORDS = 4  # of a sentence
# What stands for rows that somebody left out: `...`, `(2 more)`, `3 times`.
_LEFT_OUT = re.compile(
    r"\.\.|[…⋮]|\b(?:more|repeat\w*|times|omit\w*|skip\w*|etc|so on|left out|other\w*|layers)\b",
    re.IGNORECASE,
)


def rows_in(entries: Sequence[Entry]) -> tuple[PrintedRow, ...]:
    """Return the rows among what a table has."""
    return tuple(entry for entry in entries if isinstance(entry, PrintedRow))


def parts(
    entries: Sequence[Entry], *, has_header: bool, counts: Totals
) -> Iterator[Sequence[Entry]]:
    """Yield the parts that are a table each; there is one where nothing parts them.

    A title parts them, and of a text without a header a sentence too, unless the rows before
    and behind it add up; and so do two rows of one name that show different weights.
    """
    is_whole = _sum(rows_in(entries)) == counts.of_rows
    start = has_rows = 0
    met: dict[str, PrintedRow] = {}
    for i, entry in enumerate(entries):
        if isinstance(entry, PrintedRow):
            end = i if not has_header and _clashes(met, entry) else None
            if end is not None:
                end = _last_gap(entries, start, i)
                met = {row.name: row for row in rows_in(entries[end:i])}
            met.setdefault(entry.name, entry)
            has_rows = 1
        else:
            is_sentence = not (has_header or is_whole) and _is_sentence(entry)
            end = i if has_rows and (TITLE.search(entry.text) or is_sentence) else None
            if end is not None:
                met, has_rows = {}, 0
        if end is not None:
            yield entries[start:end]
            start = end
    yield entries[start:]


def kept(
    entries: Sequence[Entry], *, is_begun: bool, is_ended: bool, counts: Totals
) -> list[Entry]:
    """Return what is of a table itself, each row with whether it stands behind a gap.

    What stands above the first row, or where no total ends the table below the last one, may be
    of the text around it: of that only what is like a row is kept.  What somebody remarked
    between two rows is no gap where the rows add up.
    """
    is_whole = _sum(rows_in(entries)) == counts.of_rows
    places = [i for i, entry in enumerate(entries) if isinstance(entry, PrintedRow)]
    found: list[Entry] = []
    is_behind_gap = False
    for i, entry in enumerate(entries):
        if isinstance(entry, PrintedRow):
            is_behind_gap |= entry.is_behind_gap
            found.append(replace(entry, is_behind_gap=is_behind_gap))
            is_behind_gap = False
        elif _is_own(entry, i, places, is_begun=is_begun, is_ended=is_ended):
            found.append(entry)
            is_behind_gap |= not (is_whole and _is_remark(entry))
    return found


def _is_own(
    entry: Unread, place: int, rows: Sequence[int], *, is_begun: bool, is_ended: bool
) -> bool:
    if place < rows[0]:
        return entry.is_like_a_row if is_begun else entry.is_a_row
    return place < rows[-1] or is_ended or entry.is_like_a_row


def _clashes(met: dict[str, PrintedRow], row: PrintedRow) -> bool:
    """Tell whether a row has the name of one before it, and not its weights."""
    other = met.get(row.name)
    is_told = other is not None and not (row.is_name_cut or row.depth or other.depth)
    return is_told and other is not None and other.weights != row.weights


def _last_gap(entries: Sequence[Entry], start: int, row: int) -> int:
    """Return where, before a row, there was last something else than rows; else its own place."""
    first = next(i for i in range(start, row + 1) if isinstance(entries[i], PrintedRow))
    gaps = (i for i in range(row - 1, first, -1) if isinstance(entries[i], Unread))
    return next(gaps, row)


def _is_sentence(entry: Unread) -> bool:
    return not entry.is_like_a_row and len(_WORD.findall(entry.text)) >= _WORDS


def _is_remark(entry: Unread) -> bool:
    """Tell words, which are none of a row, from what stands for rows that are left out."""
    return not (entry.is_like_a_row or _LEFT_OUT.search(entry.text)) and bool(
        _WORD.search(entry.text)
    )


def _sum(rows: Sequence[PrintedRow]) -> int:
    return sum(row.params or 0 for row in rows if row.depth == 0)
