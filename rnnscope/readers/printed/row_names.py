"""The rows of a table by their names, which may be cut off in a row and where it is taken."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rnnscope.model.printed import Connection, PrintedRow

_CUT = "\U0010ffff"  # behind every name that begins alike


@dataclass(frozen=True, slots=True)
class RowNames:
    """Where in a table a name is; the first of several rows that are named alike."""

    places: dict[str, int]
    in_order: list[str]
    cut_lengths: list[int]
    cut_names: frozenset[str]

    @classmethod
    def of(cls, rows: Sequence[PrintedRow]) -> RowNames:
        """Sort the names of a table."""
        places: dict[str, int] = {}
        for i, row in enumerate(rows):
            places.setdefault(row.name, i)
        cut = frozenset(row.name for row in rows if row.is_name_cut)
        return cls(places, sorted(places), sorted({len(name) for name in cut}), cut)

    def place(self, connection: Connection) -> int | None:
        """Return which row is meant; None where none is, or several may be."""
        name = connection.layer
        if name in self.places:
            return self.places[name]
        found = [name[:length] for length in self.cut_lengths if name[:length] in self.cut_names]
        if connection.is_cut:
            first = bisect_left(self.in_order, name)
            found += self.in_order[first : min(first + 2, bisect_left(self.in_order, name + _CUT))]
        return self.places[found[0]] if len(set(found)) == 1 else None
