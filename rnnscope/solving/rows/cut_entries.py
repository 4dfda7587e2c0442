"""What a row may take of whose entry under `Connected to` only the beginning is left.

`up_sampling2d…` is one of the rows above it that are named so.  Of those that put out the
same shape one stands for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rnnscope.readers.printed.joined.row_names import RowNames
from rnnscope.solving.rows.flow import ENTRY, Row, Source

_MOST = 16  # shapes that may be meant, and names that begin alike


def find_cut_entries(rows: Iterable[Row]) -> None:
    """Put into each row whose only entry is cut off what may be meant by that."""
    levels: dict[str, list[Row]] = {}
    for row in rows:
        levels.setdefault(row.level, []).append(row)
    for level in levels.values():
        _find(level)


def _find(rows: Sequence[Row]) -> None:
    """Put into the rows of one model what may be meant by their cut entries."""
    names = RowNames.of([row.printed for row in rows])
    above: dict[str, dict[object, Source]] = {}
    for row in rows:
        entries = row.printed.connections or ()
        if len(entries) == 1 and row.sources == ((f"{ENTRY}{entries[0].layer}", 0),):
            meant = names.names(entries[0], _MOST + 1)
            sources = [source for name in meant for source in above.get(name, {}).values()]
            row.perhaps = tuple(sources) if len(meant) <= _MOST >= len(sources) else ()
        shapes = row.printed.shapes
        above.setdefault(row.printed.name, {}).setdefault(shapes or row.name, (row.name, 0))
