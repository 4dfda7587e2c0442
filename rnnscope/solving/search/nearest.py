"""The numbers that settings do give near the printed one, where that is none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from rnnscope.errors import UnknownSizeError
from rnnscope.solving.asked.problem import Candidate, Problem
from rnnscope.solving.formulas.unknowns import Terms, UnsolvedError, used, value_at
from rnnscope.solving.search.fitting import Fitting, fitting_drafts, inputs_of
from rnnscope.solving.search.search import candidates_of

_FEW = 3  # that are told
_DOUBLED = 64  # times that a size is doubled until its count is beyond the printed one


def nearest(problem: Problem) -> tuple[tuple[Candidate, int], ...]:
    """Return settings whose number is near to the printed one, each with its number.

    With channels first a window may be as large as the numbers ask for, and some number is
    always near: such settings are for where there are no others.
    """
    if problem.number is None:
        return ()
    return _near(problem, is_turned=False) or _near(problem, is_turned=True)


def _near(problem: Problem, *, is_turned: bool) -> tuple[tuple[Candidate, int], ...]:
    wanted = problem.number or 0
    every = {*_numbers(problem, is_turned=is_turned)}
    numbers = sorted(every, key=lambda number: (abs(number - wanted), number))
    found: list[tuple[Candidate, int]] = []
    for number in numbers:
        candidate = _first(replace(problem, number=number))
        if candidate is not None:
            found.append((candidate, number))
        if len(found) == _FEW:
            break
    return tuple(found)


def _first(problem: Problem) -> Candidate | None:
    """Return settings that give a number, those first that depart from defaults least."""
    try:
        found = [
            candidate
            for inputs in inputs_of(problem)
            for fitting in fitting_drafts(problem, inputs)
            for candidate in candidates_of(fitting, problem)
        ]
    except UnsolvedError:
        return None
    return min(found, key=lambda candidate: len(candidate.departures), default=None)


def _numbers(problem: Problem, *, is_turned: bool) -> Iterator[int]:
    """Yield numbers that settings give, on both sides of the printed one."""
    for inputs in inputs_of(problem):
        for fitting in fitting_drafts(problem, inputs):
            if ("data_format" in fitting.draft.departures) is is_turned:
                yield from _of_draft(fitting, problem.number or 0)


def _of_draft(fitting: Fitting, wanted: int) -> Iterator[int]:
    """Yield the numbers next to one, of a draft of which no more than one size is open."""
    every = fitting.count.symbols
    try:
        terms = fitting.count.terms()
    except (ArithmeticError, UnknownSizeError):
        return
    for values in fitting.values:
        known = {place: values[each] or 0 for place, each in enumerate(every) if each in values}
        rest = [place for place in used(terms) if place not in known]
        if not rest:
            yield value_at(terms, known)
        elif len(rest) == 1:
            yield from _around(partial(_with, terms, known, rest[0]), wanted)


def _with(terms: Terms, known: Mapping[int, int], place: int, size: int) -> int:
    return value_at(terms, {**known, place: size})


def _around(count: Callable[[int], int], wanted: int) -> Iterator[int]:
    """Yield the counts on both sides of a number, of a size that a count grows with."""
    high = 1
    for _ in range(_DOUBLED):
        if count(high) >= wanted:
            break
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if count(middle) >= wanted else (middle, high)
    yield from (count(size) for size in (low, high) if size > 0)
