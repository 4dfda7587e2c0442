"""The table of a report on a screen, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.pages.table.columns import Column
from rnnscope.pages.table.rows import Row


@dataclass(frozen=True, slots=True)
class ScreenTable:
    """Rows under the titles of their columns.

    A compact one has a line for each layer; `shares` then say where most parameters are,
    and `formulas` are those of the classes.  In a folded one equal blocks stand once.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_compact: bool = False
    is_folded: bool = False
    shares: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
