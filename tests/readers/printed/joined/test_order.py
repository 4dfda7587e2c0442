"""Rows without `Connected to`: whether each takes what the one before it gives."""

from __future__ import annotations

import pytest

import rnnscope
from tests.solving.chains import verdict

pytestmark = pytest.mark.quick


def test_a_table_that_has_lost_its_connections_is_no_chain() -> None:
    rows = ("a (InputLayer) (None, 10) 0", "b (InputLayer) (None, 20) 0", "c (Dense) (None, 5) 55")
    text = "\n".join(("Layer (type) Output Shape Param #", *rows, "d (Dense) (None, 5) 105"))
    report = rnnscope.explain_summary(text, summary=False)
    assert report.total == 160
    assert [verdict(report, name).fits[0].sizes["input_dim"] for name in "cd"] == [10, 20]


@pytest.mark.parametrize(
    "rows",
    [
        ("c (Conv2D) (None, 6, 6, 6) 168", "average_pooling2d_1 (Average (None, 3, 3, 6) 0"),
        ("merge_1 (Merge) (None, 3, 3, 6) 0",),  # as in a Sequential of Keras 2.0
    ],
)
def test_a_pooling_that_is_cut_and_a_first_row_merge_nothing_that_has_rows(
    rows: tuple[str, ...],
) -> None:
    rows = ("Layer (type)                 Output Shape              Param #", *rows)
    text = "\n".join((*rows, "d (Conv2D) (None, 1, 1, 4) 220", "Total params: 388"))
    report = rnnscope.explain_summary(text, summary=False)
    assert verdict(report, "d").fits[0].sizes["channels"] == 6
    assert verdict(report, "d").is_fed
    assert not report.differences
