"""What somebody changed in real models, told truly and in as few words as it takes.

`told.txt` has the lines for each, of the models themselves, and of their locks.
`python -m tests.changes.test_real_changes` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explain
from rnnscope.changes.comparing import changes
from rnnscope.changes.sums import Sums
from rnnscope.pages.compared.changes_page import change_lines
from rnnscope.report.report import Report
from rnnscope.states import ModelState
from rnnscope.states.of_report import state_of
from tests.changes.models import CHANGES, pair
from tests.changes.test_random_pairs import added_up, locked

TOLD = Path(__file__).with_name("told.txt")


@cache
def reports(name: str) -> tuple[Report, Report]:
    old, new = pair(name)
    return explain(old, summary=False), explain(new, summary=False)


def lines(old: ModelState, new: ModelState) -> list[str]:
    told = changes(old, new)
    assert added_up(told) == (new.total or 0) - (old.total or 0)
    assert added_up(changes(new, old)) == -added_up(told)
    return change_lines(told)


def sections(name: str) -> Iterator[tuple[str, list[str]]]:
    old, new = (state_of(report, "model") for report in reports(name))
    yield name, lines(old, new)
    of_locks = lines(locked(old), locked(new))
    if len(of_locks) > 1:
        assert of_locks.pop().startswith("not compared, since a lock does not keep them: ")
    yield f"{name}, of locks", of_locks


def expected() -> dict[str, list[str]]:
    parts = TOLD.read_text(encoding="utf-8").split("\n\n")
    return {part.splitlines()[0]: part.splitlines()[1:] for part in parts}


@pytest.mark.filterwarnings("ignore:Layer InputLayer does not have a `quantize` method")
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told(name: str) -> None:
    for title, found in sections(name):
        assert [f"  {line}" for line in found] == expected()[f"{title}:"]


def test_nothing_else_is_expected() -> None:
    assert list(expected()) == [
        f"{each}:" for name in CHANGES for each in (name, f"{name}, of locks")
    ]


@pytest.mark.filterwarnings("ignore:Layer InputLayer does not have a `quantize` method")
@pytest.mark.parametrize("name", CHANGES)
def test_the_sums_are_those_of_the_report(name: str) -> None:
    for report in reports(name):
        sums = Sums.of(state_of(report, "model"))
        macs = report.macs.value if report.macs is not None else None
        assert (sums.params, sums.trainable) == (report.total, report.trainable)
        assert (sums.bytes, sums.macs) == (report.bytes, macs)


@pytest.mark.filterwarnings("ignore:Layer InputLayer does not have a `quantize` method")
@pytest.mark.parametrize("name", CHANGES)
def test_a_model_is_what_its_lock_says(name: str) -> None:
    for report in reports(name):
        state = state_of(report, "model")
        assert not changes(state, locked(state))
        assert not changes(locked(state), state)


def told() -> Iterator[Any]:
    for name in CHANGES:
        for title, found in sections(name):
            yield "\n".join([f"{title}:", *(f"  {line}" for line in found)])


if __name__ == "__main__":
    TOLD.write_text("\n\n".join(told()) + "\n", encoding="utf-8")
