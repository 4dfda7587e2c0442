"""Rows whose shape is cut off, and those that take what such a row puts out."""

from __future__ import annotations

import json

import pytest

import rnnscope
from rnnscope.errors import BadArgumentError
from rnnscope.model.printed import PrintedShape
from rnnscope.readers.printed.cells.shapes import shapes_in
from rnnscope.report.row_verdict import RowVerdict, Told
from tests.solving.pasted import verdict

pytestmark = pytest.mark.quick

HEAD = f"Layer (type)                 Output Shape         Param #  Connected to\n{'=' * 70}\n"

STATES = ("return_state",)


def told_of(rows: str, name: str) -> RowVerdict:
    return verdict(rnnscope.explain_summary(HEAD + rows, summary=False), name)


CONVOLUTIONS = """\
input_3 (InputLayer)         (None, 256, 256, 64) 0
conv2d_2 (Conv2D)            (None, 128, 128, 128 73856    input_3[0][0]
activation (Activation)      (None, 128, 128, 128 0        conv2d_2[0][0]
conv2d_3 (Conv2D)            (None, 64, 64, 128)  147584   activation[0][0]
"""


def test_a_size_that_is_cut_off_is_found_by_its_first_digits() -> None:
    """73,856 is 128*(9*64 + 1), and 2*577*64 too, but there is no 2 in front."""
    told = told_of(CONVOLUTIONS, "conv2d_2")
    assert told.told is Told.ASSUMED
    assert {fit.settings["filters"] for fit in told.fits} == {128}
    assert "groups" in told.assumed


def test_what_is_left_of_a_size_tells_what_flows_on() -> None:
    """147,584 is 128*(4*288 + 1) too, but there is no 288 in front of the row."""
    told = told_of(CONVOLUTIONS, "conv2d_3")
    assert told.told is Told.ASSUMED
    assert "before" not in told.assumed
    assert {fit.input_shapes for fit in told.fits} == {((None, 128, 128, 128),)}
    assert told.fits[0].settings["kernel_size"] == 3


OPEN = """\
input_1 (InputLayer)         (None, None, None, 3 0
conv (Conv2D)                (None, None, None, 3 864      input_1[0][0]
expand (Conv2D)              (None, None, None, 9 3072     conv[0][0]
depthwise (DepthwiseConv2D)  (None, None, None, 9 864      expand[0][0]
"""


def test_a_layer_that_takes_so_many_axes_is_told_by_the_first_digit_of_the_last() -> None:
    told = told_of(OPEN, "depthwise")
    assert told.told is Told.ASSUMED
    assert told.assumed == ("kernel_size", "before")
    assert told.fits[0].settings["kernel_size"] == 3
    channels = [fit.input_shapes[0][-1] for fit in told.fits]
    assert channels[0] == 96
    assert all(str(size).startswith("9") for size in channels)
    assert told_of(OPEN, "conv").fits[0].input_shapes == ((None, None, None, 3),)


def test_a_wrapper_without_weights_is_not_said_to_hold_a_normalization() -> None:
    rows = """\
input_1 (InputLayer)         (None, 4, 24)        0
time_distributed (TimeDistri (None, 4, 24)        0        input_1[0][0]
time_distributed_1 (TimeDist (None, 4, 24)        48       time_distributed[0][0]
"""
    assert told_of(rows, "time_distributed").told is Told.UNTOLD
    told = told_of(rows, "time_distributed_1")
    assert told.told is Told.ASSUMED
    assert told.fits[0].settings["layer"] == "LayerNormalization"


CUT = """\
Layer (type)                 Output Shape        Param #    Connected to
==========================================================================================
input_5 (InputLayer)         (None, 299, 299, 3) 0
conv2d_204 (Conv2D)          (None, 149, 149, 32 864        input_5[0][0]
batch_normalization_204 (Bat (None, 149, 149, 32 96         conv2d_204[0][0]
activation_204 (Activation)  (None, 149, 149, 32 0          batch_normalization_204[0][0]
==========================================================================================
Total params: 960
"""


def test_a_shape_that_was_found_stands_above_the_default_of_another() -> None:
    """96 is 4*24, of what no row puts out, as well as 3*32, of what the row before does."""
    report = rnnscope.explain_summary(CUT, summary=False)
    told = verdict(report, "batch_normalization_204")
    assert told.told is Told.ASSUMED
    assert told.assumed == ("center", "before")
    assert {fit.input_shapes[0][-1] for fit in told.fits} == {32}
    assert told.fits[0].settings["scale"] is False
    assert report.total == 960


PADDED = """\
input_1 (InputLayer)         [(None, None, None,  0
conv1 (Conv2D)               (None, None, None, 6 9408     input_1[0][0]
bn1 (BatchNormalization)     (None, None, None, 6 256      conv1[0][0]
pad (ZeroPadding2D)          (None, None, None, 6 0        bn1[0][0]
pool (MaxPooling2D)          (None, None, None, 6 0        pad[0][0]
conv2 (Conv2D)               (None, None, None, 1 73728    pool[0][0]
bn2 (BatchNormalization)     (None, None, None, 1 512      conv2[0][0]
"""


def test_channels_pass_through_what_moves_over_images_of_open_sizes() -> None:
    """And what a normalization counts tells the filters of the convolution above it."""
    told = told_of(PADDED, "conv2")
    assert told.told is Told.ASSUMED
    assert "before" in told.assumed
    assert told.fits[0].input_shapes == ((None, None, None, 64),)
    assert {fit.settings["filters"] for fit in told.fits} == {128}


