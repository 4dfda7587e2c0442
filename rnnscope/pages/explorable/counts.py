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
        return Count(None) if known is None else self.of(times * _sum(layers))

    def of_others(self, layers: Sequence[LayerReport], shown: Sequence[LayerReport]) -> Count:
        """Return what is counted at all layers but those that are shown."""
        known = known_sum(layer.params for layer in layers)
        return Count(None) if known is None else self.of(_sum(layers) - _sum(shown))


def _sum(layers: Sequence[LayerReport]) -> Expr:
    return total(weight.count for layer in layers for weight in layer.counted_weights)
