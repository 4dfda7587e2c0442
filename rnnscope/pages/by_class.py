"""What is said of a long model by the classes of its layers: their formulas, their share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rnnscope.algebra.expr import total
from rnnscope.pages.cells import is_sum
from rnnscope.pages.texts import cell, drawn, named
from rnnscope.report.report import Basis, LayerReport, Report
from rnnscope.report.weight_report import written
from rnnscope.untrusted.limits import spend
from rnnscope.wording import listed

_MOST = 12  # formulas
_CLASSES = 4


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


def shares(report: Report) -> Iterator[str]:
    """Yield where the parameters are: `92 % in 53 Conv2D (23,481,472)`, the most first."""
    whole = report.total
    if not whole:
        return
    counts, params = Counter[str](), Counter[str]()
    for layer in report.walk():
        own = layer.own.value if layer.weights and not layer.shared_with else 0
        if own:
            counts[layer.class_name] += 1
            params[layer.class_name] += own
    for class_name, own in params.most_common(_CLASSES):
        yield f"{_share(own, whole)} % in {counts[class_name]:,} {named(class_name)} ({own:,})"
    others = params.most_common()[_CLASSES:]
    if others:
        rest, names = sum(own for _, own in others), listed(named(name) for name, _ in others)
        yield f"{_share(rest, whole)} % in {names} ({rest:,})"


def _share(part: int, whole: int) -> str:
    """Write a part in per cent; what is not nothing is never 0, and what is not all never 100."""
    if 100 * part < whole:
        return "under 1"
    return "over 99" if whole > part > 0.99 * whole else f"{100 * part / whole:.0f}"
