"""Drafts of a class: which of its settings are thought of at all."""

from __future__ import annotations

import pytest

from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def test_a_layer_for_each_step_takes_more_than_the_steps() -> None:
    """Keras refuses TimeDistributed(Embedding(300, 64)) on (None, 300), which has no axis left."""
    row = "chars (TimeDistributed)      (None, 300, 64)           19200"
    fits = verdict(explained(row), "chars").fits
    assert fits
    assert all(len(shape) > 2 for fit in fits for shape in fit.input_shapes)
