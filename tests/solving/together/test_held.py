"""What a Bidirectional of which nothing tells what flows in holds."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.untrusted.limits import Limits, applied
from rnnscope.words.printed.row_verdicts import row_sentences
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def held(told: RowVerdict) -> list[object]:
    return [fit.settings["layer"] for fit in told.fits]


# 3,072 of 16 units a direction is an LSTM on 7, a GRU on 14 or 15, and a SimpleRNN on 79.
OPEN = "bidirectional (Bidirectional) (None, 64, 32)            3072"
OF_LSTM = "bidirectional_1 (Bidirection (None, 64, 32)            6272"
OF_GRU = "bidirectional_1 (Bidirection (None, 64, 32)            4704"
LSTM = "lstm (LSTM)                  (None, 8)                 1312"


def test_several_classes_fit() -> None:
    told = verdict(explained(OPEN), "bidirectional")
    assert told.told is Told.ONE_OF
    assert {"LSTM", "GRU", "SimpleRNN"} <= {*held(told)}


@pytest.mark.parametrize("other", [OF_LSTM, LSTM])
def test_it_is_what_other_rows_hold_or_are(other: str) -> None:
    report = explained(OPEN, other)
    told = verdict(report, "bidirectional")
    assert told.told is Told.ASSUMED
    assert held(told)[0] == "LSTM"
    assert {"GRU", "SimpleRNN"} <= {*held(told)}
    said = " ".join(row_sentences(report["bidirectional"]))
    assert "is an LSTM (as other rows are, or hold): then input_dim = 7" in said


@pytest.mark.parametrize("others", [(OF_GRU,), (OF_LSTM, "gru (GRU)  (None, 8)  1008")])
def test_other_rows_that_leave_several_tell_nothing(others: tuple[str, ...]) -> None:
    """A GRU has two versions here; and where there are two classes it may be either."""
    assert verdict(explained(OPEN, *others), "bidirectional").told is Told.ONE_OF


def test_where_the_others_merge_otherwise_the_default_is_not_assumed() -> None:
    """Of 2,304 an LSTM on 2 fits beside SimpleRNN(32) on 3, of which both directions are summed."""
    first = "bidirectional (Bidirectional) (None, 28, 32)            2304"
    second = "bidirectional_1 (Bidirection (None, 28, 32)            4160"
    report = explained(first, second)
    assert verdict(report, "bidirectional_1").fits[0].settings["merge_mode"] == "sum"
    told = verdict(report, "bidirectional")
    assert told.told is Told.ONE_OF
    ways = [(fit.settings["layer"], fit.input_shapes[0][-1]) for fit in told.fits]
    assert ("SimpleRNN", 3) in ways
    assert "other SimpleRNN layers here depart from" in told.why


def test_a_plain_recurrent_layer_that_fits_nearly_any_number_is_not_preferred() -> None:
    """160 is SimpleRNN(4) on 15 side by side, as well as SimpleRNN(8) on one, of both the sum."""
    told = verdict(explained("bidirectional (Bidirectional) (None, 8)  160"), "bidirectional")
    assert told.told is Told.ONE_OF
    ways = {(fit.settings["merge_mode"], fit.input_shapes[0][-1]) for fit in told.fits}
    assert {("concat", 15), ("sum", 1)} <= ways


def test_one_of_which_no_shape_is_printed_takes_no_long_search() -> None:
    """As of a class of somebody's own: windows of every size were tried, for minutes."""
    with applied(Limits(work_seconds=30)):
        told = verdict(explained("b (Bidirectional)  multiple  21200"), "b")
    assert told.told is Told.ONE_OF
    assert not told.is_whole
