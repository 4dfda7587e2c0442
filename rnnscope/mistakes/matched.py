"""Which terms of a sum stand for which weights, and what is left of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import prod

from rnnscope.mistakes.own_sum import Term

Left = tuple[list[Term], list[Term]]
"""The terms, and the weights, that nothing stands for."""


def left_over(terms: Iterable[Term], weights: Iterable[Term]) -> Left:
    """Take away what is alike: a term may be several equal weights."""
    own, lacking = list(terms), list(weights)
    for met in (_same_factors, _some_times, _same_value, _some_times):
        _take(own, lacking, met)
    return own, lacking


def left_over_of_layers(terms: list[Term], weights: list[Term], rows: list[list[Term]]) -> Left:
    """Take away what is alike, whole counts of layers, and terms that are a weight together.

    `rows` are the weights that each layer has.  A number may be that of a layer and of a
    weight: where it matters which, nothing is alike.
    """
    layers = list(terms), list(weights)
    _take(*layers, _whole(rows))
    first = left_over(*layers)
    second = left_over(terms, weights)
    _take(*second, _whole(rows))
    for each in (first, second):
        _take(*each, _in_parts)
    if _off(first) == _off(second) and Counter(first[1]) != Counter(second[1]):
        return terms, weights
    return min(first, second, key=_off)


def pairs_of(terms: list[Term], weights: list[Term]) -> list[tuple[Term, Term]]:
    """Pair each term with the one weight from which it differs in one factor.

    There are no pairs where a term might be meant for several weights, or for none.
    """
    left, lacking, pairs = list(terms), list(weights), []
    while left:
        near = [(term, [each for each in lacking if _is_near(term, each)]) for term in left]
        term, found = min(near, key=lambda pair: len(pair[1]))
        if len(found) != 1:
            return []
        pairs.append((term, found[0]))
        left.remove(term)
        lacking.remove(found[0])
    return pairs


def merged(terms: Iterable[Term]) -> list[Term]:
    """Write equal terms, and equal weights that are called the same, as one."""
    counts = Counter(replace(term, path="") for term in terms)
    return [
        replace(term, factors=(n, *term.factors)) if n > 1 else term for term, n in counts.items()
    ]


def _off(left: Left) -> int:
    return sum(abs(term.value) for side in left for term in side)


Met = Callable[[Term, Left], Left]
"""Finds for a term the weights that it stands for, of those that are left, and which terms do."""


def _take(own: list[Term], lacking: list[Term], met: Met) -> None:
    """Take away each term with the weights that it meets."""
    for term in list(own):
        if term in own:
            terms, weights = met(term, (own, lacking))
            for each in terms if weights else ():
                own.remove(each)
            for each in weights:
                lacking.remove(each)


def _same_factors(term: Term, left: Left) -> Left:
    alike = (each for each in left[1] if sorted(each.factors) == sorted(term.factors))
    return [term], list(alike)[:1]


def _same_value(term: Term, left: Left) -> Left:
    return [term], [each for each in left[1] if _is_multiplied_out(term, each)][:1]


def _some_times(term: Term, left: Left) -> Left:
    """Find as many equal weights as a term has times one of them."""
    groups: dict[tuple[int, ...], list[Term]] = {}
    for each in left[1]:
        groups.setdefault(tuple(sorted(each.factors)), []).append(each)
    for group in groups.values():
        times = _times(term, group[0])
        if 2 <= times <= len(group):
            return [term], group[:times]
    return [term], []


def _in_parts(term: Term, left: Left) -> Left:
    """Find the weight that is a term as often as the sum has it."""
    own, lacking = left
    alike = [each for each in own if sorted(each.factors) == sorted(term.factors)]
    for each in lacking:
        times = _times(each, term)
        if 2 <= times <= len(alike):
            return alike[:times], [each]
    return [term], []


def _whole(rows: list[list[Term]]) -> Met:
    def met(term: Term, left: Left) -> Left:
        for count in dict.fromkeys(term.factors):
            alike = [row for row in rows if sum(each.value for each in row) == count]
            found = list(_untouched(alike, left[1]))[: term.value // count if count else 0]
            if found and len(found) * count == term.value:
                return [term], [each for row in found for each in row]
        return [term], []

    return met


def _untouched(rows: list[list[Term]], lacking: list[Term]) -> Iterator[list[Term]]:
    """Yield the layers of which all weights are left; of one in another, the outer."""
    left = Counter(lacking)
    for row in rows:
        if Counter(row) <= left:
            left -= Counter(row)
            yield row


def _times(term: Term, weight: Term) -> int:
    """Return how many times a weight a term is; 0 where its factors do not say so."""
    if not weight.value or term.value % weight.value:
        return 0
    times = term.value // weight.value
    own = Counter(term.factors)
    if Counter(weight.factors) <= own:
        return times
    rest = own - Counter([times])
    is_so = times in own and _is_multiplied_out(Term(tuple(rest.elements())), weight)
    return times if is_so else 0


def _is_multiplied_out(one: Term, other: Term) -> bool:
    """Tell whether one term is the other, with some factors multiplied out.

    Where both have factors that the other lacks, it is chance that they come to the same.
    """
    return one.value == other.value and min(_apart(one, other)) <= 1


def _is_near(one: Term, other: Term) -> bool:
    """Tell whether two terms share all factors but one, and some."""
    shared = prod((Counter(one.factors) & Counter(other.factors)).elements())
    return shared > 1 and max(_apart(one, other)) == 1


def _apart(one: Term, other: Term) -> tuple[int, int]:
    """Return how many factors each has that the other lacks."""
    own, others = Counter(one.factors), Counter(other.factors)
    return (own - others).total(), (others - own).total()
