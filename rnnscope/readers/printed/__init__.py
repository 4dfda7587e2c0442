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
from rnnscope.readers.printed.lines.lookalikes import BIGDL, another, is_bigdl, is_made_by_hand
from rnnscope.readers.printed.lines.text_lines import Line, lines_of, raw_lines
from rnnscope.readers.printed.tables.beside import apart
from rnnscope.readers.printed.tables.boxes import is_cropped
from rnnscope.readers.printed.tables.columns import is_header
from rnnscope.readers.printed.tables.reading import is_rule
from rnnscope.readers.printed.tables.tables import read, tables
from rnnscope.readers.printed.tables.totals import is_total
from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import shown

FORMAT = "summary"
_CROPPED = (
    "line {} begins a table whose right side, with the numbers under Param #, is not there: what "
    "is wider than the terminal, or than 80 columns where there is none, is cut off; print it by "
    "model.summary(line_length=80), or with COLUMNS=200 in the environment"
)
_LOOKED_FOR = (
    "looked for was a table with Layer (type), Output Shape and Param #, or rows such as "
    "dense_1 (Dense)  (None, 10)  1,290"
)


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
        raise UnreadableModelError(name, _why_not(lines, found))
    if all(map(is_bigdl, kept)):
        raise UnreadableModelError(name, BIGDL)
    return tuple(kept)


def _in(lines: Sequence[Line], name: str) -> Iterator[PrintedSummary]:
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


def _why_not(lines: Sequence[Line], found: Sequence[PrintedSummary]) -> str:
    """Say why there is nothing to read in a text."""
    whose = another(lines)
    if whose:
        return whose
    made = [summary for summary in found if summary.has_header or len(summary.rows) > 1]
    if made:
        row = made[0].rows[0]
        return (
            "it is a table made by hand, or by another library: no row has a layer's name with "
            f"its class in brackets behind it; line {row.line} has {shown(row.name)}"
        )
    head = next(filter(is_header, lines), None)
    cropped = next((line for line in lines if _is_cropped_header(line)), None)
    if cropped is not None:
        return _CROPPED.format(cropped.number)
    if head is None:
        return f"there is no summary in it: {_LOOKED_FOR}"
    if _is_bare(lines[lines.index(head) + 1 :]):
        return (
            f"line {head.number} begins a summary without a row: none was copied, or its "
            "model has no layers that Keras lists, as one of somebody's own class may have none"
        )
    return (
        f"line {head.number} begins a summary, but no row of a layer can be read below it, such as "
        "dense_1 (Dense)  (None, 10)  1,290"
    )


def _is_bare(below: Sequence[Line]) -> bool:
    """Tell whether there is nothing but rules between a header and the first total."""
    said = (line for line in below if line.text.strip() and not is_rule(line))
    first = next(said, None)
    return first is not None and is_total(first)


def _is_cropped_header(line: Line) -> bool:
    """Tell the header of a box that has no column of numbers, or the end of it is not there."""
    is_boxed = line.text.lstrip()[:1] in ("┃", "│")
    is_whole = is_header(line) and not is_cropped(line)
    return is_boxed and "layer(" in line.compact and not is_whole
