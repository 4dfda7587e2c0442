"""Models of printed summaries that are counted again with other sizes."""

from __future__ import annotations

import pytest

from rnnscope.report.report import Report
from tests.solving.pasted import explained

pytestmark = pytest.mark.quick

CNN = (
    "conv2d (Conv2D)              (None, 26, 26, 32)        320",
    "max_pooling2d (MaxPooling2D) (None, 13, 13, 32)        0",
    "conv2d_1 (Conv2D)            (None, 11, 11, 64)        18496",
    "max_pooling2d_1 (MaxPooling2 (None, 5, 5, 64)          0",
    "flatten (Flatten)            (None, 1600)              0",
    "dense (Dense)                (None, 10)                16010",
)


@pytest.fixture(scope="module")
def cnn() -> Report:
    return explained(*CNN)


@pytest.mark.parametrize(
    ("name", "size", "total"),
    [
        ("conv2d.filters", 64, 64 * 10 + 64 * (9 * 64 + 1) + 16_010),
        ("conv2d_1.filters", 32, 320 + 32 * (9 * 32 + 1) + 10 * (25 * 32 + 1)),
        ("dense.units", 20, 320 + 18_496 + 20 * 1_601),
    ],
)
def test_filters_go_through_a_pooling_that_moves_in_a_way_no_text_tells(
    cnn: Report, name: str, size: int, total: int
) -> None:
    assert cnn.recount({name: size}).total == total


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("conv2d.kernel_height", "does not tell how conv2d's window moves"),
        ("max_pooling2d.pool_height", "does not tell how max_pooling2d's window moves"),
        ("conv2d_1.kernel_height", "it flows into max_pooling2d_1"),
        ("input.height", "it flows into conv2d"),
    ],
)
def test_a_window_that_moves_in_a_way_no_text_tells_keeps_its_size(
    cnn: Report, name: str, reason: str
) -> None:
    found = cnn.recount({name: 7})
    assert found.total is None
    assert reason in " ".join(found.refused)
