"""What is supposed of a row by who printed it."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from rnnscope.words.printed.row_verdicts import row_sentences
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


NORMS = (
    "Embedding-Norm (LayerNormali (None, 512, 768)          1536",
    "Encoder-1-SelfAttention-Norm (None, 512, 768)          1536",
    "Encoder-1-SelfAttention-Sums (None, 512, 768)          1536",
    "Encoder-2-SelfAttention-Norm (None, 512, 96)           192",
)
