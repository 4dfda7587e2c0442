"""Which layers are picked out of a model, in which order; the rest makes one row."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from rnnscope.errors import UnknownLayerNameError
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.table.columns import Column, View
from rnnscope.pages.table.rows import Row, row
from rnnscope.pages.texts import named
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend


@dataclass(frozen=True, slots=True)
class Picked:
    """Layers that were picked, and how many others there are."""

    layers: tuple[LayerReport, ...]
    others: int


def picked(report: Report, choice: Choice) -> Picked:
    """Pick layers by a pattern, by a kind, by their number, in the order that was asked for.

    A model used as a layer gives its layers, where it has no weights of its own.

    Raises:
        UnknownLayerNameError: no layer has a name like the pattern.

    """
    every = list(_units(report.layers, choice.depth))
    layers, others = every, 0
    if choice.pattern is not None:
        layers = list(_matching(report.layers, choice.pattern))
        met = {layer.path for layer in layers}
        others = sum(not _is_inside(layer.path, met) for layer in every)
        if not layers:
            raise UnknownLayerNameError(choice.pattern, [layer.name for layer in every])
    kept = [layer for layer in layers if _is_kept(layer, choice.only)]
    if choice.sort == "params":
        kept.sort(key=lambda layer: -(layer.params or 0))
    top = kept[: choice.top]
    return Picked(tuple(top), others + len(layers) - len(top))


def _units(layers: Iterable[LayerReport], depth: int | None, at: int = 1) -> Iterator[LayerReport]:
    for layer in layers:
        spend()
        if (
            layer.is_model
            and layer.children
            and not layer.weights
            and (depth is None or at < depth)
        ):
            yield from _units(layer.children, depth, at + 1)
        else:
            yield layer


def _matching(layers: Iterable[LayerReport], pattern: str) -> Iterator[LayerReport]:
    """Yield the layers that a pattern fits; none inside one of them."""
    for layer in layers:
        spend()
        if fnmatchcase(layer.path, pattern) or fnmatchcase(layer.name, pattern):
            yield layer
        else:
            yield from _matching(layer.children, pattern)


def _is_inside(path: str, others: Container[str]) -> bool:
    """Tell whether a path is one of others, or that of a layer inside one."""
    ends = (place for place, sign in enumerate(path) if sign == ".")
    return path in others or any(path[:end] in others for end in ends)


def _is_kept(layer: LayerReport, only: str | None) -> bool:
    counts = {
        None: 1,
        "weights": layer.params is None or layer.params,
        "trainable": layer.trainable,
        "frozen": layer.non_trainable,
    }
    return bool(counts[only])


def picked_rows(view: View, columns: tuple[Column, ...], choice: Choice) -> Iterator[Row]:
    """Yield the rows of layers that are picked, by their paths, and one that holds all others."""
    chosen = picked(view.report, choice)
    for layer in chosen.layers:
        spend()
        yield replace(row(view, layer, columns), name=named(layer.path))
    yield from rest_row(view, columns, chosen)


def rest_row(view: View, columns: tuple[Column, ...], chosen: Picked) -> Iterator[Row]:
    """Yield a row for the layers that were not picked, if there are some: so all rows add up."""
    if not chosen.others:
        return
    cells = []
    for column in columns:
        whole, part = map(column.number_of, (view.report.layers, chosen.layers))
        rest = None if whole is None or part is None else whole - part
        cells.append(column.text_of(view, rest))
    other = f"… {chosen.others:,} other layer{'s' if chosen.others > 1 else ''}"
    yield Row(0, "", other, "", tuple(cells), ())
