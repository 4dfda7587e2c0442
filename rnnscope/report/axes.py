"""Where the sizes of a model's inputs go: which layers count them, what they need them to be.

Every size inside a model says what it was computed from, so another size can
be put in its place at the input and followed to each weight and each need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rnnscope.algebra.expr import Expr, Symbol, product
from rnnscope.algebra.origins import Fitting, Origins, fitting
from rnnscope.layers import Need
from rnnscope.report.followed import is_opaque
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport
from rnnscope.wording import grouped

if TYPE_CHECKING:
    from rnnscope.report.report import Report


@dataclass(slots=True)
class Uses:
    """What becomes of each axis of a model's inputs, by its symbol."""

    counted: dict[Symbol, dict[str, None]] = field(default_factory=dict)
    needed: dict[Symbol, dict[tuple[str, Need], None]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)
    _unsure: set[Symbol] = field(default_factory=set)
    _lost: bool = False  # somewhere nothing says any more which input a size is from
    _origins: Origins = field(default_factory=Origins)
    _sizes: dict[Symbol, dict[int, Expr]] = field(default_factory=dict)  # of weights
    _weights: dict[Symbol, dict[int, WeightReport]] = field(default_factory=dict)
    _numbers: dict[Expr, int] = field(default_factory=dict)  # a long size is slow to look up

    @classmethod
    def of(cls, report: Report) -> Uses:
        """Follow the inputs of a whole model."""
        uses = cls()
        for layer in report.layers:
            uses._add(layer)
        return uses

    def _add(self, layer: LayerReport) -> None:
        """Note what one layer uses; layers are added in the order data flows."""
        if layer.is_model:
            for child in layer.children:
                self._add(child)
            for need in layer.needs:
                self._note_need(layer.path, need)
            self._unsure |= self._entering(layer) if is_opaque(layer) else set()
        elif not layer.basis.is_explained:
            self.unknown.append(layer.path)
            self._lost |= not layer.inputs
            self._unsure |= self._entering(layer)
        else:
            self._lost |= bool(layer.weights) and not layer.inputs
            self._note(layer)
            if is_opaque(layer):
                self.opaque.append(layer.path)
                self._unsure |= self._entering(layer)
        for size in (size for shape in layer.outputs or () for size in shape):
            self._origins.of(size)

    def _entering(self, layer: LayerReport) -> frozenset[Symbol]:
        return self._roots(size for shape in layer.inputs for size in shape)

    def _roots(self, sizes: Iterable[Expr]) -> frozenset[Symbol]:
        none: frozenset[Symbol] = frozenset()
        return none.union(*(self._origins.roots(self._origins.of(size)) for size in sizes))

    def _note(self, layer: LayerReport) -> None:
        for weight in layer.all_weights:
            for size in weight.symbolic_shape:
                traced = self._origins.of(size)
                roots = self._origins.roots(traced)
                number = self._numbers.setdefault(traced, len(self._numbers))
                self._origins.spend(len(roots) + len(traced.terms))
                for root in roots:
                    self.counted.setdefault(root, {})[layer.path] = None
                    self._sizes.setdefault(root, {})[number] = traced
                    if not (layer.shared_with or weight.shared_with):
                        self._weights.setdefault(root, {})[id(weight)] = weight
        for need in (need for row in layer.walk() for need in row.needs):
            self._note_need(layer.path, need)

    def _note_need(self, path: str, need: Need) -> None:
        if need.for_formula:
            return
        traced = need.traced(self._origins.of)
        size, like = traced.size, traced.like
        if size == like or size == traced.least == traced.most:
            return
        roots = self._roots([size, like or size])
        self._origins.spend(len(roots) * (1 + len(size.terms)))
        if not need.is_met(lambda expr: expr.value):
            self._unsure |= roots  # as one that is open is, beside one that is not
            return
        for root in roots:
            self.needed.setdefault(root, {})[path, traced] = None

    def _bounds(self, need: Need) -> dict[str, Expr]:
        """Return the bounds of a need that are sizes, traced back."""
        bounds = {"least": need.least, "most": need.most, "divisor": need.divisor}
        return {
            k: self._origins.of(bound) for k, bound in bounds.items() if isinstance(bound, Expr)
        }

    def is_unsure(self, symbol: Symbol) -> bool:
        """Tell whether a size may be used by a layer of which that is not known."""
        return self._lost or symbol in self._unsure

    def together(self, symbol: Symbol, others: Iterable[Symbol]) -> tuple[Symbol, ...]:
        """Return an axis and those of other inputs that have to be of its size."""
        if all(need.like is None for _, need in self.needed.get(symbol, ())):
            return (symbol,)
        same, others = [symbol], [other for other in others if other.value == symbol.value]
        for member in same:
            for _, need in self.needed.get(member, ()):
                met = self._roots([need.size, need.like]) if need.like is not None else ()
                self._origins.spend(len(others))
                same += [other for other in others if other in met and other not in same]
        return tuple(same)

    def fixing(self, symbol: Symbol) -> tuple[str, ...]:
        """Return the layers that count nothing by a size and yet need it as it is."""
        fixed = {
            path: None
            for path, need in self.needed.get(symbol, ())
            if need.most is not None and path not in self.counted.get(symbol, ())
        }
        return tuple(fixed)

    def knowing(self, symbol: Symbol) -> tuple[str, ...]:
        """Return the layers that have to know a size when they are built."""
        return tuple({path: None for path, need in self.needed.get(symbol, ()) if need.known})

    def weights_for(self, symbol: Symbol) -> str:
        """Return how many weights there are for an axis: of one the product that it is."""
        weights = list(self._weights.get(symbol, {}).values())
        if len(weights) != 1:
            return f"{sum(weight.params for weight in weights):,} weights" if weights else ""
        (weight,) = weights
        traced = product(map(self._origins.of, weight.symbolic_shape))
        is_product = [n for _, n in traced.terms] == [1]
        count = traced if is_product else weight.count
        return grouped(count.numbers()).replace("*", "·")

    def _is_settled(self, need: Need, symbols: tuple[Symbol, ...]) -> bool:
        """Tell whether a need is met by any size: both change together, or 1 is spread."""
        if need.like is None:
            return False
        sides = (need.size, need.like)
        ones = (side for side in sides if need.spreads and side.value == 1)
        return _are_alike(need, symbols) or any(
            self._roots([side]).isdisjoint(symbols) for side in ones
        )

    def fitting(self, symbols: tuple[Symbol, ...]) -> Fitting | None:
        """Return what fits in the place of an axis, or of several at once; None if unknown."""
        if any(map(self.is_unsure, symbols)):
            return None
        met = {n: size for s in symbols for n, size in self._sizes.get(s, {}).items()}
        weights = tuple(met.values())
        needs = {need: None for s in symbols for _, need in self.needed.get(s, ())}
        needs = {need: None for need in needs if not self._is_settled(need, symbols)}
        now = self._origins.valued((), None)
        before = [now(size) for size in weights]
        cost = sum(len(size.terms) for size in (*weights, *(need.size for need in needs)))

        def fits(size: int | None) -> bool:
            value = self._origins.valued(symbols, size)
            self._origins.spend(cost)
            alike = all(value(s) == was for s, was in zip(weights, before, strict=True))
            return alike and all(need.is_met(value) for need in needs)

        in_a_row = not any(need.divisor != 1 or need.like is not None for need in needs)
        return fitting(fits, symbols[0].value, in_a_row=in_a_row)


def _are_alike(need: Need, symbols: tuple[Symbol, ...]) -> bool:
    """Tell whether two sizes have to be alike that are changed together."""
    beside = None if need.like is None else need.like.single
    return need.size.single in symbols and beside in symbols
