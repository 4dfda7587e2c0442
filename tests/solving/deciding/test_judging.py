"""Which of the settings that fit is taken, and what is said to be assumed for it."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, said, verdict

pytestmark = pytest.mark.quick


def test_a_layer_that_is_doubled_is_told_by_its_number() -> None:
    rows = (
        ("e", "Embedding", (None, 60, 200), 200_000),
        ("b", "Bidirectional", (None, 60, 100), 100_400),
    )
    found = verdict(reported(chain(*rows)), "b")
    assert found.told is Told.ASSUMED
    assert found.assumed == ("layer",)
    assert found.count == 1
    assert found.fits[0].settings["layer"] == "LSTM"
    assert found.fits[0].settings["layer.units"] == 50


def test_what_is_inside_another_layer_is_only_assumed() -> None:
    rows = (("x", "Dense", (None, 10, 8), 8), ("r", "RNN", (None, 8), 544))
    assert said(reported(chain(*rows)), "r") == (
        "assuming that the cell inside, which is not printed, is an LSTMCell (no other that was "
        "tried fits)"
    )


def test_what_is_assumed_is_named_and_not_what_others_would_need() -> None:
    rows = (
        ("x", "InputLayer", (None, 14, 14, 32), 0),
        ("t", "TimeDistributed", (None, 14, 14, 64), 2_112),
    )
    assert verdict(reported(chain(*rows)), "t").assumed == ("layer",)


def test_of_many_the_likely_ones_are_told_first() -> None:
    rows = (
        ("x", "InputLayer", (None, 28, 28, 32), 0),
        ("d", "DepthwiseConv2D", (None, 14, 14, 32), 288),
    )
    found = verdict(reported(chain(*rows)), "d")
    assert found.told is Told.ASSUMED
    assert found.assumed == ("kernel_size",)
    assert found.why == ""
    assert found.fits[0].settings["kernel_size"] == 3
    assert found.fits[0].settings["use_bias"] is False
