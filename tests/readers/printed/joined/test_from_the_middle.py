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


# A layer that was called on two of the outputs of another, of which neither is printed.
AGAIN = """\
dense_2 (Dense)                 (None, 50, 1)        11          dense_1[0][0]
                                                                 dense_1[1][0]
__________________________________________________________________________________________
weights (Activation)            (None, 50, 1)        0           dense_2[0][0]
                                                                 dense_2[1][0]
__________________________________________________________________________________________
"""


def test_of_what_a_layer_takes_by_several_calls_the_first_alone_flows_in() -> None:
    report = rnnscope.explain_summary(AGAIN, summary=False)
    told = report["dense_2"].told
    assert told is not None
    assert [fit.input_shapes for fit in told.fits] == [((None, 50, 10),), ((None, 50, 11),)]
    assert "layers.Dense(units=1, name='dense_2')(" in report.render("code")
