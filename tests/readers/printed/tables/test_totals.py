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
