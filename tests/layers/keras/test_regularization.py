from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keras import layers

from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.Dropout(0.5), (5, 3)),
        (layers.Dropout(0.0), (3,)),
        (layers.Dropout(0.5, noise_shape=(None, 1, 3)), (5, 3)),
        (layers.AlphaDropout(0.5), (5, 3)),
        (layers.GaussianDropout(0.5), (None, 3)),
        (layers.GaussianNoise(0.5), (5, 3)),
        (layers.SpatialDropout1D(0.5), (None, 3)),
        (layers.SpatialDropout2D(0.5), (5, 4, 3)),
        (layers.SpatialDropout2D(0.5, data_format="channels_first"), (3, 5, 4)),
        (layers.SpatialDropout3D(0.5), (6, 5, 4, 3)),
        (layers.ActivityRegularization(l1=0.1), (5, 3)),
        (layers.ActivityRegularization(l2=0.1), (3,)),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_without_weights(explained: Explained, layer: Any, shape: Shape) -> None:
    assert explained(layer, shape).params == 0
