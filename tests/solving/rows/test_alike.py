"""The class of a row that has none, by that of another named alike."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from rnnscope.words.printed.row_verdicts import row_sentences
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


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
