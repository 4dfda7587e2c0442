"""The values of one size by which an expression gets a number, found exactly.

All other sizes are put in as numbers, which leaves a polynomial of that one.
Between two whole numbers without a root of its derivative a polynomial only
rises or only falls, so a root between them is found by halving, and the
derivative's are found in the same way: nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from rnnscope.errors import NotPolynomialError, UnknownSizeError
from rnnscope.untrusted.limits import spend

if TYPE_CHECKING:
    from rnnscope.algebra.expr import Expr, Operand, Symbol

Polynomial: TypeAlias = tuple[int, ...]  # coefficients, that of the lowest power first

MOST_DEGREE = 32


def solutions(expr: Expr, number: int, symbol: Symbol) -> tuple[int, ...]:
    """Return the whole numbers, from 0 on, that a symbol may be for the value to be `number`.

    Raises:
        NotPolynomialError: the value does not depend on the symbol, or not by + - * alone.
        UnknownSizeError: another size is known only at run time.

    """
    try:
        polynomial = _polynomial(in_sizes(expr, (symbol,)) - number, symbol)
    except ArithmeticError as error:
        raise NotPolynomialError(str(expr), symbol.name, str(error)) from None
    return roots(polynomial)


def in_sizes(expr: Expr, symbols: Sequence[Symbol]) -> Expr:
    """Return an expression in nothing but some symbols: what was computed from them follows them.

    All other sizes are put in as numbers.

    Raises:
        UnknownSizeError: another size is known only at run time.
        ArithmeticError: it divides by 0, or has more terms than the limit `formula_terms` allows.

    >>> from rnnscope.algebra.expr import symbol
    >>> units, gates = symbol("units", 8), symbol("gates", 4)
    >>> print(in_sizes(gates * symbol("width", 16, origin=2 * units), units.symbols))
    8*units

    """
    return expr.substitute(_sizes(expr, *symbols).__getitem__)


def roots(polynomial: Polynomial) -> tuple[int, ...]:
    """Return the whole numbers, from 0 on, at which a polynomial is 0; it is no constant.

    >>> roots((-6, 1, 1))
    (2,)
    """
    if len(polynomial) == 2 and polynomial[1]:
        return _root(*polynomial)
    return tuple(size for size in _cuts(polynomial, _bound(polynomial)) if not at(polynomial, size))


def _root(constant: int, slope: int) -> tuple[int, ...]:
    """Return the root of a polynomial of the first degree, if it is whole and not below 0."""
    spend()
    size, rest = divmod(-constant, slope)
    return (size,) if size >= 0 and not rest else ()


def _sizes(expr: Expr, *symbols: Symbol) -> dict[Symbol, Operand]:
    """Return every size of an expression as a number; what the symbols are in keeps them."""
    known: dict[Symbol, Operand] = {symbol: symbol.expr for symbol in symbols}
    waiting = list(expr.symbols)
    while waiting:
        spend()
        size = waiting[-1]
        before = size.origin.symbols if size.origin and size not in symbols else ()
        missing = [other for other in before if other not in known]
        if missing:
            waiting += missing
        elif waiting.pop() not in known:
            known[size] = _put_in(size, known, expr)
    return known


def _put_in(size: Symbol, known: dict[Symbol, Operand], whole: Expr) -> Operand:
    if size.origin is not None:
        return size.origin.substitute(known.__getitem__)
    if size.value is None:
        raise UnknownSizeError(str(whole))
    return size.value


def _polynomial(expr: Expr, symbol: Symbol) -> Polynomial:
    """Return an expression in nothing but a symbol as the coefficients of its powers.

    Raises:
        ArithmeticError: it holds a division, or not the symbol, or too high a power of it.

    """
    if any(atom != symbol for atom in expr.atoms):
        raise ArithmeticError("it divides by it, or rounds what it divides")
    powers = {len(atoms): n for atoms, n in expr.terms}
    degree = max(powers, default=0)
    if degree == 0:
        raise ArithmeticError("its value does not depend on it")
    if degree > MOST_DEGREE:
        raise ArithmeticError(f"its degree is above {MOST_DEGREE}")
    return tuple(powers.get(power, 0) for power in range(degree + 1))


def at(polynomial: Polynomial, size: int) -> int:
    """Work a polynomial out."""
    spend(len(polynomial))
    result = 0
    for coefficient in reversed(polynomial):
        result = result * size + coefficient
    return result


def _bound(polynomial: Polynomial) -> int:
    """Return a number beyond every root of a polynomial and of its derivatives, by Cauchy."""
    return 2 + max(map(abs, polynomial)) // abs(polynomial[-1])


def _cuts(polynomial: Polynomial, bound: int) -> list[int]:
    """Cut the way from 0 to the bound so that between two cuts further apart than 1 is no root."""
    if len(polynomial) < 2:
        return [0, bound]
    derivative = tuple(n * coefficient for n, coefficient in enumerate(polynomial))[1:]
    cuts = _cuts(derivative, bound)
    places = set(cuts)
    for low, high in pairwise(cuts):
        if at(polynomial, low) * at(polynomial, high) < 0:
            places |= _around(polynomial, low, high)
    return sorted(places)


def _around(polynomial: Polynomial, low: int, high: int) -> set[int]:
    """Return the two whole numbers that the root between two others is between, or is one of."""
    is_below = at(polynomial, low) < 0
    while high - low > 1:
        middle = (low + high) // 2
        if (at(polynomial, middle) < 0) is is_below:
            low = middle
        else:
            high = middle
    return {low, high}
