from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keras import layers

from rnnscope.report import LayerReport

Explained = Callable[..., LayerReport]


@pytest.mark.parametrize(
    "settings",
    [{"scale": 1 / 255}, {"scale": 2.0, "offset": -1.0}, {"scale": [1.0, 2.0, 3.0]}],
    ids=str,
)
def test_rescaling(explained: Explained, settings: dict[str, Any]) -> None:
    assert explained(layers.Rescaling(**settings), (5, None, 3)).params == 0
