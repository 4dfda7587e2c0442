"""Numbers that know how they were worked out: their program gives them again, for any sizes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.drawings.measures import (
    Measure,
    Recorder,
    least,
    most,
    multiplied,
    size,
    still,
    summed,
    worked_out,
)

pytestmark = pytest.mark.quick

few = settings(max_examples=25)

numbers = st.integers(1, 10_000)


def made(a: Measure, b: Measure) -> list[Measure]:
    """Return measures of every operation."""
    plain = [a + b, a - b, a * b, a / b, a // b, 3 + a, 3 - a, 3 * a, 3 / a]
    return [*plain, least(a, b, 7), most(a, b, 7), summed([a, b, 1]), multiplied([a, b, 2])]


@few
@given(numbers, numbers, numbers, numbers)
def test_a_program_works_numbers_out_for_other_sizes(a: int, b: int, c: int, d: int) -> None:
    recorder = Recorder()
    steps = [recorder.step_of(each) for each in made(size(0, a), size(1, b))]
    values = worked_out(recorder.steps, (c, d))
    expected = [each.value for each in made(size(0, c), size(1, d))]
    assert [values[step] for step in steps] == pytest.approx(expected)


def test_a_step_needs_only_earlier_ones_and_stands_there_once() -> None:
    recorder, a = Recorder(), size(0, 5)
    recorder.step_of((a + 1) * (a + 1) + (size(0, 5) + 1))
    assert len(recorder.steps) == len(set(recorder.steps)) == 5
    for number, step in enumerate(recorder.steps):
        if isinstance(step, tuple) and len(step) == 3:
            assert max(step[1:]) < number


def test_what_changes_nothing_is_no_step() -> None:
    a = size(0, 5)
    assert all(same is a for same in (a + 0, 0 + a, a - 0, a * 1, 1 * a, a / 1))


def test_numbers_that_nothing_moves_are_worked_out_at_once() -> None:
    assert not (still(2) * 3 + 1).moves
    assert (still(2) * 3 + 1).value == 7


def test_a_very_long_sum_is_no_deep_recursion() -> None:
    total = summed(size(0, 1) * number for number in range(2, 3_000))
    assert Recorder().step_of(total) > 2_900
