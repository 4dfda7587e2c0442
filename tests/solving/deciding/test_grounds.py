"""Where a default alone would prefer what hardly anybody makes, nothing is preferred."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import RowVerdict, Told
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def told(name: str, class_name: str, shape: str, number: int) -> RowVerdict:
    row = f"{f'{name} ({class_name})':<29}{shape:<26}{number}"
    return verdict(explained(row), name)


@pytest.mark.parametrize(
    ("class_name", "shape", "without", "size"),
    [
        ("Dense", "(None, 12544)", 100 * 12_544, 100),
        ("Dense", "(None, 10)", 784 * 10, 784),
        ("LSTM", "(None, 32)", 4 * 32 * (32 + 128), 128),
    ],
)
def test_a_bias_is_not_assumed_where_without_it_a_round_size_flows_in(
    class_name: str, shape: str, without: int, size: int
) -> None:
    row = told("x", class_name, shape, without)
    assert row.told is Told.ONE_OF
    assert {fit.input_shapes[0][-1] for fit in row.fits} == {size - 1, size}


def test_a_bias_is_assumed_beside_layers_that_have_one() -> None:
    report = explained(
        "a (Dense)                    (None, 64)                6400",
        "b (Dense)                    (None, 10)                650",
    )
    assert verdict(report, "a").told is Told.ASSUMED
    assert verdict(report, "a").fits[0].sizes["input_dim"] == 99


@pytest.mark.parametrize(("number", "size"), [(7_850, 784), (140, 13), (650, 64)])
def test_a_bias_is_assumed_where_nothing_speaks_against_it(number: int, size: int) -> None:
    row = told("x", "Dense", "(None, 10)", number)
    assert row.told is Told.ASSUMED
    assert row.fits[0].input_shapes[0][-1] == size


@pytest.mark.parametrize(
    ("class_name", "shape", "number", "kernel"),
    [
        ("Conv2D", "(None, 30, 30, 16)", 1_312, 3),  # 9·9·1·16 + 16 as well as 3·3·9·16 + 16
        ("Conv1D", "(None, 30, 32)", 3 * 13 * 32, 3),  # 2·19·32 + 32 as well
    ],
)
def test_an_uncommon_window_is_not_assumed_where_a_common_one_fits(
    class_name: str, shape: str, number: int, kernel: int
) -> None:
    row = told("x", class_name, shape, number)
    assert row.told is Told.ONE_OF
    assert kernel in [fit.settings["kernel_size"] for fit in row.fits]


def test_the_window_of_alexnet_is_still_assumed() -> None:
    row = told("x", "Conv2D", "(None, 55, 55, 96)", 34_944)
    assert (row.told, row.fits[0].settings["kernel_size"]) == (Told.ASSUMED, 11)


@pytest.mark.parametrize(
    ("class_name", "number"),
    [("Conv1D", 32_064), ("Conv3D", 896), ("Conv2DTranspose", 896), ("Conv2DTranspose", 288)],
)
def test_no_window_is_assumed_where_neither_channels_nor_filters_are_told(
    class_name: str, number: int
) -> None:
    assert told("x", class_name, "multiple", number).told is Told.ONE_OF


def test_what_a_transposed_convolution_takes_need_be_no_image() -> None:
    row = told("x", "Conv2DTranspose", "(None, 8, 8, 16)", 5 * 5 * 3 * 16 + 16)
    assert "channels" not in row.assumed
    image = told("x", "Conv2D", "multiple", 896)
    assert (image.told, image.fits[0].sizes["channels"]) == (Told.ASSUMED, 3)


def test_a_dense_at_each_step_is_assumed_of_a_size_that_somebody_sets() -> None:
    """24,832 is 64·(387 + 1), and what an LSTM of 64 units has that takes 32."""
    assert told("t", "TimeDistributed", "(None, 10, 64)", 24_832).told is Told.ONE_OF
    assert told("t", "TimeDistributed", "(None, 10, 8)", 136).told is Told.ASSUMED


@pytest.mark.parametrize(("size", "is_open"), [(128, True), (64, True), (11, False)])
def test_a_version_is_not_assumed_by_which_an_odd_size_flows_in(
    size: int, *, is_open: bool
) -> None:
    """TensorFlow 1 names its layers as 2 does, and its GRU has one bias a gate."""
    row = told("gru", "GRU", "(None, 32)", 3 * 32 * (32 + size + 1))
    assert (row.told is Told.ONE_OF) is is_open


def test_an_attention_of_which_nothing_tells_what_it_takes_is_of_no_own_class() -> None:
    """As in the rows of a block of somebody's own, which calls it with one tensor twice."""
    row = told("mha", "MultiHeadAttention", "(None, 10, 64)", 4 * 65 * 64)
    assert row.told is Told.UNTOLD
    assert row.why == "it takes a query and a value, and which these are is not printed"
