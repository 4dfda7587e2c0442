"""Layers that are not built: Keras makes their weights when it knows what flows in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnnscope.layers import formula_of

if TYPE_CHECKING:
    from rnnscope.report.report import LayerReport, Report


def waiting(report: Report) -> Iterator[LayerReport]:
    """Yield the layers that have weights by their formula, and have got none, nor an input."""
    return (row for row in report.walk() if waits(row))


def is_unbuilt(whole: Report | LayerReport) -> bool:
    """Tell whether some layer of a model has no weights yet; or a layer, or one inside it."""
    return any(map(waits, whole.walk()))


def waits(row: LayerReport) -> bool:
    """Tell whether a layer of Keras has weights by its formula, and has got none, nor an input.

    Of a printed one that is so if the text says that it was not built.
    """
    if row.told is not None:
        return row.told.row.is_unbuilt
    if row.weights or row.children or row.inputs or row.is_model or row.layer is None:
        return False
    if row.number is not None:
        return False
    formula = formula_of(row.layer.config)
    is_ours = formula is not None and formula.is_ours
    return is_ours and not row.basis.is_explained
