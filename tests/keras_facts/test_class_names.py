"""The lists of Keras's names that are kept by hand are what Keras has."""

from __future__ import annotations

import inspect
from pathlib import Path

import keras
import pytest
from keras import layers as own

from rnnscope.api import explain
from rnnscope.keras_facts.class_names import KERAS_2, KERAS_3
from rnnscope.layers import ALIASES
from rnnscope.layers.recurrent import CELLS, SEQUENCE_LAYERS
from rnnscope.verify._plain_settings import ACTIVATIONS, DTYPES
from tests.files import entry, write_json

CLASSES = {
    name: each
    for name, each in inspect.getmembers(own, inspect.isclass)
    if issubclass(each, own.Layer)
}
WRITTEN = (Path(__file__).parent / "keras2_names.txt").read_text(encoding="utf-8").splitlines()
# Names that tf.keras had for a while and no file has: it wrote the names of their classes.
_SHOWN_ONLY = {
    *("GRUCellV1", "GRUCellV2", "LSTMCellV1", "LSTMCellV2"),
    *("DeviceWrapper", "DropoutWrapper", "ResidualWrapper", "PreprocessingLayer"),
}


def test_every_layer_of_the_installed_keras_is_its_own() -> None:
    assert CLASSES.keys() <= KERAS_3


@pytest.mark.parametrize("line", WRITTEN, ids=lambda line: line.partition(" ")[0])
def test_every_layer_of_keras_2_is_its_own(line: str) -> None:
    _, *names = line.split()
    assert set(names) - _SHOWN_ONLY <= KERAS_2


def test_second_names_are_those_that_keras_has() -> None:
    second = {name: each.__name__ for name, each in CLASSES.items() if each.__name__ != name}
    del second["GroupQueryAttention"]  # the name it is written by
    assert second == ALIASES


def test_layers_and_cells_that_have_states() -> None:
    found = {name for name, each in CLASSES.items() if issubclass(each, own.RNN)}
    assert found | {"CuDNNLSTM", "CuDNNGRU"} == SEQUENCE_LAYERS
    cells = {name for name in CLASSES if name.endswith(("Cell", "Cells"))}
    assert cells | SEQUENCE_LAYERS == CELLS


def test_activations_and_dtypes() -> None:
    found = {name for name, _ in inspect.getmembers(keras.activations, callable)}
    assert found - {"get", "serialize", "deserialize"} == ACTIVATIONS
    from keras.src.backend.common.dtypes import ALLOWED_DTYPES

    # summary() knows no size of those, and fails.
    unsized = {name for name in ALLOWED_DTYPES if name.startswith(("float8", "complex"))}
    assert set(ALLOWED_DTYPES) - unsized <= DTYPES


@pytest.mark.parametrize("class_name", sorted({"Identity", "Rescaling"}))
def test_what_stands_behind_is_known(tmp_path: Path, class_name: str) -> None:
    first = entry(class_name, "it", batch_input_shape=[None, 6], scale=1.0)
    layers = [first, entry("Dense", "d", units=2)]
    plain = [{key: layer[key] for key in ("class_name", "config")} for layer in layers]
    config = {"name": "s", "layers": plain}
    model = {"class_name": "Sequential", "config": config, "keras_version": "2.11.0"}
    report = explain(write_json(tmp_path / "m.json", model), summary=False)
    assert report.total == 14
