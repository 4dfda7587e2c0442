"""Expressions worked out again and again, each time with other numbers in place of symbols.

A symbol has a slot in a list of values; one that was computed from others follows them.

>>> from rnnscope.algebra.expr import symbol
>>> units = symbol("units", 8)
>>> width = symbol("width", 16, origin=2 * units)
>>> slots = Slots(units.symbols)
>>> total = slots.sum_of(width * width + units)
>>> value_of(total, slots.values([3]))
39

"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from rnnscope.algebra.expr import Atom, Expr, Symbol, as_expr, product

Factor: TypeAlias = "int | tuple[Sum, Sum]"  # a slot, or a whole-number division
Sum: TypeAlias = "int | tuple[tuple[int, tuple[Factor, ...]], ...]"  # a slot, or coefficients
Values: TypeAlias = Sequence[int | None]


class Slots:
    """Where each symbol's value stands: first those that are put in, in their order.

    Raises:
        ValueError: two symbols look alike that were computed in different ways.

    """

    def __init__(self, put_in: Sequence[Symbol]) -> None:
        """Begin with the symbols whose numbers are put in."""
        self._places: dict[Symbol, int] = {each: place for place, each in enumerate(put_in)}
        self._origins: dict[Symbol, Expr | None] = {}
        self._start: list[int | None] = [each.value for each in put_in]
        self._steps: list[tuple[int, Sum]] = []

    @property
    def places(self) -> Mapping[Symbol, int]:
        """The slot of each symbol."""
        return self._places

    def values(self, numbers: Iterable[int | None]) -> Values:
        """Return the value of each slot, with numbers for the symbols that are put in."""
        values = [*numbers]
        values += self._start[len(values) :]
        for place, step in self._steps:
            values[place] = value_of(step, values)
        return values

    def sum_of(self, expr: Expr) -> Sum:
        """Return an expression as it is worked out from the values of slots."""
        single = expr.single
        if single is not None:
            return self._place(single)
        return tuple((n, tuple(map(self._factor, atoms))) for atoms, n in expr.terms)

    def product_of(self, shape: Iterable[Expr]) -> Sum:
        """Return the number of elements of a shape as it is worked out."""
        return self.sum_of(product(shape))

    def _factor(self, atom: Atom) -> Factor:
        if isinstance(atom, Symbol):
            return self._place(atom)
        return self.sum_of(atom.numerator), self.sum_of(atom.denominator)

    def _place(self, symbol: Symbol) -> int:
        place = self._places.get(symbol)
        if place is None:
            place = self._new(symbol)
            self._places[symbol], self._origins[symbol] = place, symbol.origin
        elif self._origins.get(symbol, symbol.origin) != symbol.origin:
            raise ValueError(f"{symbol.qualified} was computed in two ways")
        return place

    def _new(self, symbol: Symbol) -> int:
        """Return a slot for a symbol: that of another where it is just that one."""
        how = None if symbol.origin is None else self.sum_of(as_expr(symbol.origin))
        if isinstance(how, int):
            return how
        self._start.append(symbol.value)
        place = len(self._start) - 1
        if how is not None:
            self._steps.append((place, how))
        return place


def value_of(how: Sum, values: Values) -> int | None:
    """Return what comes of a sum with the values of slots; None where one that it needs is open."""
    if isinstance(how, int):
        return values[how]
    result = 0
    for coefficient, factors in how:
        part = coefficient
        for factor in factors:
            value = values[factor] if isinstance(factor, int) else _divided(*factor, values)
            if value is None:
                return None
            part *= value
        result += part
    return result


def _divided(numerator: Sum, denominator: Sum, values: Values) -> int | None:
    top, bottom = value_of(numerator, values), value_of(denominator, values)
    return None if top is None or not bottom else top // bottom
