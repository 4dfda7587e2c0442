"""QKeras's layers, by the configs that qkeras 0.9 writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.files import alone, custom, sequential, write_json

BITS = {"class_name": "quantized_bits", "config": {"bits": 6}}
QUANTIZERS = {"kernel_quantizer": BITS, "bias_quantizer": BITS}


@pytest.mark.parametrize(
    ("class_name", "settings", "shape", "params"),
    [
        ("QDense", {"units": 3, **QUANTIZERS}, (None, 7), 24),
        ("QActivation", {"activation": "quantized_relu(6)"}, (None, 7), 0),
        ("QConv1D", {"filters": 3, "kernel_size": [2], **QUANTIZERS}, (None, 9, 5), 33),
        ("QConv2D", {"filters": 3, "kernel_size": [2, 2], **QUANTIZERS}, (None, 9, 9, 5), 63),
        (
            "QConv2DTranspose",
            {"filters": 3, "kernel_size": [2, 2], **QUANTIZERS},
            (None, 9, 9, 5),
            63,
        ),
        (
            "QDepthwiseConv2D",
            {"kernel_size": [3, 3], "depth_multiplier": 2, "depthwise_quantizer": BITS},
            (None, 9, 9, 5),
            100,
        ),
        (
            "QSeparableConv2D",
            {"filters": 4, "kernel_size": [3, 3], "depthwise_quantizer": BITS},
            (None, 9, 9, 5),
            69,
        ),
        ("QSimpleRNN", {"units": 3, **QUANTIZERS}, (None, 9, 5), 27),
        ("QLSTM", {"units": 3, **QUANTIZERS}, (None, 9, 5), 108),
        ("QGRU", {"units": 3, "reset_after": False, **QUANTIZERS}, (None, 9, 5), 81),
        ("QBatchNormalization", {"axis": -1, "gamma_quantizer": BITS}, (None, 7), 28),
    ],
)
def test_they_have_the_weights_of_the_class_they_are_made_from(
    tmp_path: Path, class_name: str, settings: dict[str, Any], shape: tuple[int | None], params: int
) -> None:
    config = sequential(custom(class_name, "q", **settings), shape=shape)
    row = alone(write_json(tmp_path / "m.json", config))["q"]
    assert (row.params, row.basis) == (params, "derived" if params else "none")


def test_a_namesake_without_quantizers_is_not_guessed(tmp_path: Path) -> None:
    config = sequential(custom("QDense", "q", units=3), shape=(None, 7))
    row = alone(write_json(tmp_path / "m.json", config))["q"]
    assert (row.params, row.basis) == (None, "unknown")
