"""Which rows take what weights that are printed above them put out, and so no images."""

from __future__ import annotations

from collections.abc import Container, Sequence

from rnnscope.solving.rows.flow import ENTRY, Row


def find_inside(rows: Sequence[Row]) -> None:
    """Put into each row whether what flows in comes from a row with weights."""
    made: set[str] = set()  # rows whose output comes from weights, their own or those before
    below: set[str] = set()  # models in which a row with weights was met
    for row in rows:
        row.is_inside = _comes_from(row, made, is_below=row.level in below)
        if row.printed.params or row.is_inside:
            made.add(row.name)
        if row.printed.params:
            below.add(row.level)


def _comes_from(row: Row, made: Container[str], *, is_below: bool) -> bool:
    """Tell whether something of what a row takes comes from weights.

    What has no row is an input where its name is whole.  Where that is cut off, or nothing
    tells what flows in, it is taken to be of what stands above.
    """
    if row.perhaps:
        return all(name in made for name, _ in row.perhaps)
    entries = row.printed.connections
    is_named = entries is not None and not any(entry.is_cut for entry in entries)
    return any(
        name in made or (name.startswith(ENTRY) and is_below and not is_named)
        for name, _ in row.sources
    )
