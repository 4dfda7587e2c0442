"""What `summary()` printed, as people paste it: text in, rows out; nothing is ever run.

A row is found by its shape, a name with a class, sizes in brackets and a number, and not by exact
columns.  What cannot be read is kept with the number of its line.
"""

from __future__ import annotations

from dataclasses import replace

from rnnscope.errors import UnreadableModelError
from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed.cleaning import decoded
from rnnscope.readers.printed.numbers import TooLongError
from rnnscope.readers.printed.tables import read, tables
from rnnscope.readers.printed.text_lines import lines_of

FORMAT = "summary"


def summaries(text: str | bytes, name: str) -> tuple[PrintedSummary, ...]:
    """Return the summaries in a text, in its order.

    Raises:
        UnreadableModelError: there is none, or a table of another library; the message says why.

    """
    lines = lines_of(text if isinstance(text, str) else decoded(text, name))
    try:
        found = [summary for table in tables(lines) if (summary := read(table))]
    except TooLongError as error:
        raise UnreadableModelError(name, str(error)) from None
    if not found:
        raise UnreadableModelError(name, "there is no summary in it")
    places = [summary.line for summary in found]
    return tuple(
        replace(summary, others=tuple(places[:i] + places[i + 1 :]))
        for i, summary in enumerate(found)
    )
