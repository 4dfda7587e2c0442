"""The class of a row that has none in the text, where others of its kind have one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rnnscope.solving.rows.classes import RowClass
from rnnscope.solving.rows.flow import Row

_WORD = re.compile(r"[^\W\d_]+(?=[\W\d_]*$)")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What rows of one class have in common: the last word of their names, and what is printed."""

    word: str
    shapes: object
    params: int | None


def find_alike(rows: Sequence[Row]) -> None:
    """Give each row without a class that of those named alike, of the same shape and number.

    `Encoder-1-Attention-Norm` is of the class that `Embedding-Norm` is printed with.  A name
    that is its class's, as Keras makes it, tells that already.
    """
    told: dict[_Kind, list[Row]] = {}
    for row in rows:
        if row.kind.name and row.printed.class_name and not row.printed.is_class_cut:
            told.setdefault(_kind_of(row), []).append(row)
    for row in rows:
        if row.kind.name or row.printed.class_name or not row.printed.params:
            continue
        alike = told.get(_kind_of(row), []) if row.printed.shapes else []
        if len({each.kind.name for each in alike}) == 1:
            row.kind = RowClass(alike[0].kind.name, is_printed=False, like=alike[0].name)


def _kind_of(row: Row) -> _Kind:
    word = _WORD.search(row.printed.name)
    return _Kind(word[0] if word else row.name, row.printed.shapes, row.printed.params)
