"""Rows inside others that lost their indentation are put back where the sums prove it."""

from __future__ import annotations

import re

import pytest

from rnnscope import explain_summary
from rnnscope.model.printed import PrintedSummary
from rnnscope.model.printed_sums import Sum, added
from rnnscope.renderers import render
from tests.readers.printed.texts import ALL, Printed, one

pytestmark = pytest.mark.quick

HEADER = f"Layer (type)                 Output Shape              Param #\n{'=' * 65}\n"
NESTED = [printed for printed in ALL if any(depth for *_, depth in printed.rows)]


def flat(*rows: tuple[str, str, int, int], total: int) -> PrintedSummary:
    lines = (f"{name} ({class_name})  (None, {units})  {n}" for name, class_name, units, n in rows)
    return one(HEADER + "\n".join(lines) + f"\n{'=' * 65}\nTotal params: {total:,}\n")


def flattened(line: str) -> str:
    """Return a line without what tells how deep it stands."""
    if "¯" in line:
        return ""
    return re.sub(r"^[|│]+ *(└ )?(.*?)[ |]*$", r"│ \2" if "│" in line else r"\2", line)


def depths(summary: PrintedSummary) -> dict[str, int]:
    return {row.name: row.depth for row in summary.rows}


OUTER = ("outer", "Sequential", 4, 71)
FIRST = ("first", "Dense", 3, 27)
INNER = ("inner", "Functional", 4, 44)
LEFT, RIGHT = ("left", "Dense", 5, 20), ("right", "Dense", 4, 24)
LAST = ("last", "Dense", 2, 10)


def test_what_the_sums_prove_is_inside() -> None:
    summary = flat(OUTER, FIRST, INNER, LEFT, RIGHT, LAST, total=81)
    assert depths(summary) == {
        "outer": 0, "first": 1, "inner": 1, "left": 2, "right": 2, "last": 0,
    }  # fmt: skip
    assert added(summary) == (81, Sum.ADDS_UP)
    assert not summary.nesting_untold


def test_rows_that_add_up_stay_as_they_are() -> None:
    assert not any(depths(flat(OUTER, FIRST, INNER, total=142)).values())


def test_a_model_without_its_rows_stays_one_row() -> None:
    summary = flat(OUTER, INNER, LEFT, RIGHT, total=115)
    assert depths(summary) == {"outer": 0, "inner": 0, "left": 1, "right": 1}


@pytest.mark.parametrize(
    "rows",
    [
        # `other` puts out what `inner` does, and may be its last row as well as the next one.
        (INNER, LEFT, RIGHT, ("other", "Dropout", 4, 0), ("b", "Sequential", 4, 24),
         ("c", "Dense", 4, 24)),
        (("a", "Sequential", 4, 24), ("b", "Sequential", 4, 24), ("c", "Dense", 4, 24),
         ("d", "Dense", 4, 24)),
    ],
    ids=["a row without weights", "models of one number"],
)  # fmt: skip
def test_what_may_be_inside_of_either_is_not_told(rows: tuple[tuple[str, str, int, int]]) -> None:
    summary = flat(*rows, total=68 if rows[0] == INNER else 72)
    assert not any(depths(summary).values())
    assert summary.nesting_untold
    assert added(summary)[1] is Sum.DIFFERS
    assert all(row.is_behind_gap for row in summary.rows[1:])


def test_a_sum_that_differs_for_another_reason_differs() -> None:
    summary = flat(OUTER, FIRST, LAST, total=100)
    assert not any(depths(summary).values())
    assert not summary.nesting_untold
    assert added(summary) == (108, Sum.DIFFERS)


def test_many_models_are_not_gone_through_in_every_way() -> None:
    rows = [(f"m{i}", "Sequential", 4, 1) for i in range(300)]
    summary = flat(*rows, total=150)
    assert summary.nesting_untold
    assert added(summary)[1] is Sum.DIFFERS


@pytest.mark.parametrize("printed", NESTED, ids=[printed.id for printed in NESTED])
def test_what_keras_nested_is_found_again_or_said_not_to_be_told(printed: Printed) -> None:
    whole = one(printed.text)
    bare = one("\n".join(map(flattened, printed.text.split("\n"))))
    if depths(bare) != depths(whole):
        assert bare.nesting_untold
        assert added(bare)[1] is Sum.DIFFERS


def test_that_it_cannot_be_told_is_said() -> None:
    rows = "m (Sequential) (None, 4) 24\nn (Sequential) (None, 4) 24\nc (Dense) (None, 4) 24\n"
    text = f"{HEADER}{rows}d (Dense) (None, 4) 24\nTotal params: 72\n"
    shown = " ".join(render(explain_summary(text, summary=False), "text").split())
    assert "it cannot be told which they are" in shown
    assert "✗ total params" in shown
