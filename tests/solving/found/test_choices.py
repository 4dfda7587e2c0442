"""Which of some numbers add up to another: held against a look at every choice."""

from __future__ import annotations

from itertools import combinations

import pytest

from rnnscope.solving.found._choices import MOST, choices

pytestmark = pytest.mark.quick

NUMBERS = [3, 5, 5, 8, 13, 40]


@pytest.mark.parametrize("wanted", range(1, sum(NUMBERS) + 2))
def test_the_only_choice_is_found_and_more_than_one_is_said(wanted: int) -> None:
    every = [
        [*places]
        for count in range(len(NUMBERS) + 1)
        for places in combinations(range(len(NUMBERS)), count)
        if sum(NUMBERS[place] for place in places) == wanted
    ]
    number, places = choices(NUMBERS, wanted)
    assert number == min(len(every), 2)
    assert places in every or not every


def test_too_many_sums_are_not_looked_through() -> None:
    odd = [MOST + i * i for i in range(400)]
    assert choices(odd, sum(odd[::2])) == (None, [])
    assert choices(odd, sum(odd)) == (1, [*range(400)])  # of which no sum is left but one
