"""Pages of a printed summary: of some rows there is a number, and no weights."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.pages.explorable.page import explorable_page

pytestmark = pytest.mark.quick

HEAD = "Layer (type)      Output Shape      Param #\n=====================\n"
ROWS = {
    "own": "attention (MyAttention)   (None, 64)   8192\n",
    "one of several": "gru (GRU)   (None, 16)   1536\n",
    "misprinted": "dense_1 (Dense)   (None, 64)   101\ndense_2 (Dense)   (None, 10)   660\n",
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_a_number_without_weights_is_in_the_total(rows: str) -> None:
    last = "last (Dense)   (None, 10)   650\n"
    report = rnnscope.explain_summary(f"{HEAD}{rows}{last}", summary=False)
    page = explorable_page(report)
    assert page.total.value == report.total
    counts = {row.name: row.sum.value for row in page.diagram.rows}
    assert sum(value or 0 for value in counts.values()) == report.total
    assert all(counts[row.name] == row.params for row in report.layers)


def test_an_input_that_is_not_printed_is_not_shown_as_told() -> None:
    rows = "simple_rnn_1 (SimpleRNN)   (None, 128)   20096\n"
    (given,) = explorable_page(rnnscope.explain_summary(f"{HEAD}{rows}", summary=False)).inputs
    assert given.reach.startswith("It is not printed: these are the sizes that follow")
    said = rnnscope.explain_summary(f"{HEAD}{rows}", (28, 28), summary=False)
    (given,) = explorable_page(said).inputs
    assert "not printed" not in given.reach
