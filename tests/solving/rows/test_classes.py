"""The class of a row whose cell is cut, or has a name that is none of today's."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.model.printed import PrintedRow, PrintedShape
from rnnscope.report.row_verdict import Told
from rnnscope.words.printed.row_verdicts import row_sentences
from tests.solving.chains import chain, model_of, reported
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def test_a_class_that_is_cut_is_told_by_its_beginning_and_its_name() -> None:
    cut = PrintedRow(
        line=1,
        name="batch_normalization_1",
        class_name="BatchNo",
        shapes=(PrintedShape(sizes=(None, 8)),),
        params=32,
        is_class_cut=True,
    )
    report = reported(model_of((cut,)))
    assert report["batch_normalization_1"].class_name == "BatchNormalization"
    assert verdict(report, "batch_normalization_1").told is Told.DETERMINED


@pytest.mark.parametrize(
    ("printed", "today", "number"),
    [
        ("UnifiedLSTM", "LSTM", 544),  # of tf.keras.layers.LSTM in the alpha of TensorFlow 2.0
        ("LSTMV1", "LSTM", 544),
        ("UnifiedGRU", "GRU", 432),
        ("SyncBatchNormalization", "BatchNormalization", 32),
        ("LayerNormalizationV1", "LayerNormalization", 16),
    ],
)
def test_a_class_that_had_another_name_for_a_while(printed: str, today: str, number: int) -> None:
    shape = (None, 5, 8)
    report = reported(chain(("x", "Dense", shape, 32), ("l", printed, shape, number)))
    assert verdict(report, "l").told in (Told.DETERMINED, Told.ASSUMED)
    assert verdict(report, "l").fits[0].class_name == today


def test_a_unified_lstm_takes_states_in_one_call() -> None:
    text = """Layer (type)                 Output Shape              Param #     Connected to
x (InputLayer)               (None, 5, 4)              0
e (UnifiedLSTM)              [(None, 8), (None, 8), (N 416         x[0][0]
d (UnifiedLSTM)              (None, 5, 8)              416         x[0][0]
                                                                   e[0][1]
                                                                   e[0][2]
"""
    report = rnnscope.explain_summary(text, summary=False)
    assert verdict(report, "d").told is Told.DETERMINED


def test_a_class_that_is_cut_is_the_only_one_that_gives_the_number_and_shape() -> None:
    """There are DepthwiseConv1D and DepthwiseConv2D, and Multiply and MultiHeadAttention."""
    report = explained(
        "input_1 (InputLayer)         (None, 40, 40, 96)        0",
        "block_1_depthwise (Depthwise (None, 40, 40, 96)        864",
    )
    told = verdict(report, "block_1_depthwise")
    assert told.told is Told.ASSUMED
    assert report["block_1_depthwise"].class_name == "DepthwiseConv2D"
    assert "class" in told.assumed
    said = " ".join(row_sentences(report["block_1_depthwise"]))
    assert "that it is a DepthwiseConv2D, as its name or a part of it says" in said


def test_a_class_that_is_cut_is_not_told_where_two_give_the_number_and_shape() -> None:
    report = explained(
        "input_1 (InputLayer)         (None, 40, 40, 3)         0",
        "a_long_name_of_a_layer (Conv (None, 40, 40, 8)         224",
    )
    assert verdict(report, "a_long_name_of_a_layer").told is Told.UNTOLD


def test_one_of_several_of_a_class_of_which_only_the_beginning_is_left_says_so() -> None:
    report = explained("bidirectional_25 (Bidirectio (None, 440, 512)          608256")
    assert verdict(report, "bidirectional_25").told is Told.ONE_OF
    assert "if it is" not in " ".join(row_sentences(report["bidirectional_25"]))
    report = explained("both_ways_at_once (Bidirecti (None, 440, 512)          608256")
    assert "; if it is a Bidirectional; " in " ".join(row_sentences(report["both_ways_at_once"]))
