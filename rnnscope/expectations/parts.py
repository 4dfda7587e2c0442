"""What of a model has just the size of a difference; it need not be the cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnnscope.algebra.expr import Expr, as_expr
from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Subject
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.weight_report import WeightReport
from rnnscope.wording import cut, possessive

_NAMED = 4
_TRAINING = {Subject.TRAINABLE: True, Subject.NON_TRAINABLE: False}
_TIMES = 16  # of one term, such as the biases of all gates


def as_many_as(report: Report, asked: Asked) -> str:
    """Say what has the size of a difference: `, as many as units, the size of dense's bias`."""
    if not asked.off or asked.is_bound or asked.found is None:
        return ""
    named = list(dict.fromkeys(_sized(report, asked)))
    if len(named) > _NAMED:
        named = [*named[:_NAMED], f"{len(named) - _NAMED} more"]
    return f", as many as {', or as '.join(named)}" if named else ""


def _sized(report: Report, asked: Asked) -> Iterator[str]:
    off = asked.off
    if asked.row is not None:
        yield from _in_layer(asked.row, off) if off > 0 else ()
        return
    if off == -report.optimizer and asked.subject is Subject.TOTAL:
        yield "the optimizer's variables, which are not the model's"
    if off > 0:
        training = _TRAINING.get(asked.subject)
        for row in report.layers:
            has_all = training is None or _only(row.counted_weights, training) == row.params
            if row.params == off and has_all:
                yield f"all of {cut(row.path)}"
        for row in report.layers:
            yield from _in_layer(row, off, training)


def _only(weights: Iterable[WeightReport], training: bool) -> int:
    return sum(weight.params for weight in weights if weight.trainable is training)


def _in_layer(layer: LayerReport, off: int, training: bool | None = None) -> Iterator[str]:
    """Name the weights and terms of a layer that are so large, or those of them that are trained.

    A number of what is trained, or not, is made of nothing else; a term may be of both.
    """
    for inside in layer.walk():
        counted = [w for w in inside.weights if training in (None, w.trainable)]
        sized = [weight for weight in counted if weight.params == off]
        yield from (
            f"{w.count}, the size of {possessive(inside.path)} {cut(w.name)}" for w in sized
        )
        counts = {weight.count for weight in sized}
        is_all = len(counted) == len(inside.weights)
        own = inside.own if is_all else sum((weight.count for weight in counted), as_expr(0))
        terms = (term for term in _terms(own) if term.value == off and term not in counts)
        yield from (f"{term} of {cut(inside.path)}" for term in terms)


def _terms(count: Expr) -> Iterator[Expr]:
    for atoms, n in count.terms:
        yield from (Expr(((atoms, times),)) for times in range(1, min(abs(n), _TIMES) + 1))
