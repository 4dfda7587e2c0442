"""What is taken for a total below a table, and what somebody says of one in a sentence."""

from __future__ import annotations

import pytest

from tests.readers.printed.texts import one

pytestmark = pytest.mark.quick

ROWS = """\
Layer (type)                 Output Shape              Param #
=================================================================
lstm_1 (LSTM)                (None, 64)                24832
_________________________________________________________________
dense_1 (Dense)              (None, 1)                 65
=================================================================
"""


@pytest.mark.parametrize(
    "line",
    [
        "Total params: 24,897",
        "Total params: **24,897** (97.25 KB)",
        "Total params: 24,897 = 24832 + 65",
        "Total params 24,897 Trainable params 24,897 Non-trainable params 0",
        "Total params: 24,897 Trainable params: 24,897 Non-trainable params: 0 None",
        "**Total Parameters:** 24,897 (97 KB)",
        "- Total parameters: 24,897",
    ],
)
def test_totals_as_they_are_written(line: str) -> None:
    assert one(f"{ROWS}{line}\n").total == 24_897


@pytest.mark.parametrize(
    "line",
    [
        "Total params = 4 * (32 + 64 + 1) * 64 + 65",
        "Total parameters = 4*(n*m + n^2 + n)",
        "They said: total params: 25 million, which is too many",
        "Total params: 25k",
        "I get total params 4 gates * 64",
    ],
)
def test_a_sum_or_a_sentence_is_no_total(line: str) -> None:
    assert one(f"{ROWS}{line}\n").total is None


MARKDOWN = """\
| Layer (type) | Output Shape | Param # |
|---|---|---|
| lstm_1 (LSTM) | (None, 64) | 24,832 |
| dense_1 (Dense) | (None, 1) | 65 |
"""
BOX = """\
┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━━━┓
┃ Layer (type)    ┃ Output Shape ┃   Param # ┃
┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━┩
│ lstm_1 (LSTM)   │ (None, 64)   │    24,832 │
├─────────────────┼──────────────┼───────────┤
│ dense_1 (Dense) │ (None, 1)    │        65 │
└─────────────────┴──────────────┴───────────┘
"""


@pytest.mark.parametrize("rows", [ROWS, MARKDOWN, BOX], ids=["ruled", "Markdown", "box"])
@pytest.mark.parametrize(
    "text",
    [
        "I do not understand this row:\n\nlstm_1 (LSTM)      (None, 64)     24832\n\nwhy?",
        "The layer lstm_1 (LSTM) (None, 64) 24832 has 4*((32+64)*64+64) weights.",
        "lstm_1/kernel:0 (32, 256) 8192\nlstm_1/recurrent_kernel:0 (64, 256) 16384",
        "The input is (None, 10, 32) 3 times.",
    ],
)
def test_behind_the_last_row_nothing_is_one_of_the_table(rows: str, text: str) -> None:
    """Where the totals are not copied, what stands behind it is somebody's own."""
    summary = one(f"{rows}\n{text}\n")
    assert [(row.name, row.params) for row in summary.rows] == [("lstm_1", 24832), ("dense_1", 65)]
    assert summary.unread == ()


@pytest.mark.parametrize("rows", [ROWS, MARKDOWN, BOX], ids=["ruled", "Markdown", "box"])
@pytest.mark.parametrize("blank", ["", "\n", "\n\n"])
def test_totals_that_stand_there_are_read(rows: str, blank: str) -> None:
    assert one(f"{rows}{blank} Total params: 24,897 (97.25 KB)\n").total == 24_897


def test_a_rule_that_rows_stand_behind_is_not_the_last() -> None:
    assert len(one(ROWS.replace("_" * 65, "=" * 65)).rows) == 2
