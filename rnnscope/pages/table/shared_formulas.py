"""The formulas of a long model's layers, each said once for its class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rnnscope.algebra.expr import total
from rnnscope.pages.said.cells import is_sum
from rnnscope.pages.texts import cell, drawn, named
from rnnscope.report.report import Basis, LayerReport, Report
from rnnscope.report.weight_report import written
from rnnscope.untrusted.limits import spend

_MOST = 12  # formulas


def formulas(report: Report, times: str) -> Iterator[str]:
    """Yield each formula that layers have once: `Dense: units·input_dim + units (7 layers)`."""
    said: Counter[str] = Counter()
    for layer in report.walk():
        spend()
        if layer.params and layer.weights and not is_sum(layer) and layer.basis is not Basis.STORED:
            said[f"{named(layer.class_name)}: {_formula(layer, times)}"] += 1
    for text, count in said.most_common(_MOST):
        yield f"{text} ({count:,} layer{'s' if count > 1 else ''})"
    if len(said) > _MOST:
        yield f"… and {len(said) - _MOST:,} more formulas: --layer explains a layer in full"


def _formula(layer: LayerReport, times: str) -> str:
    formula = cell(drawn(layer.formula, times))
    trained = [w.count for w in layer.weights if w.trainable and not w.shared_with]
    if not layer.trainable or not layer.non_trainable or layer.children:
        return formula
    return f"{formula}, {cell(drawn(written(total(trained)), times))} of them trained"
