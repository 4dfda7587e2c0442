"""Defaults that other rows depart from."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, verdict

pytestmark = pytest.mark.quick


def test_a_default_is_given_up_that_another_layer_of_the_class_departs_from() -> None:
    rows = (("a", "Dense", (None, 8), 80), ("b", "Dense", (None, 4), 32))
    report = reported(chain(*rows))
    assert verdict(report, "b").fits[0].settings["use_bias"] is False
    assert verdict(report, "a").told is Told.ONE_OF


def test_what_follows_from_a_square_kernel_alone_gives_no_default_up() -> None:
    rows = (
        ("x", "InputLayer", (None, 28, 28, 1), 0),
        ("d", "DepthwiseConv2D", (None, 28, 28, 1), 9),
        ("c", "Conv2D", (None, 28, 28, 32), 320),
    )
    report = reported(chain(*rows))
    assert verdict(report, "c").why == ""
    assert verdict(report, "c").fits[0].settings["use_bias"] is True
