"""The sizes of a layer as measures of its pictures, which move where a reader changes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr, product
from rnnscope.drawings.measures import OPEN, Measure, multiplied, open_size, size, still
from rnnscope.layers import SymbolicShape


@dataclass(slots=True)
class Sizes:
    """Collects the sizes that a picture is drawn from, each once, in the order of their use."""

    known: list[Expr] = field(default_factory=list)
    _measures: dict[Expr, Measure] = field(default_factory=dict)

    def measure(self, expr: Expr) -> Measure:
        """Return a size as a measure; one that no symbol is in stands still."""
        if not expr.symbols:
            return still(int(expr))
        if expr not in self._measures:
            self._measures[expr] = size(len(self.known), int(expr))
            self.known.append(expr)
        return self._measures[expr]

    def length(self, expr: Expr) -> Measure:
        """Return a size that may be open as a measure."""
        if not expr.symbols:
            return still(OPEN if expr.value is None else expr.value)
        self.known.append(expr)
        return open_size(len(self.known) - 1, expr.value)

    def each(self, shape: SymbolicShape) -> list[Measure]:
        """Return the sizes of a shape."""
        return [self.measure(axis) for axis in shape]

    def all_of(self, shape: SymbolicShape) -> Measure:
        """Return the product of a shape."""
        return self.measure(product(shape)) if len(shape) == 1 else multiplied(self.each(shape))
