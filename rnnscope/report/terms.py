"""The terms of a layer's own count, and which of its weights each of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from rnnscope.algebra.expr import Expr, Monomial
from rnnscope.report.report import LayerReport


@dataclass(frozen=True, slots=True)
class CountTerm:
    """A product in a layer's count, and the names of the weights whose counts have it.

    The product of `factors` is had `coefficient` times: that of two biases of `units` each is 2.
    """

    coefficient: int
    factors: tuple[Expr, ...]
    weights: tuple[str, ...]

    @property
    def params(self) -> int:
        """How many numbers it counts."""
        return self.coefficient * prod(map(int, self.factors))


def count_terms(layer: LayerReport) -> tuple[CountTerm, ...]:
    """Return the terms of the count of a layer's own weights, in the order of its formula."""
    weights: dict[Monomial, dict[str, None]] = {}
    for weight in layer.weights:
        for atoms, _ in weight.count.terms if not weight.shared_with else ():
            weights.setdefault(atoms, {})[weight.name] = None
    return tuple(
        CountTerm(n, tuple(Expr((((atom,), 1),)) for atom in atoms), tuple(weights.get(atoms, ())))
        for atoms, n in layer.own.terms
    )
