"""Why nothing is read of a text: it has no table, none of Keras's, or not all of one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed.lines.lookalikes import another, refused
from rnnscope.readers.printed.lines.text_lines import Line
from rnnscope.readers.printed.tables.boxes import is_cropped
from rnnscope.readers.printed.tables.columns import is_header
from rnnscope.readers.printed.tables.reading import is_rule
from rnnscope.readers.printed.tables.totals import is_total
from rnnscope.wording import shown

BIGDL = refused("BigDL prints of a model")
_OF_BIGDL = re.compile(r"(?:[A-Z]\w*)?[0-9a-f]{7,8}")
_CROPPED = (
    "line {} begins a table whose right side, with the numbers under Param #, is not there: what "
    "is wider than the terminal, or than 80 columns where there is none, is cut off; print it by "
    "model.summary(line_length=80), or with COLUMNS=200 in the environment"
)
_LOOKED_FOR = (
    "looked for was a table with Layer (type), Output Shape and Param #, or rows such as "
    "dense_1 (Dense)  (None, 10)  1,290"
)


def is_bigdl(summary: PrintedSummary) -> bool:
    """Tell names as BigDL makes them, `Dense93b6c0ab`, from those of Keras."""
    return all(
        _OF_BIGDL.fullmatch(row.name.removeprefix(row.class_name)) and row.name != row.class_name
        for row in summary.rows
    )


def is_made_by_hand(summary: PrintedSummary) -> bool:
    """Tell a table in which no layer stands with its class, as Keras prints each."""
    return not any(row.class_name for row in summary.rows)


def why_not(lines: Sequence[Line], found: Sequence[PrintedSummary]) -> str:
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
