from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keras import layers

from rnnscope.layers.keras.image_preprocessing import RANDOM
from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]

FIXED = ("AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization", "MaxNumBoundingBoxes")
FACTORS = ("Brightness", "Contrast", "Hue", "Rotation", "Saturation", "Sharpness")
SETTINGS: dict[str, dict[str, Any]] = {
    **{f"Random{name}": {"factor": 0.2} for name in FACTORS},
    "RandomColorDegeneration": {"factor": 0.2},
    "RandomPosterization": {"factor": 4},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomZoom": {"height_factor": 0.1},
    "MaxNumBoundingBoxes": {"max_number": 3},
}


# Equalization gives Keras its input itself, so no Functional model can hold it.
@pytest.mark.parametrize("name", [*RANDOM, *FIXED])
def test_the_size_stays(explained: Explained, name: str) -> None:
    layer = getattr(layers, name)(**SETTINGS.get(name, {}))
    report = explained(layer, (8, 6, 3))
    assert (report.params, report.output_shape) == (0, (None, 8, 6, 3))


@pytest.mark.parametrize("name", ["CenterCrop", "RandomCrop", "Resizing"])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_the_size_is_set(explained: Explained, name: str, data_format: str) -> None:
    layer = getattr(layers, name)(4, 5, data_format=data_format)
    shape = (8, 6, 3) if data_format == "channels_last" else (3, 8, 6)
    assert explained(layer, shape).params == 0
