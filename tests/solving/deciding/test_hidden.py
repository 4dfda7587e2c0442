"""A layer as the activation of another, whose weights are counted with it."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, said, verdict

pytestmark = pytest.mark.quick


def test_a_prelu_in_a_dense_layer_is_found_and_doubts_the_layers_beside_it() -> None:
    rows = (
        ("dense", "Dense", (None, 500), 24_500),
        ("dense_1", "Dense", (None, 125), 62_750),
        ("dense_2", "Dense", (None, 7), 882),
    )
    report = reported(chain(*rows))
    assert "activation=PReLU()" in said(report, "dense_1")
    first = verdict(report, "dense")
    assert first.told is Told.ONE_OF
    assert {fit.sizes["input_dim"] for fit in first.fits} == {47, 48, 49}
    last = verdict(report, "dense_2")  # 882 = 7*125 + 7: biases, or the PReLU's
    assert last.told is Told.ASSUMED
    assert [fit.hidden for fit in last.fits] == [0, 7]