@pytest.mark.parametrize("shape", [(None, None, 3), (28, 28, 3)])
def test_an_input_of_which_the_beginning_is_printed_may_be_given(
    shape: tuple[int | None, ...],
) -> None:
    given = rnnscope.explain_summary(HEAD + PADDED, summary=False, input_shape=shape)
    told = verdict(given, "conv1")
    assert {fit.input_shapes for fit in told.fits} == {((None, None, None, 3),)}
    document = json.loads(given.to_json())
    assert document["layers"][0]["output_shape"] == [None, None, None, 3]
    with pytest.raises(BadArgumentError, match="as far as there was room"):
        rnnscope.explain_summary(HEAD + PADDED, summary=False, input_shape=(28, 28))


INCEPTION = """\
input_1 (InputLayer)         [(None, None, None,  0
conv1 (Conv2D)               (None, None, None, 3 864      input_1[0][0]
bn1 (BatchNormalization)     (None, None, None, 3 96       conv1[0][0]
conv2 (Conv2D)               (None, None, None, 3 9216     bn1[0][0]
bn2 (BatchNormalization)     (None, None, None, 3 96       conv2[0][0]
conv3 (Conv2D)               (None, None, None, 6 18432    bn2[0][0]
bn3 (BatchNormalization)     (None, None, None, 6 192      conv3[0][0]
own (Lambda)                 (None, None, None, 7 0        bn3[0][0]
joined (Concatenate)         (None, None, None, 7 0        own[0][0]
                                                           bn3[0][0]
conv4 (Conv2D)               (None, None, None, 1 122880   joined[0][0]
bn4 (BatchNormalization)     (None, None, None, 1 480      conv4[0][0]
Total params: 152,256
"""


def test_a_shape_that_was_not_found_gives_no_default_back_that_was_given_up() -> None:
    """122,880 is 768*160 without a bias; with one it is 160 filters on 767 channels."""
    told = told_of(INCEPTION, "conv4")
    assert "before" not in told.assumed
    assert told.told is Told.ONE_OF or told.fits[0].settings["use_bias"] is False


RESCALED = """\
input_1 (InputLayer)         [(None, None, None,  0
rescaling (Rescaling)        (None, None, None, 3 0        input_1[0][0]
normalization (Normalization (None, None, None, 3 7        rescaling[0][0]
pad (ZeroPadding2D)          (None, None, None, 3 0        normalization[0][0]
stem (Conv2D)                (None, None, None, 3 864      pad[0][0]
Total params: 871
"""


def test_each_row_counts_what_is_printed_though_the_channels_of_the_input_are_cut_off() -> None:
    """7 is 2*3 + 1, and a rescaling keeps the 3 channels that flow into it."""
    report = rnnscope.explain_summary(HEAD + RESCALED, summary=False)
    assert report.total == 871
    assert report["normalization"].params == 7
    assert [size.value for size in (report["rescaling"].outputs or ((),))[0]] == [
        None,
        None,
        None,
        3,
    ]


def test_normalizations_have_as_many_axes_as_the_convolutions_around_them() -> None:
    told = told_of(PADDED, "bn2")
    assert {len(fit.input_shapes[0]) for fit in told.fits} == {4}


def test_a_list_whose_end_is_cut_off_behind_a_shape_may_have_more() -> None:
    assert shapes_in("[(None, 7, 64)") == (PrintedShape(sizes=(None, 7, 64), is_listed=True),)
    assert shapes_in("[(None, 7, 64)]") == (PrintedShape(sizes=(None, 7, 64)),)
    rows = (
        "input_1 (InputLayer)         (None, 7, 12)        0                \n"
        "gru_1 (GRU)                  [(None, 7, 64)       14784    input_1[0][0]\n"
        "Total params: 14784\n"
    )
    told = told_of(rows, "gru_1")
    assert (told.told, told.untold) == (Told.DETERMINED, ("return_state",))


@pytest.mark.parametrize(("shape", "untold"), [("(None, 7, 6", ()), ("[(None, 7, ", STATES)])
def test_no_states_stand_behind_a_cut_shape_that_is_in_no_list(
    shape: str, untold: tuple[str, ...]
) -> None:
    rows = (
        "input_1 (InputLayer)         (None, 7, 12)     0           \n"
        f"gru_1 (GRU)                  {shape:<18}14784       input_1[0][0]\n"
        "Total params: 14784\n"
    )
    assert told_of(rows, "gru_1").untold == untold


def test_how_many_axes_a_cut_shape_has_is_told_of_what_flows_in_first_alone() -> None:
    """An LSTM takes three axes, but its states have two, of which the list was cut off."""
    text = """Layer (type)                 Output Shape              Param #     Connected to
x (InputLayer)               (None, 5, 4)              0
e (LSTM)                     [(None, 5, 8), (None, 8)  416         x[0][0]
d (LSTM)                     (None, 5, 8)              416         x[0][0]
                                                                   e[0][1]
                                                                   e[0][2]
"""
    told = rnnscope.explain_summary(text.replace("(None, 8)  416", "(None,    416"), summary=False)
    found = verdict(told, "d")
    assert {len(shape) for fit in found.fits for shape in fit.input_shapes[1:]} == {2}
