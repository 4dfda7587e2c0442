"""What of a model has just the size of a difference; it need not be the cause."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr
from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Subject
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut, possessive

_NAMED = 4
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
        yield from (f"all of {cut(row.path)}" for row in report.layers if row.params == off)
        for row in report.layers:
            yield from _in_layer(row, off)


def _in_layer(layer: LayerReport, off: int) -> Iterator[str]:
    """Name the weights and terms of a layer that are so large."""
    for inside in layer.walk():
        sized = [weight for weight in inside.weights if weight.params == off]
        yield from (
            f"{w.count}, the size of {possessive(inside.path)} {cut(w.name)}" for w in sized
        )
        counts = {weight.count for weight in sized}
        terms = (term for term in _terms(inside.own) if term.value == off and term not in counts)
        yield from (f"{term} of {cut(inside.path)}" for term in terms)


def _terms(count: Expr) -> Iterator[Expr]:
    for atoms, n in count.terms:
        yield from (Expr(((atoms, times),)) for times in range(1, min(abs(n), _TIMES) + 1))
