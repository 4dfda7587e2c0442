"""Numbers on the page, each with the node of the report's recounting that counts it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnnscope.algebra.expr import Expr, total
from rnnscope.report.recounting import Recounting
from rnnscope.report.report import LayerReport, known_sum


@dataclass(frozen=True, slots=True)
class Count:
    """A number, None where nobody knows it, and the node that counts it, None where none does."""

    value: int | None
    node: int | None = None


NOTHING = Count(0)


@dataclass(frozen=True, slots=True)
class Counts:
    """Finds the nodes of numbers."""

    recounting: Recounting

    def of(self, count: Expr) -> Count:
        """Return the number of an expression."""
        is_counted = self.recounting.total is not None and count.value
        return Count(count.value, self.recounting.node_of(count) if is_counted else None)

    def of_layers(self, layers: Sequence[LayerReport], times: int = 1) -> Count:
        """Return what is counted at some layers, all of which stand so many times in the model."""
        known = known_sum(layer.params for layer in layers)
        return self._of_known(None if known is None else times * known, times * _sum(layers))

    def of_others(self, layers: Sequence[LayerReport], shown: Sequence[LayerReport]) -> Count:
        """Return what is counted at all layers but those that are shown."""
        known, seen = (known_sum(layer.params for layer in each) for each in (layers, shown))
        rest = None if known is None or seen is None else known - seen
        return self._of_known(rest, _sum(layers) - _sum(shown))

    def _of_known(self, known: int | None, weights: Expr) -> Count:
        """Return a number that is known; the weights count it again where they are all of it.

        Of a layer in a printed summary there may be a number, and no weights.
        """
        return self.of(weights) if known == weights.value else Count(known)


def _sum(layers: Sequence[LayerReport]) -> Expr:
    return total(weight.count for layer in layers for weight in layer.counted_weights)
