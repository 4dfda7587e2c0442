"""The numbers that settings do give, beside one that none gives."""

from __future__ import annotations

import pytest

from rnnscope.report.report import Basis
from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, said, verdict

pytestmark = pytest.mark.quick


def test_a_number_that_no_setting_gives_is_told_the_nearest() -> None:
    rows = (("a", "Flatten", (None, 256), 0), ("b", "Dense", (None, 10), 2_750))
    report = reported(chain(*rows))
    assert verdict(report, "b").told is Told.IMPOSSIBLE
    assert report["b"].params == 2_750
    assert report["b"].basis is Basis.PRINTED
    assert [fit.params for fit in verdict(report, "b").fits] == [2_570, 2_560]
    assert [difference.layer for difference in report.differences] == ["b"]


def test_an_activation_has_no_weights() -> None:
    rows = (("d", "Dense", (None, 10), 2_570), ("a", "Activation", (None, 10), 36_928))
    report = reported(chain(*rows))
    assert said(report, "a") == "no setting of an Activation gives 36,928 here: it has no weights"


def test_no_odd_window_is_told_because_it_comes_nearer() -> None:
    """With channels first a window of 241 times 272 gives 2,359,878, 10 less than is printed."""
    rows = (
        ("x", "InputLayer", (None, 6, 6, 512), 0),
        ("c", "Conv2D", (None, 6, 6, 512), 2_359_888),
    )
    fits = verdict(reported(chain(*rows)), "c").fits
    assert (fits[0].params, fits[0].settings["kernel_size"]) == (2_359_808, 3)
    assert {fit.settings["data_format"] for fit in fits} == {"channels_last"}
