"""What `summary()` printed, as people paste it: text in, rows out; nothing is ever run.

A row is found by its shape, a name with a class, sizes in brackets and a number, and not by exact
columns.  What cannot be read is kept with the number of its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.errors import UnreadableModelError
from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed.cells.numbers import BeyondError
from rnnscope.readers.printed.lines.broken_lines import unbroken
from rnnscope.readers.printed.lines.cleaning import decoded
from rnnscope.readers.printed.lines.json_texts import documents
from rnnscope.readers.printed.lines.text_lines import Line, lines_of, raw_lines
from rnnscope.readers.printed.refusals import BIGDL, is_bigdl, is_made_by_hand, why_not
from rnnscope.readers.printed.tables.beside import apart
from rnnscope.readers.printed.tables.tables import read, tables
from rnnscope.untrusted.limits import beyond, current

FORMAT = "summary"


def summaries(text: str | bytes, name: str) -> tuple[PrintedSummary, ...]:
    """Return the summaries in a text, in its order.

    Raises:
        UnreadableModelError: there is none, or a table of another library; the message says why.

    """
    text = _bounded(text, name)
    lines: list[Line] = []
    found: list[PrintedSummary] = []
    for texts in documents(text) or [[raw_lines(text)]]:
        for each in map(lines_of, map(apart, map(unbroken, texts))):
            lines += each
            found += _in(each, name)
        if found:
            break
    kept = [summary for summary in found if not is_made_by_hand(summary)]
    if not kept:
        raise UnreadableModelError(name, why_not(lines, found))
    if all(map(is_bigdl, kept)):
        raise UnreadableModelError(name, BIGDL)
    return tuple(kept)


def _in(lines: Sequence[Line], name: str) -> Iterator[PrintedSummary]:
    """Yield the summaries in the lines of a text."""
    try:
        for table in tables(lines):
            yield from read(table)
    except BeyondError as error:
        raise UnreadableModelError(name, str(error)) from None


def _bounded(text: str | bytes, name: str) -> str:
    """Return a text that is no longer than one may be."""
    if len(text) > current().summary_bytes:
        raise UnreadableModelError(name, f"it is {len(text):,} bytes, {beyond('summary_bytes')}")
    text = text if isinstance(text, str) else decoded(text, name)
    number = text.count("\n") + text.count("\r")
    if number > current().summary_lines:
        raise UnreadableModelError(name, f"it has {number:,} lines, {beyond('summary_lines')}")
    return text
