"""A row of which no settings are told is a row like another in every view and question."""

from __future__ import annotations

import contextlib

import pytest

import rnnscope
from rnnscope.errors import NoPictureError
from rnnscope.renderers import RENDERERS
from tests.solving.pasted import HEAD

pytestmark = pytest.mark.quick

CLASSES = (
    *(
        "BatchNormalization",
        "Bidirectional",
        "Conv2D",
        "EinsumDense",
        "Embedding",
        "Flatten",
        "GRU",
    ),
    *("MultiHeadAttention", "RNN", "SeparableConv2D", "TimeDistributed"),
)
ROWS = """\
first (CLASS)                (None, 10, 64)            7
second (CLASS)               (None, 64)                12347
behind (Dense)               (None, 10)                650
again (Bidirectional)        (None, 7, 9)              11
lstm (LSTM)                  (None, 6)                 384
"""


@pytest.mark.parametrize("class_name", CLASSES)
def test_it_is_drawn_and_asked_like_any(class_name: str) -> None:
    report = rnnscope.explain_summary(HEAD + ROWS.replace("CLASS", class_name), summary=False)
    for row in report.walk():
        assert row.name in row.render("text")
        assert report.why_not(1_234, row.path).asked == "1234"
    for to in RENDERERS:
        with contextlib.suppress(NoPictureError):
            assert report.render(to, everything=to == "text")
