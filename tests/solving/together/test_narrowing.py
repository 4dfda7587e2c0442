"""Shapes that are not printed, told by the rows around them."""

from __future__ import annotations

import pytest

from tests.solving.chains import chain, reported, verdict

pytestmark = pytest.mark.quick


def test_sizes_that_are_not_printed_follow_from_the_rows_around_them() -> None:
    rows = (
        ("flatten", "Flatten", (None, 784), 0),
        ("a", "Dense", None, 100_480),
        ("b", "Dense", (None, 10), 1_290),
    )
    report = reported(chain(*rows))
    assert report["a"].output_shape == (None, 128)
    assert verdict(report, "a").fits[0].settings == {"units": 128, "use_bias": True}


def test_a_layer_whose_shape_is_not_printed_puts_out_what_the_next_one_takes() -> None:
    rows = (
        ("x", "InputLayer", (None, 9, 4), 0),
        ("a", "SimpleRNN", None, 50),
        ("b", "SimpleRNN", (None, 2), 16),
    )
    report = reported(chain(*rows))
    assert verdict(report, "a").fits[0].settings["return_sequences"]
    assert verdict(report, "a").untold == ("return_state",)
