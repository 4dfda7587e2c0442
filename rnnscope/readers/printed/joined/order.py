"""Whether the rows of a table without `Connected to` are in the order in which data flows."""

from __future__ import annotations

from collections.abc import Sequence

from rnnscope.model.printed import PrintedRow
from rnnscope.readers.printed.joined.arity import MERGING


def has_lost_connections(rows: Sequence[PrintedRow], *, is_by_keras_3: bool = False) -> bool:
    """Tell whether a table without `Connected to` is none of a chain: then that column is lost.

    A cut `(Average` may be a pooling.  A first row may merge what has no rows, as in a Sequential
    of Keras 2.0 that begins with a Merge.  Keras 3 draws `x - 1` as a Subtract, and leaves
    the column out of a model with a row for its input only where each takes what the one before
    it gives.
    """
    entries = sum(row.class_name == "InputLayer" for row in rows)
    if is_by_keras_3 and entries == 1 and rows[0].class_name == "InputLayer":
        return False
    merging = (row.class_name in MERGING and not row.is_class_cut for row in rows[1:])
    return entries > 1 or any(merging)


def is_of_an_own_class(name: str, rows: Sequence[PrintedRow]) -> bool:
    """Tell a model of a class of somebody's own, whose rows are in the order of its attributes.

    Keras 2 prints `multiple` of these, and of a Sequential model that was not told its input,
    which it names so itself.
    """
    is_sequential = name.startswith("sequential")
    return not is_sequential and any(row.shape_word == "multiple" for row in rows)
