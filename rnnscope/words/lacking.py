"""What keeps a model from being counted: layers that are not built yet."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.layers import formula_of
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import listed


def unbuilt(report: Report) -> Iterator[str]:
    """Say which layers have no weights yet, and how they get them."""
    waiting = [row.path for row in report.walk() if _waits(row)]
    if waiting:
        have = "have" if waiting[1:] else "has"
        yield (
            f"{listed(waiting)} {have} no weights yet: Keras makes them when it knows the shape "
            "that comes in, and nothing says it here."
        )
        yield (
            "keras.Input(shape=...) as the first layer, model.build(input_shape), or one call on "
            "data builds the model; then save it again."
        )


def _waits(row: LayerReport) -> bool:
    """Tell whether a layer of Keras that has weights by its formula has got none, nor an input."""
    if row.weights or row.children or row.inputs or row.is_model or row.layer is None:
        return False
    formula = formula_of(row.layer.config)
    is_ours = formula is not None and formula.is_ours
    return is_ours and not row.basis.is_explained
