"""Tables that are pasted from the middle on: what flows into the first rows has no row."""

from __future__ import annotations

import pytest

import rnnscope

pytestmark = pytest.mark.quick

# As Keras 2 prints the end of a model that attends to the steps of an LSTM.
MIDDLE = """\
normed (BatchNormalization)     (None, 6, 32)        128         pooled[0][0]
__________________________________________________________________________________________
rnn (LSTM)                      [(None, 6, 10), (Non 1720        normed[0][0]
__________________________________________________________________________________________
again (LSTM)                    (None, 6, 10)        840         rnn[0][0]
                                                                 rnn[0][1]
                                                                 rnn[0][2]
__________________________________________________________________________________________
scores (Dense)                  (None, 6, 1)         11          again[0][0]
==========================================================================================
"""


def test_sizes_come_from_the_row_above_where_the_first_of_all_is_not_printed() -> None:
    report = rnnscope.explain_summary(MIDDLE, summary=False)
    origins = {
        name: next(each.origin for each in report[name].symbols if each.name == "input_dim")
        for name in ("rnn", "again", "scores")
    }
    assert origins == {
        "rnn": "normed.input.features",
        "again": "rnn.units",
        "scores": "again.units",
    }
    assert report["again"].numbers == "4*(10*10 + 10*10 + 10)"
