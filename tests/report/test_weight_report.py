"""A count's text: the gates are taken out where all terms have them, and it can be evaluated."""

from __future__ import annotations

import pytest

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.report.weight_report import written

pytestmark = pytest.mark.quick

SIZES = {"gates": 4, "units": 3, "input_dim": 5, "num_heads": 2}
GATES, UNITS, INPUT_DIM, HEADS = (symbol(name, size) for name, size in SIZES.items())


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(GATES * (UNITS + INPUT_DIM), "gates*(units + input_dim)", id="taken out"),
        pytest.param(GATES * UNITS, "gates*units", id="one term keeps its gates"),
        pytest.param(GATES * UNITS + 1, "gates*units + 1", id="not in every term"),
        pytest.param(GATES * GATES * (UNITS + 1), "gates*gates*(units + 1)", id="twice"),
        pytest.param(HEADS * UNITS + HEADS, "num_heads*(units + 1)", id="heads too"),
        pytest.param(UNITS * UNITS + UNITS, "units*units + units", id="nothing else"),
        pytest.param(GATES // 2 + UNITS, "gates//2 + units", id="divided"),
        pytest.param(
            GATES * UNITS + symbol("gates", 4, "other") * UNITS,
            "gates*units + gates*units",
            id="of two layers",
        ),
        pytest.param(UNITS - UNITS, "0", id="nothing left"),
    ],
)
def test_written(count: Expr, text: str) -> None:
    assert written(count) == text
    assert eval(text, {}, SIZES) == eval(written(count, Expr.numbers), {}) == int(count)  # noqa: S307
