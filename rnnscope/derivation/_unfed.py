"""A layer of which nothing says what flows in, by those of its weights that do not depend on it.

The formula is run on inputs of several sizes and numbers of axes: what is the
same for all of them is so for the one that is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from rnnscope.algebra.expr import symbol
from rnnscope.derivation._work import without_work
from rnnscope.errors import MISFIT, RnnscopeError
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.report.report import LayerReport, WeightReport

NOTE = "nothing says what flows into it; its weights do not depend on that"
_SIZES = (5_040, 10_080)  # divided evenly by most that divides channels
_RANKS = (2, 3, 4, 5)
_INPUTS = (1, 2)


def unfed(layer: Layer, derive: Callable[[Layer], LayerReport]) -> LayerReport | str:
    """Return the report of a layer that has the same weights whatever flows in.

    Or else what is to be said of those of its weights that are the same.
    """
    rows = list(_tried(layer, derive))
    if not rows:
        return ""
    first, *others = ([_outline(weight) for weight in row.all_weights] for row in rows)
    if all(outline == first for outline in others):
        notes = (*rows[0].notes, NOTE) if first else rows[0].notes
        return replace(without_work(_without_shapes(rows[0])), notes=notes)
    same = [weight for weight in first if all(weight in outline for outline in others)]
    return _said(same) if same and not rows[0].children else ""


def _tried(layer: Layer, derive: Callable[[Layer], LayerReport]) -> Iterator[LayerReport]:
    for rank, size in product(_RANKS, _SIZES):
        for count in _INPUTS:
            try:
                row = derive(replace(layer, inputs=(_shape(rank, size),) * count))
            except (RnnscopeError, *MISFIT):
                continue
            if row.is_known:
                yield row
                break


def _shape(rank: int, size: int) -> SymbolicShape:
    return (symbol("batch", None), *(symbol(f"axis_{i}", size) for i in range(1, rank)))


def _outline(weight: WeightReport) -> tuple[str, tuple[int, ...]]:
    return weight.name, weight.shape


def _without_shapes(row: LayerReport) -> LayerReport:
    inside = tuple(map(_without_shapes, row.children))
    return replace(row, inputs=(), outputs=None, needs=(), children=inside)


def _said(weights: list[tuple[str, tuple[int, ...]]]) -> str:
    named = " and ".join(f"{name} {shape}" for name, shape in weights)
    return f"whatever flows in, it has {named}"
