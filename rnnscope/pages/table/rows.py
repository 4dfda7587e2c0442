"""The rows of a table of layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rnnscope.pages.said.cells import remarks
from rnnscope.pages.said.verdicts import exceptions
from rnnscope.pages.table.columns import Column, View
from rnnscope.pages.texts import named
from rnnscope.report.report import LayerReport
from rnnscope.untrusted.limits import spend

_DEEPEST = 8  # levels that are drawn apart: the name of a layer needs room too
FIRST = "Layer (type)"  # the title over the labels


@dataclass(frozen=True, slots=True)
class Row:
    """One layer's row: its name and class, a cell for each column besides, and sentences.

    `branch` is what is drawn before the name of a layer that is inside another; `path` is
    that of the layer, if the row is of one.
    """

    depth: int
    branch: str
    name: str
    class_name: str
    cells: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]
    path: str = ""

    @property
    def label(self) -> str:
        """The layer as summary() names it; a row that is of several layers has only a name."""
        return f"{self.name} ({self.class_name})" if self.class_name else self.name


def rows(
    view: View,
    layers: Iterable[LayerReport],
    columns: tuple[Column, ...],
    depth: int | None,
    at: int = 0,
    *,
    with_exceptions: bool = False,
) -> Iterator[Row]:
    """Yield the rows of layers, each before those of the layers inside it."""
    for layer in layers:
        spend()
        more = exceptions(view.report, layer) if with_exceptions else ()
        yield row(view, layer, columns, at, *more)
        if depth is None or at + 1 < depth:
            inside = layer.children
            yield from rows(view, inside, columns, depth, at + 1, with_exceptions=with_exceptions)


def branch(depth: int) -> str:
    """Return what is drawn before the name of a layer that is so many levels inside others."""
    return f"{'   ' * (min(depth, _DEEPEST) - 1)}└─ " if depth else ""


def row(
    view: View,
    layer: LayerReport,
    columns: tuple[Column, ...],
    at: int = 0,
    *more: str,
    is_short: bool = False,
) -> Row:
    """Return one layer's row, with what is remarked on it besides."""
    cells = tuple(tuple(column.lines(view, layer)) for column in columns)
    return Row(
        depth=at,
        branch=branch(at),
        name=named(layer.name),
        class_name=named(layer.class_name),
        cells=cells,
        remarks=(*remarks(layer, is_short=is_short), *more),
        path=layer.path,
    )
