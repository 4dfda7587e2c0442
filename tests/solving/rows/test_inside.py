"""What flows into the middle of a model is no image: its filters are not taken to be colours."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import Told
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def told(report: Report, name: str) -> tuple[Told, set[int | None]]:
    """Return what is said of a row, and how many channels may flow in."""
    row = verdict(report, name)
    return row.told, {fit.input_shapes[0][-1] for fit in row.fits}


# A class of somebody's own: Conv2D(32, 3), its normalization, and Conv2D(32, 3) on what that
# puts out, of images with 3 channels.  9,248 is 544*(16 + 1) of one channel as well.
OWN = (
    "conv2d (Conv2D)              multiple                  896",
    "batch_normalization (BatchNo multiple                  128",
    "conv2d_1 (Conv2D)            multiple                  9248",
)


def test_the_first_takes_images() -> None:
    assert told(explained(OWN[0]), "conv2d")[0] is Told.ASSUMED
    assert told(explained(OWN[2]), "conv2d_1")[0] is Told.ASSUMED


@pytest.mark.parametrize(
    "between", [(), ("dropout (Dropout)            multiple                  0",)]
)
def test_what_stands_below_weights_takes_none(between: tuple[str, ...]) -> None:
    report = explained(*OWN[:2], *between, OWN[2])
    assert told(report, "conv2d")[0] is Told.ASSUMED
    found, channels = told(report, "conv2d_1")
    assert found is Told.ONE_OF
    assert 32 in channels


def test_a_usual_window_tells_nothing_where_neither_channels_nor_filters_are_known() -> None:
    """2,048 is Conv2D(1, 4) on 128 without a bias, and 32 windows of 3 by 3 on 7 with one."""
    report = explained(OWN[0], "conv2d_1 (Conv2D)            multiple                  2048")
    found, channels = told(report, "conv2d_1")
    assert found is Told.ONE_OF
    assert {7, 128} <= channels


HEAD_OF_GRAPH = (
    "Layer (type)            Output Shape           Param #     Connected to\n" + "=" * 78 + "\n"
)


def test_an_input_without_a_row_is_one_wherever_it_stands() -> None:
    """Keras 1 prints no row for it: 16*(9*3 + 1) is a convolution of 3 channels."""
    rows = (
        "dense_1 (Dense)         (None, 8)              136         dense_input_1[0][0]",
        "conv_1 (Convolution2D)  (None, 30, 30, 16)     448         conv_input_1[0][0]",
    )
    report = rnnscope.explain_summary(HEAD_OF_GRAPH + "\n".join(rows) + "\n", summary=False)
    row = verdict(report, "conv_1")
    assert row.told is Told.ASSUMED
    assert row.fits[0].input_shapes[0][-1] == 3
