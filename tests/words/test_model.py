"""What is said of a model as a whole, in its own numbers, and only where it holds."""

from __future__ import annotations

import pytest

from rnnscope.words import model_sentences
from tests.files import MNIST, SENTIMENT, alone

pytestmark = pytest.mark.quick


def test_the_examples() -> None:
    mnist = model_sentences(alone(MNIST))
    assert mnist[0].startswith("Input: (None, 28, 28) = (batch, timesteps, features)")
    assert "93 % of the parameters are in simple_rnn." in mnist
    sentiment = model_sentences(alone(SENTIMENT))
    assert any("16 are the moving mean and variance" in sentence for sentence in sentiment)
