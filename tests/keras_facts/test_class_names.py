"""What is written of Keras's classes by hand elsewhere is what Keras has."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from keras import layers as own

from rnnscope.api import explain
from rnnscope.keras_facts.class_names import KERAS_2, KERAS_3
from rnnscope.layers.recurrent import CELLS, SEQUENCE_LAYERS
from tests.files import entry, write_json

CLASSES = {
    name: each
    for name, each in inspect.getmembers(own, inspect.isclass)
    if issubclass(each, own.Layer)
}


def test_what_keras_2_had_is_of_keras_3_too() -> None:
    assert KERAS_2 < KERAS_3


def test_layers_and_cells_that_have_states() -> None:
    found = {name for name, each in CLASSES.items() if issubclass(each, own.RNN)}
    assert found | {"CuDNNLSTM", "CuDNNGRU"} == SEQUENCE_LAYERS
    cells = {name for name in CLASSES if name.endswith(("Cell", "Cells"))}
    assert cells | SEQUENCE_LAYERS == CELLS


@pytest.mark.parametrize("class_name", sorted({"Identity", "Rescaling"}))
def test_what_stands_behind_is_known(tmp_path: Path, class_name: str) -> None:
    first = entry(class_name, "it", batch_input_shape=[None, 6], scale=1.0)
    layers = [first, entry("Dense", "d", units=2)]
    plain = [{key: layer[key] for key in ("class_name", "config")} for layer in layers]
    config = {"name": "s", "layers": plain}
    model = {"class_name": "Sequential", "config": config, "keras_version": "2.11.0"}
    report = explain(write_json(tmp_path / "m.json", model), summary=False)
    assert report.total == 14
