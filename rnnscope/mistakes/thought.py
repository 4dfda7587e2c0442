"""A mistake as a formula: what somebody counts in the place of a layer's weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr, Operand, as_expr, product, total
from rnnscope.report.report import LayerReport
from rnnscope.untrusted.limits import spend

TRAINED = "trained"  # the key of a mistake that leaves out what is not trained
_RAREST = 8.5  # rank of two mistakes at once, above which nobody makes them
_TOGETHER = 1.5  # how much rarer two mistakes at once are than their ranks together say
_WITH_THE_COMMONEST = (
    0.5  # the same, where one is among the commonest there are, as a bias left out
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """A mistake that is made with one layer, and what it gives.

    `words` follow "this is what you get if"; `why` says in this layer's numbers
    what is right.  `rank` is low for what is common.  `weights` are the counts
    that are taken for some of the weights, by name; `sizes` what is taken for
    some of the sizes; then all is counted `times`, and `more` is added.
    `is_general` marks words that hold for any layer of the class, so that the
    mistake may be made with all of them.
    """

    words: str
    why: str
    rank: float
    key: str = ""
    weights: Mapping[str, Operand] = field(default_factory=dict)
    sizes: Mapping[str, Operand] = field(default_factory=dict)
    times: Operand = 1
    more: Operand = 0
    is_general: bool = True
    is_alone: bool = False

    @property
    def is_single(self) -> bool:
        """True for one mistake, and not several at once."""
        return "+" not in self.key

    def counts(self, layer: LayerReport) -> tuple[Expr, ...]:
        """Return what is counted for each of the layer's own weights, and the rest last."""
        spend()
        own = (weight for weight in layer.weights if not weight.shared_with)
        parts = [self._instead(self.weights.get(weight.name, weight.count)) for weight in own]
        return (*(part * self.times for part in parts), as_expr(self.more))

    def _instead(self, count: Operand) -> Expr:
        taken, count = self.sizes, as_expr(count)
        if not taken:
            return count
        return count.substitute(lambda size: taken.get(size.name, size.expr))

    def count(self, layer: LayerReport) -> Expr:
        """Return what is counted for the layer's own weights."""
        return total(self.counts(layer))

    def also(self, other: Thought) -> Thought | None:
        """Return both mistakes as one; None where they are about the same thing."""
        is_apart = self.weights.keys().isdisjoint(other.weights)
        is_apart = is_apart and self.sizes.keys().isdisjoint(other.sizes)
        is_common = min(self.rank, other.rank) <= 1
        rank = self.rank + other.rank + (_WITH_THE_COMMONEST if is_common else _TOGETHER)
        if not is_apart or self.is_alone or other.is_alone or rank > _RAREST:
            return None
        return Thought(
            words=f"{self.words.replace(', and ', ', ')}, and {other.words}",
            why=f"{self.why} {other.why}",
            rank=rank,
            key=f"{self.key}+{other.key}",
            weights={**self.weights, **other.weights},
            sizes={**self.sizes, **other.sizes},
            times=product((self.times, other.times)),
            more=as_expr(self.more) + other.more,
            is_general=self.is_general and other.is_general,
        )


RIGHT = Thought(words="", why="", rank=0)
