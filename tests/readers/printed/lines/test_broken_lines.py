"""What a terminal broke at its width is read as it was, where a rule proves that it did."""

from __future__ import annotations

import pytest

from tests.readers.printed.texts import SOME, Printed, one, told

pytestmark = pytest.mark.quick

RULED = [printed for printed in SOME if "____" in printed.text]


def broken(text: str, width: int) -> str:
    lines = (
        line[start : start + width]
        for line in text.split("\n")
        for start in range(0, max(len(line), 1), width)
    )
    return "\n".join(lines)


@pytest.mark.parametrize("width", [37, 40, 58, 59])
@pytest.mark.parametrize("printed", RULED, ids=[printed.id for printed in RULED])
def test_it_is_put_together_again(printed: Printed, width: int) -> None:
    assert told(one(broken(printed.text, width))) == told(one(printed.text))


def test_a_table_on_one_line_that_is_broken() -> None:
    (printed,) = (p for p in RULED if (p.keras, p.model) == ("2.2.5", "cnn") and p.width is None)
    text = " ".join(printed.text.split())
    assert told(one(broken(text, 50))) == told(one(printed.text))


def test_lines_of_one_length_without_a_broken_rule_stay_as_they_are() -> None:
    rows = "a (Dense)  (None, 64)  2112\nb (Dense)  (None, 64)  4160\n"
    assert [row.line for row in one(f"{'=' * 27}\n{rows}{'=' * 27}\n").rows] == [2, 3]


ROWS = [("lstm_1 (LSTM)", "(None, 8)", "320"), ("dense_1 (Dense)", "(None, 10)", "90")]
