"""What is said of a summary of which not every line could be read."""

from __future__ import annotations

import pytest

import rnnscope

pytestmark = pytest.mark.quick

HEAD = "Layer (type)                 Output Shape              Param #\n" + "=" * 65 + "\n"
ROWS = (
    "embedding_1 (Embedding)      (None, 100, 32)           320.000\n"
    "lstm_1 (LSTM)                (None, 64)                24832\n"
)


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_line_that_could_not_be_read_is_shown_with_its_number(format_: str) -> None:
    report = rnnscope.explain_summary(HEAD + ROWS, summary=False)
    text = report.render(format_)
    assert "Line 3" in text
    assert "320.000" in text


def test_rows_that_nothing_holds_against_a_total_do_not_agree_with_it() -> None:
    without = rnnscope.explain_summary(HEAD + ROWS, summary=False)
    assert "– printed: no total is printed" in str(without)
    totalled = rnnscope.explain_summary(f"{HEAD}{ROWS}Total params: 344,832\n", summary=False)
    assert "– printed: the rows that could be read do not add up" in str(totalled)


def test_what_flows_into_a_layer_whose_row_tells_nothing_of_it_is_its_input() -> None:
    report = rnnscope.explain_summary(HEAD + ROWS, summary=False)
    assert "input_dim = 32 (lstm_1.input.features)" in str(report)
