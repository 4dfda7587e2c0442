"""The counts of a model along one size: each as a polynomial of it, all other sizes as they are.

Only what depends on the size is worked out, and of a long sum only those terms that do, so that
all sizes of a deep model can be looked at one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from rnnscope.algebra.solutions import MOST_DEGREE, Polynomial, roots
from rnnscope.report.recounting.nodes import Value, before
from rnnscope.untrusted.limits import spend

if TYPE_CHECKING:
    from rnnscope.report.recounting.recounting import Recounting

Run: TypeAlias = dict[int, Polynomial | None]  # None for what is no polynomial

SIZE: Polynomial = (0, 1)
_TRIED = 50_000  # steps that are spent on trying sizes of which a count is no polynomial
_FARTHEST = 4  # times a size, up to which others are tried
_FEWEST = 64


class Along:
    """The table of a recounting, with what depends on what in it, as it is now."""

    def __init__(self, recounting: Recounting) -> None:
        """Note for each node those that it is in, and in which terms of a sum."""
        self.recounting = recounting
        self.nodes = recounting.table.nodes
        self.values = recounting.values()
        self._after: list[list[int]] = [[] for _ in self.nodes]
        self._terms: dict[int, dict[int, list[int]]] = {}
        for place, node in enumerate(self.nodes):
            spend()
            for earlier in dict.fromkeys(before(node)):
                self._after[earlier].append(place)
            if isinstance(node, tuple) and node[0] == "sum":
                terms = self._terms.setdefault(place, {})
                for i, (_, factors) in enumerate(node[1]):
                    for factor in dict.fromkeys(factors):
                        terms.setdefault(factor, []).append(i)

    def run(self, sizes: Mapping[int, Polynomial]) -> Run:
        """Return all nodes that depend on some knobs, with these in the place of their sizes.

        `{3: SIZE}` gives polynomials of what knob 3 is, `{3: (128,)}` what comes of 128.
        Knobs that follow one of them go with it.
        """
        starts = {
            place: size
            for knob, size in self._with_followers(sizes).items()
            for place in self.recounting.table.places_of(knob)
        }
        into = self._reached(starts)
        found: Run = {}
        for place in sorted(into):
            found[place] = starts.get(place) or self._worked_out(place, into[place], found)
        return found

    def _with_followers(self, sizes: Mapping[int, Polynomial]) -> dict[int, Polynomial]:
        followers = self.recounting.followers
        following = {each: size for knob, size in sizes.items() for each in followers.get(knob, ())}
        return {**following, **sizes}

    def _reached(self, starts: Mapping[int, Polynomial]) -> dict[int, list[int]]:
        """Return the nodes that depend on some others, each with those of its parts that do."""
        into: dict[int, list[int]] = {start: [] for start in starts}
        waiting = list(starts)
        while waiting:
            place = waiting.pop()
            spend()
            for later in self._after[place]:
                if later not in into:
                    into[later] = []
                    waiting.append(later)
                into[later].append(place)
        return into

    def before(self, nodes: Iterable[int]) -> set[int]:
        """Return all nodes that some depend on, and those themselves."""
        found, waiting = set[int](), list(nodes)
        while waiting:
            place = waiting.pop()
            if place not in found:
                spend()
                found.add(place)
                waiting += before(self.nodes[place])
        return found

    def _worked_out(self, place: int, parts: list[int], found: Run) -> Polynomial | None:
        node = self.nodes[place]
        if not isinstance(node, tuple) or any(found[part] is None for part in parts):
            return None
        if node[0] == "quotient":
            return _divided(self._known(node[1], found), self._known(node[2], found))
        value = self.values[place]
        if node[0] != "sum" or value is None:
            return None
        result: Polynomial = (value,)
        product: Polynomial
        terms = self._terms[place]
        for i in {i for part in parts for i in terms[part]}:
            spend()
            number, factors = node[1][i]
            product, old = (number,), number
            for factor in factors:
                known = self._known(factor, found)
                if known is None or len(product) + len(known) > MOST_DEGREE:
                    return None
                product = _product(product, known)
                old *= self.values[factor] or 0
            result = _sum(_sum(result, product), (-old,))
        return result

    def _known(self, place: int, found: Run) -> Polynomial | None:
        if place in found:
            return found[place]
        value = self.values[place]
        return None if value is None else (value,)

    def solutions(self, knob: int, node: int, number: int, run: Run) -> Iterator[int]:
        """Yield other sizes of a knob by which a node is a number; `run` is that of `SIZE`."""
        now = self.recounting.knobs[knob].value
        polynomial = run.get(node, ())
        if polynomial is None:
            sizes = (s for s in self._tried(now, run) if self.at(knob, s).get(node) == number)
        else:
            off = _sum(polynomial, (-number,))
            sizes = (size for size in (roots(off) if len(off) > 1 else ()) if size)
        yield from (size for size in sizes if size != now)

    def _tried(self, now: Value, run: Run) -> list[int]:
        """Return sizes around one, the nearest first, as far as there is time for them."""
        size = now or 1
        sizes = range(1, max(_FARTHEST * size, _FEWEST) + 1)
        few = range(max(1, size - _TRIED), min(len(sizes), size + _TRIED) + 1)
        nearest = sorted(few, key=lambda other: abs(other - size))
        return nearest[: _TRIED // max(1, len(run))]

    def at(self, knob: int, size: int) -> dict[int, int]:
        """Return the nodes that depend on a knob, and are known, with another size of it."""
        return {
            place: value[0] if value else 0
            for place, value in self.run({knob: (size,)}).items()
            if value is not None
        }


def _divided(top: Polynomial | None, bottom: Polynomial | None) -> Polynomial | None:
    if top is None or bottom is None or len(bottom) != 1 or not bottom[0]:
        return None
    if len(top) > 1 and any(coefficient % bottom[0] for coefficient in top):
        return None  # rounded down, it is no polynomial
    return tuple(coefficient // bottom[0] for coefficient in top)


def _sum(one: Polynomial, other: Polynomial) -> Polynomial:
    length = max(len(one), len(other))
    added = [0] * length
    for polynomial in (one, other):
        for power, coefficient in enumerate(polynomial):
            added[power] += coefficient
    while len(added) > 1 and not added[-1]:
        added.pop()
    return tuple(added)


def _product(one: Polynomial, other: Polynomial) -> Polynomial:
    product = [0] * (len(one) + len(other) - 1)
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            product[i + j] += first * second
    while len(product) > 1 and not product[-1]:
        product.pop()
    return tuple(product)
