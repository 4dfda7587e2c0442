"""Integers that remember the expression they were computed from.

A layer's own `build()` is given them in place of the numbers of its config
and of its input shapes; what it computes with `+ - * // %` from them knows
where it comes from, and `int(units * 0.5)` can be told by its value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from rnnscope.algebra.expr import Expr, as_expr
from rnnscope.untrusted.limits import current


class Numbers:
    """The expressions of integers by their value; None where two have the same.

    `plain` holds those that the code made plain, `named` every setting and axis.
    """

    def __init__(self) -> None:
        self.plain: dict[int, Expr | None] = {}
        self.named: dict[int, Expr | None] = {}

    def note(self, value: int, expr: Expr) -> None:
        """Remember what a plain integer was computed as."""
        _note(self.plain, value, expr)

    def name(self, expr: Expr) -> None:
        """Remember a size that has a name."""
        _note(self.named, int(expr), expr)


class TracedInt(int):
    """An int that knows the expression it came from."""

    expr: Expr
    numbers: Numbers

    def __new__(cls, expr: Expr, numbers: Numbers) -> TracedInt:
        """Make an integer of the expression's value."""
        traced = int.__new__(cls, int(expr))
        traced.expr, traced.numbers = expr, numbers
        return traced

    def __copy__(self) -> TracedInt:
        return self

    def __deepcopy__(self, memo: object) -> TracedInt:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return int, (plain(self),)

    def __int__(self) -> int:
        self.numbers.note(plain(self), self.expr)
        return plain(self)

    def __float__(self) -> float:
        return TracedFloat(int.__float__(self), self.expr, Fraction(1), self.numbers)

    def __trunc__(self) -> TracedInt:
        return self

    __floor__ = __ceil__ = __pos__ = __trunc__

    def __round__(self, digits: object = None) -> TracedInt:
        return self

    def __abs__(self) -> TracedInt:
        return self if plain(self) >= 0 else -self

    def __neg__(self) -> TracedInt:
        return TracedInt(-self.expr, self.numbers)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __pow__(self, power: Any, modulus: Any = None) -> Any:
        if modulus is not None or type(power) is not int or not 1 <= power <= 8:
            return int.__pow__(self, power, modulus)
        result: Any = self
        for _ in range(power - 1):
            result *= self
        return result

    def __truediv__(self, other: Any) -> Any:
        return _scaled(self, other, Fraction(1)) if _number(other) else NotImplemented

    __hash__ = int.__hash__


class TracedFloat(float):
    """A float that is a fraction of a traced integer: `units * 0.5`, `units / 2`."""

    expr: Expr
    factor: Fraction
    numbers: Numbers

    def __new__(cls, value: float, expr: Expr, factor: Fraction, numbers: Numbers) -> TracedFloat:
        """Make a float that is `factor` times the expression."""
        traced = float.__new__(cls, value)
        traced.expr, traced.factor, traced.numbers = expr, factor, numbers
        return traced

    def __mul__(self, other: Any) -> Any:
        return self._by(float.__mul__(self, other), other, divided=False)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._by(float.__truediv__(self, other), other, divided=True)

    def _by(self, value: Any, other: Any, *, divided: bool) -> Any:
        if value is NotImplemented or not _number(other) or isinstance(other, TracedInt):
            return value
        factor = self.factor / _fraction(other) if divided else self.factor * _fraction(other)
        return TracedFloat(value, self.expr, factor, self.numbers)

    def __int__(self) -> int:
        value = float.__int__(self)
        self._whole(value, self._rounded_down)
        return value

    __trunc__ = __int__

    def __floor__(self) -> int:
        return self._whole(float.__floor__(self), self._rounded_down)

    def __ceil__(self) -> int:
        top, bottom = self.factor.numerator, self.factor.denominator
        return self._whole(float.__ceil__(self), lambda: (self.expr * top + bottom - 1) // bottom)

    def __round__(self, digits: Any = None) -> Any:
        if digits is not None:
            return float.__round__(self, digits)
        return self._whole(float.__round__(self), self._rounded_down)

    def _rounded_down(self) -> Expr:
        return self.expr * self.factor.numerator // self.factor.denominator

    def _whole(self, value: int, exact: Callable[[], Expr]) -> int:
        """Return a traced integer, where the expression has the value that was computed."""
        expr = exact()
        if expr.value != value:
            return value
        self.numbers.note(value, expr)
        return TracedInt(expr, self.numbers)


def _note(table: dict[int, Expr | None], value: int, expr: Expr) -> None:
    if table.setdefault(value, expr) != expr:
        table[value] = None


def plain(value: int) -> int:
    """Return an int that remembers nothing."""
    return int.__add__(value, 0)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and value not in (0, float("inf"), -float("inf"))


def _fraction(value: float) -> Fraction:
    """Return a float as it is written: 0.1 is a tenth."""
    return Fraction(str(float(value)))


def _scaled(number: TracedInt, by: float, factor: Fraction) -> Any:
    value = plain(number) / by
    if isinstance(by, TracedInt):
        return value
    return TracedFloat(value, number.expr, factor / _fraction(by), number.numbers)


def _times_float(number: TracedInt, by: float) -> Any:
    value = plain(number) * by
    if not _number(by) or by != by:
        return value
    return TracedFloat(value, number.expr, _fraction(by), number.numbers)


def _remainder(left: Expr, right: Expr) -> Expr:
    return left - left // right * right


_COMBINE: dict[str, Callable[[Expr, Expr], Expr]] = {
    "add": lambda left, right: left + right,
    "sub": lambda left, right: left - right,
    "mul": lambda left, right: left * right,
    "floordiv": lambda left, right: left // right,
    "mod": _remainder,
}


def _operation(name: str, combine: Callable[[Expr, Expr], Expr], *, reflected: bool) -> Any:
    def method(self: TracedInt, other: Any) -> Any:
        if name in ("__mul__", "__rmul__") and isinstance(other, float):
            return _times_float(self, other)
        value = getattr(int, name)(self, other)
        if value is NotImplemented or not isinstance(other, int):
            return value
        mine = self.expr
        theirs = other.expr if isinstance(other, TracedInt) else as_expr(plain(other))
        expr = combine(theirs, mine) if reflected else combine(mine, theirs)
        if expr.value != value or len(expr.terms) > current().traced_terms:
            return value
        return TracedInt(expr, self.numbers)

    return method


for _name, _combine in _COMBINE.items():
    for _prefix in ("", "r"):
        _method = f"__{_prefix}{_name}__"
        setattr(TracedInt, _method, _operation(_method, _combine, reflected=_prefix == "r"))

# Keras tells a size from other things by the name of its class.
TracedInt.__name__ = TracedInt.__qualname__ = "int"
TracedFloat.__name__ = TracedFloat.__qualname__ = "float"
