"""Sizes traced back to those that they were computed from, and worked out anew with others.

Two sizes that are computed in the same way from the same ones are written
alike: `(n + 1)//2` is `(n - 1)//2 + 1`, whatever layers they come out of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr, Quotient, Symbol, product, total
from rnnscope.untrusted.limits import beyond, current, spend

FAR = 1 << 30  # a size beyond all that layers tell apart
_NEAR = 64


class TooManyStepsError(Exception):
    """What the inputs of a model mean takes too long to be worked out."""


@dataclass(slots=True)
class Origins:
    """Expressions in the sizes that come from nowhere else, each division under a name."""

    _traced: dict[Symbol, Expr] = field(default_factory=dict)
    _divisions: dict[tuple[Expr, Expr], Expr] = field(default_factory=dict)
    _roots: dict[Symbol, frozenset[Symbol]] = field(default_factory=dict)
    _divided: dict[Symbol, tuple[Expr, Expr]] = field(default_factory=dict)
    _steps: int = 0

    def spend(self, steps: int) -> None:
        """Count what tracing and trying out sizes takes.

        Raises:
            TooManyStepsError: it is beyond the limit.

        """
        spend(steps)
        self._steps += steps
        if self._steps > current().input_steps:
            raise TooManyStepsError(f"it takes more steps, {beyond('input_steps')}")

    def of(self, size: Expr) -> Expr:
        """Trace a size back; deep ones want those they came from traced before."""
        self.spend(1)
        single = size.single
        if single is not None and single.origin is not None:
            return self._atom(single)
        traced = self._of(size)
        self.spend(len(traced.terms))
        return traced

    def _of(self, size: Expr) -> Expr:
        return total(n * product(map(self._atom, atoms)) for atoms, n in size.terms)

    def _atom(self, atom: Symbol | Quotient) -> Expr:
        if isinstance(atom, Quotient):
            return self._quotient(self.of(atom.numerator), self.of(atom.denominator))
        if atom.origin is None:
            return atom.expr
        if atom not in self._traced:
            self._traced[atom] = self.of(atom.origin)
        return self._traced[atom]

    def _quotient(self, top: Expr, bottom: Expr) -> Expr:
        """Divide and round down; what the divisor divides evenly is taken out."""
        if not bottom.is_constant or not bottom.terms:
            return self._named(top, bottom)
        divisor, whole, rest = int(bottom), Expr(()), Expr(())
        for atoms, n in top.terms:
            whole += Expr(((atoms, n // divisor),)) if n // divisor and not atoms else 0
            whole += Expr(((atoms, n // divisor),)) if atoms and n % divisor == 0 else 0
            left = n % divisor if not atoms or n % divisor == 0 else n
            rest += Expr(((atoms, left),)) if left else 0
        if rest.is_constant:
            return whole
        return whole + self._named(rest, bottom)

    def _named(self, top: Expr, bottom: Expr) -> Expr:
        """Return the name of a division: the same one for the same division."""
        if (top, bottom) not in self._divisions:
            value = Quotient(top, bottom).value
            symbol = Symbol("quotient", value, str(len(self._divisions)))
            self._divisions[top, bottom] = symbol.expr
            self._divided[symbol] = (top, bottom)
            self._roots[symbol] = self.roots(top) | self.roots(bottom)
        return self._divisions[top, bottom]

    def roots(self, traced: Expr) -> frozenset[Symbol]:
        """Return the sizes that a traced one was computed from."""
        self.spend(len(traced.terms))
        none: frozenset[Symbol] = frozenset()
        sets = (self._roots.get(symbol, frozenset((symbol,))) for symbol in traced.symbols)
        return none.union(*sets)

    def valued(self, symbols: Iterable[Symbol], size: int | None) -> Callable[[Expr], int | None]:
        """Return how traced sizes are worked out with another size in the place of some."""
        values: dict[Symbol, int | None] = dict.fromkeys(symbols, size)
        replaced = frozenset(values)
        self.spend(len(self._divided))
        for symbol, (top, bottom) in self._divided.items():
            if not replaced.isdisjoint(self._roots[symbol]):
                above, below = _value(top, values), _value(bottom, values)
                values[symbol] = None if above is None or not below else above // below
        return lambda expr: _value(expr, values)


def _value(expr: Expr, values: dict[Symbol, int | None]) -> int | None:
    result = 0
    for atoms, n in expr.terms:
        factor = n
        for atom in atoms:
            value = values.get(atom, atom.value) if isinstance(atom, Symbol) else atom.value
            if value is None:
                return None
            factor *= value
        result += factor
    return result


@dataclass(frozen=True, slots=True)
class Fitting:
    """The sizes that fit in a place, and whether it may be left open.

    `least` to `most` all fit, None standing for no end.  Where sizes that fit
    do not stand in a row, `beside` are the nearest ones.
    """

    is_open: bool
    least: int
    most: int | None
    beside: tuple[int, ...] = ()
    in_a_row: bool = True

    @property
    def is_alone(self) -> bool:
        """True where no other size fits, near the one that does."""
        return not (self.is_open or self.beside) and self.least == self.most


def fitting(
    fits: Callable[[int | None], bool], size: int | None, *, in_a_row: bool
) -> Fitting | None:
    """Find the sizes that fit around one that does; None where none is found."""
    is_open, was_open = fits(None), size is None
    if size is None:
        size = next((n for n in _doubled() if fits(n)), None)
    if size is None or not fits(size):
        return None
    if in_a_row:
        most = None if fits(FAR) else _end(fits, size, FAR)
        return Fitting(is_open, _end(fits, size, 1), most)
    below = next((n for n in range(size - 1, max(size - _NEAR, 0), -1) if fits(n)), None)
    above = next((n for n in range(size + 1, size + _NEAR + 1) if fits(n)), None)
    beside = tuple(n for n in (below, size if was_open else None, above) if n is not None)
    return Fitting(is_open, size, size, beside, in_a_row=False)


def _doubled() -> Iterator[int]:
    size = 1
    while size < FAR:
        yield size
        size *= 2


def _end(fits: Callable[[int | None], bool], inside: int, outside: int) -> int:
    """Return the last size that fits, on the way from one that does."""
    if fits(outside):
        return outside
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if fits(middle) else (inside, middle)
    return inside
