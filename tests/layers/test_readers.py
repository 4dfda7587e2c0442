"""An input's axes have a name each, whatever its rank is and whatever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.layers.readers import read_names
from rnnscope.model.parts import LayerConfig
from tests.files import alone, entry, functional, tensor, write_json

READERS = ("Dense", "RepeatVector", "Embedding", "LSTM", "Conv2D", "ConvLSTM1D", "Bidirectional")


@pytest.mark.parametrize("rank", range(8))
@pytest.mark.parametrize("class_name", READERS)
def test_an_axis_has_a_name(class_name: str, rank: int) -> None:
    layer = LayerConfig(class_name=class_name, name="it", module="keras.layers")
    assert len(read_names([layer], rank)) == rank


@pytest.mark.parametrize("class_name", ["AutoContrast", "MixUp", "Resizing", "RandomHeight"])
def test_what_changes_images_names_their_axes(class_name: str) -> None:
    layer = LayerConfig(class_name=class_name, name="it", module="keras.layers")
    assert read_names([layer], 4) == ("batch", "height", "width", "channels")


def test_a_single_number_as_input(tmp_path: Path) -> None:
    start = entry("InputLayer", "x", batch_shape=[])
    layer = entry("Dense", "d", [tensor("x")], units=2)
    config = functional(start, layer, outputs=["d"])
    report = alone(write_json(tmp_path / "m.json", config))
    assert report.total is None
