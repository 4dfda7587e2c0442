"""Layers of two models paired in their order, as an edit that changes the least."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from rnnscope.changes.nodes import Node, same_settings
from rnnscope.untrusted.limits import spend

Pairs: TypeAlias = "list[tuple[Node, Node]]"

_CELLS = 10_000  # pairs of layers that are weighed one against the other
_STEPS = 1_000_000  # that looking for the shortest edit may take

_CLASS = 1
_OWN_NAME = 10
_AUTOMATIC_NAME = 2
_STRUCTURE = 6
_SIZES = 3  # the most for sizes and weights of which some are the same
_SAME = 1


def aligned(olds: Sequence[Node], news: Sequence[Node]) -> Pairs:
    """Pair layers of one class so that neither list is put into another order.

    What begins or ends both lists is paired first; where Keras counted its names on,
    `dense_1` begins one as `dense_2` does the other.
    """
    pairs: Pairs = []
    for is_same in (_is_same, _is_counted_on):
        head = _begun(zip(olds, news, strict=False), is_same)
        pairs += zip(olds[:head], news[:head], strict=True)
        olds, news = olds[head:], news[head:]
        tail = _begun(zip(reversed(olds), reversed(news), strict=False), is_same)
        pairs += zip(olds[len(olds) - tail :], news[len(news) - tail :], strict=True)
        olds, news = olds[: len(olds) - tail], news[: len(news) - tail]
    return pairs + _middle(olds, news)


def _is_same(old: Node, new: Node) -> bool:
    return old.name == new.name and old.structure == new.structure


def _is_counted_on(old: Node, new: Node) -> bool:
    return not old.is_named and not new.is_named and old.structure == new.structure


def _begun(pairs: Iterable[tuple[Node, Node]], is_same: Callable[[Node, Node], bool]) -> int:
    """Return with how many pairs a sequence of them begins that are the same."""
    count = 0
    for old, new in pairs:
        if not is_same(old, new):
            break
        count += 1
    return count


def _middle(olds: Sequence[Node], news: Sequence[Node]) -> Pairs:
    """Pair what is left; of long lists what the shortest edit keeps, then what is between."""
    if len(olds) * len(news) <= _CELLS:
        return _weighed(olds, news)
    kept = shortest_edit(list(map(_token, olds)), list(map(_token, news)))
    if kept is None:
        kept = _by_name(olds, news)
    pairs, i, j = list[tuple[Node, Node]](), 0, 0
    for old, new in [*kept, (len(olds), len(news))]:
        between = olds[i:old], news[j:new]
        if len(between[0]) * len(between[1]) <= _CELLS:
            pairs += _weighed(*between)
        i, j = old + 1, new + 1
    return pairs + [(olds[i], news[j]) for i, j in kept]


def _token(node: Node) -> object:
    return (node.structure, node.name if node.is_named else "")


def _by_name(olds: Sequence[Node], news: Sequence[Node]) -> list[tuple[int, int]]:
    """Pair by name and class what stands in one order on both sides."""
    places = {(node.kind, node.name): j for j, node in enumerate(news)}
    found = [
        (i, places[key]) for i, node in enumerate(olds) if (key := (node.kind, node.name)) in places
    ]
    return [found[k] for k in longest_rise([j for _, j in found])]


def _weighed(olds: Sequence[Node], news: Sequence[Node]) -> Pairs:
    """Pair so that what is alike of all pairs together weighs most."""
    if not olds or not news:
        return []
    alike = [[likeness(old, new) for new in news] for old in olds]
    best = [[0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i in range(len(olds) - 1, -1, -1):
        spend(len(news))
        row, below, likes = best[i], best[i + 1], alike[i]
        for j in range(len(news) - 1, -1, -1):
            paired = below[j + 1] + likes[j] if likes[j] else 0
            row[j] = max(paired, below[j], row[j + 1])
    return list(_traced(olds, news, alike, best))


def _traced(
    olds: Sequence[Node], news: Sequence[Node], alike: list[list[int]], best: list[list[int]]
) -> Iterator[tuple[Node, Node]]:
    i = j = 0
    while i < len(olds) and j < len(news):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield olds[i], news[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def likeness(old: Node, new: Node) -> int:
    """Weigh how likely a layer is what became of another; 0 where their classes differ."""
    if old.kind != new.kind:
        return 0
    weight = _CLASS
    if old.name == new.name:
        weight += _OWN_NAME if old.is_named else _AUTOMATIC_NAME
    if old.structure == new.structure:
        weight += _STRUCTURE
    else:
        weight += _shared(old, new)
    weight += _SAME * (old.state.sizes == new.state.sizes)
    return weight + _SAME * same_settings(old, new)


def _shared(old: Node, new: Node) -> int:
    """Weigh what two layers that are set otherwise have in common: sizes, or layers inside."""
    if old.children or new.children:
        one = Counter(child.structure for child in old.children)
        other = Counter(child.structure for child in new.children)
        most = max(one.total(), other.total())
        return _SIZES * (one & other).total() // most
    one_size, other_size = old.own_sizes, new.own_sizes
    same = sum(other_size.get(name) == size for name, size in one_size.items())
    return _SIZES * same // max(len(one_size), len(other_size), 1)


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the places of the most numbers that rise, one after the other.

    >>> longest_rise([0, 3, 1, 2])
    [0, 2, 3]
    """
    ends: list[int] = []  # the least number that ends a rise of each length
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
    found, place = list[int](), places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def shortest_edit(olds: Sequence[object], news: Sequence[object]) -> list[tuple[int, int]] | None:
    """Return the places of what the shortest edit keeps; None where it is not short.

    Source: E. W. Myers, An O(ND) difference algorithm and its variations, 1986.

    >>> shortest_edit("abcd", "axcd")
    [(0, 0), (2, 2), (3, 3)]
    """
    reach, steps, trace = {1: 0}, 0, list[dict[int, int]]()
    for edits in range(len(olds) + len(news) + 1):
        spend(edits)
        trace.append(dict(reach))
        steps += edits
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (
                diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1]
            )
            i = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            j = i - diagonal
            while i < len(olds) and j < len(news) and olds[i] == news[j]:
                i, j, steps = i + 1, j + 1, steps + 1
            reach[diagonal] = i
            if i >= len(olds) and j >= len(news):
                return _kept(trace, len(olds), len(news))
        if steps + edits * edits > _STEPS:
            return None
    return None


def _kept(trace: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[edits], i - j
        down = diagonal == -edits or (
            diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1]
        )
        before = diagonal + 1 if down else diagonal - 1
        from_i = reach[before] if edits else 0
        from_j = from_i - before if edits else 0
        start = (from_i, from_j + 1) if down else (from_i + 1, from_j)
        least = start if edits else (0, 0)
        while i > least[0] and j > least[1]:
            i, j = i - 1, j - 1
            kept.append((i, j))
        i, j = from_i, from_j
    return kept[::-1]
