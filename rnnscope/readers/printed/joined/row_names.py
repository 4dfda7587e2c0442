"""The rows of a table by their names, which may be cut off in a row and where it is taken."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnscope.model.printed import Connection, PrintedRow

_BEHIND = "\U0010ffff"  # sorts behind whatever begins alike


@dataclass(frozen=True, slots=True)
class RowNames:
    """Where in a table a name is."""

    places: Mapping[str, int]  # of the first row that is named so
    cut: Mapping[str, int]  # how many rows have a name of which no more is left
    lengths: Sequence[int]  # of those, each once
    in_order: Sequence[str]

    @classmethod
    def of(cls, rows: Sequence[PrintedRow]) -> RowNames:
        """Sort the names of a table."""
        places: dict[str, int] = {}
        for i, row in enumerate(rows):
            places.setdefault(row.name, i)
        cut = Counter(row.name for row in rows if row.is_name_cut)
        return cls(places, cut, sorted(set(map(len, cut))), sorted(places))

    def place(self, connection: Connection, before: int) -> int | None:
        """Return which row is meant; None where none is, or several may be.

        A name that is cut off, here or there, is looked for in the rows before a place.
        """
        name = connection.layer
        is_whole = not connection.is_cut
        if is_whole and name in self.places and name not in self.cut:
            return self.places[name]
        found = {*self._begun(name), *(() if is_whole else self._going_on(name, 2))}
        [only] = found if len(found) == 1 else [""]
        is_one = bool(only) and self.cut.get(only, 1) == 1 and self.places[only] < before
        return self.places[only] if is_one else None

    def names(self, connection: Connection, most: int) -> list[str]:
        """Return the names that may be meant by one, so many of them at most."""
        found = {*self._begun(connection.layer)}
        if connection.is_cut:
            found.update(self._going_on(connection.layer, most))
        return sorted(found)[:most]

    def _going_on(self, name: str, most: int) -> Sequence[str]:
        """Return the names that begin with one that is cut off, so many of them at most."""
        first = bisect_left(self.in_order, name)
        last = bisect_left(self.in_order, name + _BEHIND)
        return self.in_order[first : min(first + most, last)]

    def _begun(self, name: str) -> list[str]:
        """Return the names, cut off, that may be this one."""
        return [name[:length] for length in self.lengths if name[:length] in self.cut]
