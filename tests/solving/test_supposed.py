"""What is supposed of a row by other rows, by who printed it, or of images at each step."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from rnnscope.words.row_verdicts import row_sentences
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def test_a_name_as_tensorflow_gives_it_lets_suppose_its_defaults() -> None:
    report = explained(
        "gru (GRU)                    (None, 32)                6336",
        "dense (Dense)                (None, 1)                 33",
    )
    told = verdict(report, "gru")
    assert told.told is Told.ASSUMED
    first, *others = [fit.input_shapes[0][-1] for fit in told.fits]
    assert (first, sorted(filter(None, others))) == (32, [33, 34])
    assert "that it was printed by TensorFlow 2" in " ".join(row_sentences(report["gru"]))


def test_a_name_with_a_number_does_not_tell_which_default_holds() -> None:
    report = explained(
        "gru_9 (GRU)                  (None, 32)                6336",
        "dense_1 (Dense)              (None, 1)                 33",
    )
    assert verdict(report, "gru_9").told is Told.ONE_OF


def test_what_flows_into_a_layer_at_each_step_of_images_are_colours() -> None:
    """448 is 16*(9*3 + 1), of a convolution, as well as 16*(27 + 1), of a Dense."""
    report = explained("time_distributed (TimeDistri (None, 20, 64, 64, 16)    448")
    told = verdict(report, "time_distributed")
    assert told.told is Told.ASSUMED
    assert {"channels", "layer"} <= {*told.assumed}
    assert told.fits[0].settings["layer"] == "Conv2D"
    assert "Dense" in [fit.settings["layer"] for fit in told.fits]


NORMS = (
    "Embedding-Norm (LayerNormali (None, 512, 768)          1536",
    "Encoder-1-SelfAttention-Norm (None, 512, 768)          1536",
    "Encoder-1-SelfAttention-Sums (None, 512, 768)          1536",
    "Encoder-2-SelfAttention-Norm (None, 512, 96)           192",
)


def test_a_class_without_room_is_that_of_another_layer_named_alike() -> None:
    whole = "Norm (LayerNormalization)    (None, 512, 768)          1536"
    report = explained(whole, *NORMS[1:])
    name = "Encoder-1-SelfAttention-Norm…"
    told = verdict(report, name)
    assert told.told is Told.ASSUMED
    assert report[name].class_name == "LayerNormalization"
    assert " ".join(row_sentences(report[name])) == (
        "assuming that it is a LayerNormalization (as Norm is, whose name ends alike, with the "
        "same shape and number)"
    )
    for other in ("Encoder-1-SelfAttention-Sums…", "Encoder-2-SelfAttention-Norm…"):
        assert verdict(report, other).told is Told.UNTOLD


def test_a_class_that_is_itself_cut_is_no_example() -> None:
    report = explained(*NORMS)
    assert verdict(report, "Encoder-1-SelfAttention-Norm…").told is Told.UNTOLD


def test_layers_named_alike_of_two_classes_tell_nothing() -> None:
    report = explained(
        "a-Norm (LayerNormalization)  (None, 512, 768)          1536",
        "b-Norm (GroupNormalization)  (None, 512, 768)          1536",
        NORMS[1],
    )
    assert verdict(report, "Encoder-1-SelfAttention-Norm…").told is Told.UNTOLD


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


def test_a_layer_for_each_step_takes_more_than_the_steps() -> None:
    """Keras refuses TimeDistributed(Embedding(300, 64)) on (None, 300), which has no axis left."""
    row = "chars (TimeDistributed)      (None, 300, 64)           19200"
    fits = verdict(explained(row), "chars").fits
    assert fits
    assert all(len(shape) > 2 for fit in fits for shape in fit.input_shapes)
