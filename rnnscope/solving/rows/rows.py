"""The rows of a model that was read from a printed summary, and what flows into each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rnnscope.model.parts import LayerConfig, ModelConfig, Shape
from rnnscope.model.printed import MODELS, Connection, PrintedRow, PrintedShape
from rnnscope.readers.printed.joined.arity import MERGING, takes_one
from rnnscope.solving.rows.classes import class_of
from rnnscope.solving.rows.flow import ENTRY, Row, Source


def rows_of(config: ModelConfig, printed: Sequence[PrintedRow]) -> list[Row]:
    """Return a row for each layer, those inside nested models too, in the order of the text."""
    is_named = bool(config.name) and not config.name.startswith("sequential")
    return list(_rows(config, iter(printed), "", None, is_own=is_named))


def path_of(prefix: str, name: str) -> str:
    """Return the path of a layer in a model."""
    return f"{prefix}.{name}" if prefix else name


def _rows(
    config: ModelConfig,
    printed: Iterator[PrintedRow],
    prefix: str,
    entry: tuple[Source, ...] | None,
    *,
    is_own: bool,
) -> Iterator[Row]:
    """Yield the rows of a model; `entry` is what flows into one that is inside another.

    `is_own` says that it is, or by its name may be, of a class of somebody's own.
    """
    before: tuple[Source, ...] = ((f"{ENTRY}{prefix}", 0),) if entry is None else entry
    for layer in config.layers:
        own = next(printed)
        path = path_of(prefix, layer.name)
        joined = _sources(layer, own, prefix) if not config.is_sequential else None
        sources = before if joined is None else joined
        kind = class_of(own)
        if kind.name == "InputLayer":
            sources = ()
        yield Row(
            path,
            own,
            kind,
            sources,
            level=prefix,
            is_chained=own.connections is None,
            is_own=is_own and config.is_sequential,
        )
        if layer.model is not None:
            is_own_inside = kind.name not in MODELS
            yield from _rows(layer.model, printed, path, sources, is_own=is_own_inside)
        before = ((path, 0),)


def entries(rows: Sequence[Row]) -> dict[Source, Shape]:
    """Return the shapes of what flows in by a column of these, or into models inside.

    Of such a model its own inputs may be printed.
    """
    found = {row.sources[0]: taken.sizes for row in rows if (taken := taken_by(row))}
    for outer, inner in pairwise(rows):
        is_entered = inner.level == outer.name and inner.kind.name == "InputLayer"
        shapes = inner.printed.shapes
        if is_entered and len(outer.sources) == 1 and shapes and not shapes[0].is_cut:
            found.setdefault(outer.sources[0], shapes[0].sizes)
    by_name = {row.name for row in rows}
    return {source: shape for source, shape in found.items() if source[0] not in by_name}


def taken_by(row: Row) -> PrintedShape | None:
    """Return the shape of the one tensor that flows into a row, where its row has it whole."""
    taken = row.printed.taken
    is_one = len(row.sources) == len(taken) == 1
    return taken[0] if is_one and not taken[0].is_cut else None


def _sources(layer: LayerConfig, row: PrintedRow, prefix: str) -> tuple[Source, ...]:
    """Return what the first call of a layer takes; of a cut entry only that there is something."""
    entries = row.connections or ()
    if layer.calls:
        found = [(path_of(prefix, ref.layer), ref.index) for ref in layer.calls[0].refs]
        if not _has_lost(layer, len(found), len(entries)):
            return tuple(found)
        whole = iter(found if len(found) == sum(not each.is_cut for each in entries) else ())
        return tuple(_entry(each) if each.is_cut else next(whole, _entry(each)) for each in entries)
    if row.connections is None and class_of(row).name not in MERGING:
        return ((f"{ENTRY}{path_of(prefix, layer.name)}", 0),)
    return tuple(map(_entry, entries[:1] if takes_one(row) else entries))


def _has_lost(layer: LayerConfig, found: int, entries: int) -> bool:
    """Tell whether a layer that takes several tensors at once has not all of them as calls."""
    is_one = len(layer.calls) == 1 and isinstance(layer.calls[0].args[0], list)
    return is_one and found < entries


def _entry(entry: Connection) -> Source:
    """Return what stands for a tensor of which it is not known what puts it out."""
    return f"{ENTRY}{entry.layer}", entry.tensor or 0
