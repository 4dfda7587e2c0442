"""Equal blocks of layers, one behind the other: found by the numbers of `Alike`.

A block may have any number of layers.  Of several ways to fold, the one that saves
most rows is taken, and of those the one that begins where the layers' names change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.untrusted.limits import spend

_CANDIDATES = 32  # lengths that are tried for a block at one place
_LONGEST = 2_000  # layers in a block
_PHASES = 64  # places that are tried for its first layer
_WORTH = 2  # rows that are saved at least
_SEPARATORS = "_-./"


@dataclass(frozen=True, slots=True)
class Block:
    """Layers from a place on: `length` of them, `count` times the same."""

    start: int
    length: int
    count: int = 1

    @property
    def end(self) -> int:
        """The place behind the last of them."""
        return self.start + self.length * self.count

    @property
    def saved(self) -> int:
        """How many rows are saved, beside the one that says so."""
        return self.length * (self.count - 1) - 1


def blocks(
    numbers: Sequence[int], names: Sequence[str], has_weights: Sequence[bool]
) -> Iterator[Block]:
    """Yield all layers in order, in blocks; those that stand alone are blocks of their own.

    Layers without weights, which have one row together, make no block by themselves.
    """
    following = _next_places(numbers)
    weighted = _next_true(has_weights)
    at = 0
    while at < len(numbers):
        spend()
        block = _best(numbers, following, at, weighted[at] - at + 1)
        if block.count > 1:
            block = _in_phase(numbers, names, block)
        yield from (Block(place, 1) for place in range(at, block.start))
        yield block
        at = block.end


def _next_places(numbers: Sequence[int]) -> list[int | None]:
    """Return for each place the next one that has the same number."""
    last: dict[int, int] = {}
    following: list[int | None] = [None] * len(numbers)
    for place in reversed(range(len(numbers))):
        following[place] = last.get(numbers[place])
        last[numbers[place]] = place
    return following


def _next_true(flags: Sequence[bool]) -> list[int]:
    """Return for each place the next one, or itself, where a flag is set."""
    following = [len(flags)] * len(flags)
    last = len(flags)
    for place in reversed(range(len(flags))):
        last = place if flags[place] else last
        following[place] = last
    return following


def _best(numbers: Sequence[int], following: Sequence[int | None], at: int, least: int) -> Block:
    """Return the block at a place that saves most rows, of no less than so many layers."""
    best, place = Block(at, 1), following[at]
    for _ in range(_CANDIDATES):
        if place is None or place - at > _LONGEST:
            break
        block = _repeated(numbers, at, place - at) if place - at >= least else best
        if block.saved >= max(_WORTH, best.saved + 1):
            best = block
        place = following[place]
    return best


def _repeated(numbers: Sequence[int], at: int, length: int) -> Block:
    """Return how often the layers at a place are repeated behind it."""
    count, next_ = 1, at + length
    if numbers[next_ - 1] != numbers[min(next_ + length, len(numbers)) - 1]:
        return Block(at, length)
    first = numbers[at:next_]
    spend(1 + length // 50)
    while numbers[next_ : next_ + length] == first:
        count, next_ = count + 1, next_ + length
    return Block(at, length, count)


def _in_phase(numbers: Sequence[int], names: Sequence[str], block: Block) -> Block:
    """Move a block to where its layers' names have most in common, with as many repeats."""
    ways = [block]
    for shift in range(1, min(block.length, _PHASES)):
        end = block.end + shift - 1
        if end >= len(numbers) or numbers[end] != numbers[end - block.length]:
            break
        ways.append(Block(block.start + shift, block.length, block.count))
    return max(ways, key=lambda way: len(prefix(names, Block(way.start, way.length))))


def prefix(names: Sequence[str], block: Block) -> str:
    """Return what the names in a block begin with, up to a sign that separates parts of names."""
    inside = names[block.start : block.end]
    least, most = min(inside), max(inside)
    same = next((i for i, sign in enumerate(least) if sign != most[i : i + 1]), len(least))
    cut = max(least.rfind(sign, 0, same) for sign in _SEPARATORS)
    return least[:cut] if cut > 0 else ""
