"""Whole numbers taken apart: into the factors that arguments of a layer may be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import isqrt

from rnnscope.untrusted.limits import spend

_TRIED = 1_000_000  # divisors that are tried: every number up to its square is taken apart in full
_AT_ONCE = 256  # numbers between two looks at the time, of which every other one is tried


@lru_cache(maxsize=4096)
def divisors(number: int) -> tuple[int, ...]:
    """Return all that divides a number above 0, in order.

    Raises:
        OverflowError: a factor of it is too large to be taken apart.

    """
    found = [1]
    for prime, power in _primes(number):
        found = [each * prime**i for each in found for i in range(power + 1)]
        spend(len(found))
    return tuple(sorted(found))


def _primes(number: int) -> Iterator[tuple[int, int]]:
    """Yield the primes of a number, each with its power."""
    candidate, most = 2, min(isqrt(number), _TRIED)
    while candidate <= most:
        power = 0
        while number % candidate == 0:
            number, power = number // candidate, power + 1
        if power:
            yield candidate, power
            most = min(isqrt(number), _TRIED)
        if candidate % _AT_ONCE == 1:
            spend(_AT_ONCE // 2)
        candidate += 1 if candidate == 2 else 2
    if number > _TRIED**2:
        raise OverflowError("a factor of it is too large to be taken apart")
    if number > 1:
        yield number, 1


def factors(number: int, count: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to write a number as a product of so many, those most alike first."""
    ways = sorted(_factors(number, count), key=lambda way: (max(way) - min(way), way))
    yield from ways


def _factors(number: int, count: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to write a number as a product of so many, in order of the first."""
    if count == 1:
        yield (number,)
        return
    for first in divisors(number):
        for rest in _factors(number // first, count - 1):
            spend()
            yield (first, *rest)
