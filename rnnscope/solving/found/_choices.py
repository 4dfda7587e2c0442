"""Which of some numbers add up to another, and whether others do as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.untrusted.limits import spend

MOST = 100_000  # sums that are held while choices are looked for
_MANY = 2  # choices, of which nothing tells the right one


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Numbers that were chosen, by their places: the last, and those before it."""

    place: int
    before: _Chosen | None


_Ways = dict[int, tuple[int, _Chosen | None]]  # of each sum, how many ways there are, and one


def choices(numbers: Sequence[int], wanted: int) -> tuple[int | None, list[int]]:
    """Return how many choices of numbers add up to a wanted one, and the places of the only one.

    Two stands for more than one, None for so many sums that they are not looked through.
    """
    left, held = sum(numbers), 0
    ways: _Ways = {0: (1, None)}
    for place, own in enumerate(numbers):
        left -= own
        found: _Ways = {}
        for reached, (number, chosen) in ways.items():
            for more, now in ((0, chosen), (own, _Chosen(place, chosen))):
                if reached + more <= wanted <= reached + more + left:
                    others, _ = found.get(reached + more, (0, None))
                    found[reached + more] = (min(others + number, _MANY), now)
        ways, held = found, held + len(found)
        spend(len(found))
        if held > MOST:
            return None, []
    number, chosen = ways.get(wanted, (0, None))
    return number, [*_places(chosen)][::-1]


def _places(chosen: _Chosen | None) -> Iterator[int]:
    while chosen is not None:
        yield chosen.place
        chosen = chosen.before
