"""Several whole numbers that an expression is made of, found by the number that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from types import MappingProxyType
from typing import TypeAlias

from rnnscope.algebra.expr import Atom, Expr, Symbol
from rnnscope.algebra.solutions import in_sizes, roots
from rnnscope.solving.formulas.numbers import divisors
from rnnscope.untrusted.limits import spend

Powers: TypeAlias = tuple[int, ...]
Terms: TypeAlias = Mapping[Powers, int]  # of each product of powers, how often it is added
Powered: TypeAlias = tuple[int, int, int]  # powers of two symbols, and how often it is added
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


def value_at(terms: Terms, values: Mapping[int, int]) -> int:
    """Return the value of a polynomial; `values` are those of all it depends on, by place."""
    return sum(
        coefficient * prod(values[i] ** power for i, power in enumerate(powers) if power)
        for powers, coefficient in terms.items()
        if coefficient
    )


def used(terms: Terms) -> list[int]:
    """Return the places of the symbols that a polynomial depends on."""
    return sorted({i for powers, n in terms.items() if n for i, p in enumerate(powers) if p})


def _solved(terms: Terms, number: int) -> Iterator[Values]:
    spend(len(terms))
    size = len(next(iter(terms)))
    for values in _found(terms, used(terms), number):
        yield tuple([values.get(place) for place in range(size)])


def _found(terms: Terms, places: Sequence[int], number: int) -> Iterator[Mapping[int, int | None]]:
    """Yield what the symbols at places are, on all of which a polynomial depends."""
    match places:
        case []:
            yield from [{}] if sum(terms.values()) == number else []
        case [place]:
            yield from ({place: root} for root in _roots(terms, place, number))
        case [_, _]:
            yield from _pairs(terms, places, number)
        case _:
            first, choices = _choices(terms, places, number)
            for choice in choices:
                for rest in _solved(with_number(terms, first, choice), number):
                    yield {**dict(enumerate(rest)), first: choice}


def _roots(terms: Terms, place: int, number: int) -> Iterator[int]:
    parts = [(powers[place], coefficient) for powers, coefficient in terms.items()]
    yield from _above_0(_polynomial(parts, number))


def _pairs(terms: Terms, places: Sequence[int], number: int) -> Iterator[Mapping[int, int | None]]:
    """Yield what two symbols are: each choice for one of them, with what the other is then."""
    first, choices = _choices(terms, places, number)
    other = places[1 - places.index(first)]
    parts = [(powers[first], powers[other], n) for powers, n in terms.items() if n]
    spend(len(parts) * len(choices))
    if max(power for _, power, _ in parts) == 1:
        yield from _lines(parts, first, other, choices, number)
        return
    for choice in choices:
        polynomial = _polynomial([(power, n * choice**own) for own, power, n in parts], number)
        if len(polynomial) > 1:
            yield from ({first: choice, other: root} for root in _above_0(polynomial))
        elif polynomial == (0,):
            yield {first: choice}


def _lines(
    parts: Iterable[Powered], first: int, other: int, choices: Sequence[int], number: int
) -> Iterator[Mapping[int, int | None]]:
    """Yield what two symbols are, of which the other is there by itself, and by no power."""
    flat = [(own, n) for own, power, n in parts if not power]
    steep = [(own, n) for own, power, n in parts if power]
    for choice in choices:
        rest, slope = number, 0
        for own, n in flat:
            rest -= n * choice**own
        for own, n in steep:
            slope += n * choice**own
        if slope:
            root, more = divmod(rest, slope)
            if root > 0 and not more:
                yield {first: choice, other: root}
        elif not rest:
            yield {first: choice}


def _polynomial(parts: Iterable[tuple[int, int]], number: int) -> tuple[int, ...]:
    """Return powers of a symbol, each with a coefficient, without a number that they add up to."""
    polynomial = [-number]
    for power, coefficient in parts:
        polynomial += [0] * (power + 1 - len(polynomial))
        polynomial[power] += coefficient
    while len(polynomial) > 1 and not polynomial[-1]:
        polynomial.pop()
    return tuple(polynomial)


def _above_0(polynomial: tuple[int, ...]) -> Iterator[int]:
    return (root for root in roots(polynomial) if root > 0)


def _choices(terms: Terms, places: Sequence[int], number: int) -> tuple[int, Sequence[int]]:
    """Return one of several symbols, and what it may be: it divides what is made with it."""
    for place in places:
        without = with_number(terms, place, 0)
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
    while high <= _TRIED and value_at(terms, {**ones, place: high}) <= number:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        fits = value_at(terms, {**ones, place: middle}) <= number
        low, high = (middle, high) if fits else (low, middle)
    return low


def with_number(terms: Terms, place: int, value: int) -> Terms:
    """Return a polynomial with a number in the place of a symbol."""
    found: dict[Powers, int] = {(0,) * len(next(iter(terms))): 0}
    for powers, coefficient in terms.items():
        power = powers[place]
        if power:
            powers = (*powers[:place], 0, *powers[place + 1 :])
            coefficient *= value**power
        found[powers] = found.get(powers, 0) + coefficient
    return found
