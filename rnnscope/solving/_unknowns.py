"""Several whole numbers that an expression is made of, found by the number that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from types import MappingProxyType
from typing import TypeAlias

from rnnscope.algebra.expr import Atom, Expr, Symbol
from rnnscope.algebra.solutions import in_sizes, roots
from rnnscope.solving._numbers import divisors
from rnnscope.untrusted.limits import spend

Powers: TypeAlias = tuple[int, ...]
Terms: TypeAlias = Mapping[Powers, int]  # of each product of powers, how often it is added
Values: TypeAlias = tuple[int | None, ...]  # None for one that the number does not depend on


_TRIED = 4_096  # values of one of two sizes of which neither is a factor


class UnsolvedError(ValueError):
    """The numbers cannot all be found: there are too many, or the expression is of another kind."""


def solved_terms(terms: Terms, number: int) -> Iterator[Values]:
    """Yield what the symbols of a polynomial may be for it to be a number.

    Raises:
        UnsolvedError: they cannot all be found.

    """
    try:
        yield from _solved(terms, number)
    except (ArithmeticError, LookupError) as error:
        raise UnsolvedError(str(error)) from None


def terms_of(
    expr: Expr, symbols: Sequence[Symbol], known: Mapping[Symbol, int] = MappingProxyType({})
) -> Terms:
    """Return an expression as a polynomial in some symbols, where others are known.

    Raises:
        ArithmeticError: it divides by one.
        UnknownSizeError: another size is known only at run time.

    """
    places = {symbol: place for place, symbol in enumerate(symbols)}
    terms: dict[Powers, int] = {(0,) * len(symbols): 0}
    for atoms, coefficient in in_sizes(expr, (*symbols, *known)).terms:
        powers = [0] * len(symbols)
        for atom in atoms:
            if atom in places:
                powers[places[atom]] += 1
            else:
                coefficient *= _worked_out(atom, known)
        terms[tuple(powers)] = terms.get(tuple(powers), 0) + coefficient
    return terms


def _worked_out(atom: Atom, known: Mapping[Symbol, int]) -> int:
    """Return the value of a size that is known, or of one divided by another."""
    if isinstance(atom, Symbol):
        return known[atom]
    if any(each not in known for each in (*atom.numerator.symbols, *atom.denominator.symbols)):
        raise ArithmeticError("it divides by a size that is looked for")
    return int(atom.numerator.substitute(known.__getitem__)) // int(
        atom.denominator.substitute(known.__getitem__)
    )


def at_values(terms: Terms, values: Mapping[int, int]) -> int:
    """Return the value of a polynomial whose symbols have values, by their places."""
    for place, value in values.items():
        terms = put_in(terms, place, value)
    return sum(terms.values())


def valued(terms: Terms, values: Sequence[int | None]) -> int:
    """Return the value of a polynomial whose symbols have values; one it has not may be None."""
    return sum(
        coefficient * prod((values[i] or 0) ** power for i, power in enumerate(powers) if power)
        for powers, coefficient in terms.items()
        if coefficient
    )


def used(terms: Terms) -> list[int]:
    """Return the places of the symbols that a polynomial depends on."""
    return sorted({i for powers, n in terms.items() if n for i, p in enumerate(powers) if p})


def _solved(terms: Terms, number: int) -> Iterator[Values]:
    spend(len(terms))
    places = used(terms)
    size = len(next(iter(terms)))
    if not places:
        if sum(terms.values()) == number:
            yield (None,) * size
    elif len(places) == 1:
        for root in _roots(terms, places[0], number):
            yield tuple(root if i == places[0] else None for i in range(size))
    else:
        first, choices = _choices(terms, places, number)
        for choice in choices:
            for rest in _solved(put_in(terms, first, choice), number):
                yield (*rest[:first], choice, *rest[first + 1 :])


def _roots(terms: Terms, place: int, number: int) -> Iterator[int]:
    degree = max(powers[place] for powers in terms)
    polynomial = [0] * (degree + 1)
    for powers, coefficient in terms.items():
        polynomial[powers[place]] += coefficient
    polynomial[0] -= number
    yield from (root for root in roots(tuple(polynomial)) if root > 0)


def _choices(terms: Terms, places: Sequence[int], number: int) -> tuple[int, Sequence[int]]:
    """Return one of several symbols, and what it may be: it divides what is made with it."""
    for place in places:
        without = put_in(terms, place, 0)
        if not used(without):
            rest = number - sum(without.values())
            return place, divisors(rest) if rest > 0 else ()
    return _bounded(terms, places, number)


def _bounded(terms: Terms, places: Sequence[int], number: int) -> tuple[int, Sequence[int]]:
    """Return that of two symbols of which there are fewest values, by how a sum grows with it."""
    if len(places) > 2 or any(coefficient < 0 for coefficient in terms.values() if coefficient):
        raise ArithmeticError("it does not have one size in all that is not constant")
    bounds = [(_bound(terms, places, place, number), place) for place in places]
    bound, place = min(bounds)
    if bound > _TRIED:
        raise ArithmeticError("it has more values than are tried")
    return place, range(1, bound + 1)


def _bound(terms: Terms, places: Sequence[int], place: int, number: int) -> int:
    """Return the largest value of a symbol by which a sum is not beyond a number."""
    ones = dict.fromkeys((each for each in places if each != place), 1)
    low, high = 0, 1
    while high <= _TRIED and at_values(terms, {**ones, place: high}) <= number:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        fits = at_values(terms, {**ones, place: middle}) <= number
        low, high = (middle, high) if fits else (low, middle)
    return low


def put_in(terms: Terms, place: int, value: int) -> Terms:
    """Return a polynomial with a number in the place of a symbol."""
    found: dict[Powers, int] = {(0,) * len(next(iter(terms))): 0}
    for powers, coefficient in terms.items():
        rest = tuple(0 if i == place else power for i, power in enumerate(powers))
        found[rest] = found.get(rest, 0) + coefficient * value ** powers[place]
    return found
