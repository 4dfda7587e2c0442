"""Rows of layers that hold what is not printed, which may be anything."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.row_verdict import Told

pytestmark = pytest.mark.quick

HEAD = "Layer (type)   Output Shape   Param #\n=====\nx (InputLayer)   (None, 10, 8)   0\n"
# Of cells LSTMCell(16) and LSTMCell(12), and of a model of Dense(3) and Dense(5).
HELD = [
    "r (RNN)   (None, 10, 12)   2992",
    "t (TimeDistributed)   (None, 10, 5)   47",
    "t (TimeDistributed)   (None, 10)   47",
]


@pytest.mark.parametrize("row", HELD)
def test_what_is_held_may_be_anything_so_that_no_number_is_impossible(row: str) -> None:
    report = rnnscope.explain_summary(f"{HEAD}{row}\n", summary=False)
    told = report.layers[1].told
    assert told is not None
    assert (told.told, report.differences) == (Told.UNTOLD, ())
    assert "nothing that was tried gives its number" in told.why
