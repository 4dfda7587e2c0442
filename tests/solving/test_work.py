"""How much work a summary of many rows is: counted in calls, since time depends on the machine."""

from __future__ import annotations

from functools import partial

import pytest

import rnnscope
from rnnscope.model.printed import PrintedShape
from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.problem import KnownShape, Problem
from rnnscope.solving.deciding import decided
from rnnscope.solving.formulas import worked
from rnnscope.solving.search import fitting, made
from tests.benchmarks.printed_rows import KINDS, text
from tests.counted import calls

pytestmark = pytest.mark.quick


def explain(kind: str, rows: int) -> None:
    """Explain a text of so many rows as a process would that has explained nothing before."""
    for module in (decided, fitting, worked):
        for each in vars(module).values():
            getattr(each, "cache_clear", lambda: None)()
    rnnscope.explain_summary(text(KINDS[kind](rows)), summary=False)


@pytest.mark.parametrize("kind", ["dense", "odd conv", "bidirectional", "residual", "joined"])
def test_twice_as_many_rows_are_no_more_than_twice_the_work(kind: str) -> None:
    explain(kind, 18)  # what is worked out once a process
    few, many = (calls(partial(explain, kind, n)) for n in (18, 36))
    assert many < 2.3 * few


@pytest.mark.parametrize(
    ("kind", "most"),
    [("dense", 4_000), ("conv", 25_000), ("odd conv", 38_000), ("bidirectional", 22_000)],
)
def test_a_row_is_little_work_though_none_is_like_another(kind: str, most: int) -> None:
    explain(kind, 9)
    assert calls(partial(explain, kind, 36)) < 36 * most


def test_a_formula_is_run_once_for_all_sizes_and_all_numbers_of_a_class() -> None:
    met = []
    for rows in (20, 40):
        explain("dense", rows)
        met.append(worked._workings.cache_info().misses)
    assert met[0] == met[1]


def test_a_size_that_goes_on_otherwise_runs_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, kept = 0, 0
    hold = made.candidate_of

    def held(*args: object) -> object:
        nonlocal tried, kept
        candidate = hold(*args)  # type: ignore[arg-type]
        tried, kept = tried + 1, kept + (candidate is not None)
        return candidate

    monkeypatch.setattr(made, "candidate_of", held)
    cut = PrintedShape(sizes=(None, None, None), is_cut=True, begun="9")
    inputs: KnownShape = (None, None, None, ...)
    problem = Problem(
        class_name="Conv2D", name="layer", inputs=(inputs,), outputs=(cut,), number=221_184
    )
    assert decided.decided(problem).told is Told.ONE_OF
    assert kept == tried > 0
