"""The whole model's count as one polynomial in the sizes that somebody chose.

Every size is traced back through the layers to where it was set: a layer's own
argument (`simple_rnn.units`) or an axis of the model's input
(`input_layer.features`).  Equal sizes that come from one place are one symbol.
"""

from __future__ import annotations

from collections.abc import Iterable

from rnnscope.algebra.expr import Expr, Symbol, total
from rnnscope.algebra.expr import as_expr as constant
from rnnscope.algebra.sources import Origin
from rnnscope.report.basis import Basis
from rnnscope.report.layer_report import LayerReport
from rnnscope.untrusted.limits import beyond, current


def total_count(layers: Iterable[LayerReport]) -> Expr | None:
    """Return the sum of all layers' counts in the sizes that were set.

    None where a layer's count is not known, or nothing but its number, or where sizes depend
    on each other over more layers than can be followed, or in more terms than can be held.
    """
    layers = list(layers)
    if any(layer.params is None or layer.basis is Basis.PRINTED for layer in layers):
        return None
    return in_set_sizes(weight.count for layer in layers for weight in layer.counted_weights)


def in_set_sizes(counts: Iterable[Expr]) -> Expr | None:
    """Return the sum of counts in the sizes that were set.

    None where sizes depend on each other over more layers than can be followed, or in
    more terms than can be held.
    """
    tracer = _Tracer()
    try:
        count = total([tracer.traced(count) for count in counts])
        return count if len(count.terms) <= current().formula_terms else None
    except (RecursionError, OverflowError):
        return None


_TIMES = 10  # as many terms are traced as a formula may have, since many become one


class _Tracer:
    """Traces symbols back; each only once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Symbol, Expr | None], Expr] = {}
        self._left = _TIMES * current().formula_terms

    def traced(self, count: Expr) -> Expr:
        """Return a count with every symbol replaced by what it was computed from.

        Raises:
            OverflowError: there have been more terms than a formula may have.

        """
        traced = count.substitute(self._symbol)
        self._left -= len(traced.terms)
        if self._left < 0:
            raise OverflowError(f"the formula has too many terms, {beyond('formula_terms')}")
        return traced

    def _symbol(self, symbol: Symbol) -> Expr:
        # Of one that is open, two that are written alike may be of two calls of a layer.
        key = symbol, symbol.origin if symbol.value is None else None
        if key not in self._known:
            self._known[key] = self._origin(symbol)
        return self._known[key]

    def _origin(self, symbol: Symbol) -> Expr:
        if symbol.origin is not None:
            return self.traced(symbol.origin)
        if symbol.kind is Origin.CONSTANT and symbol.value is not None:
            return constant(symbol.value)
        return symbol.expr
