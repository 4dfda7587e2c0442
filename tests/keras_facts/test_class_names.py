"""What is written of Keras's classes by hand elsewhere is what Keras has."""

from __future__ import annotations

import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from keras import layers as own

from rnnscope.api import explain
from rnnscope.generations import normalized
from rnnscope.keras_facts.class_names import ALIASES, KERAS_2, KERAS_3
from rnnscope.keras_facts.renamed import RENAMED
from rnnscope.layers import readers
from rnnscope.layers.recurrent import CELLS, SEQUENCE_LAYERS
from tests.files import entry, old_entry, old_sequential, write_json
from tests.keras_facts import renew

nodes = importlib.import_module("rnnscope.generations.keras2.nodes")
CLASSES = {
    name: each
    for name, each in inspect.getmembers(own, inspect.isclass)
    if issubclass(each, own.Layer)
}


def test_what_keras_2_had_is_of_keras_3_too() -> None:
    assert KERAS_2 < KERAS_3


def test_each_class_named_by_hand_elsewhere_is_there() -> None:
    named = {*nodes._RECURRENT, *nodes._MERGING, *readers._PASSING}
    named |= {
        *readers._STEPPED,
        *readers._OVER_STEPS,
        *SEQUENCE_LAYERS,
        *CELLS,
        *RENAMED,
    }
    assert named <= KERAS_3


def test_merging_layers_are_those_that_keras_has() -> None:
    merge = importlib.import_module("keras.src.layers.merging.base_merge").Merge
    assert {name for name, each in CLASSES.items() if issubclass(each, merge)} == nodes._MERGING


@pytest.mark.parametrize("version", [v for v in renew.VERSIONS if " 2." in v])
def test_names_that_keras_2_has_beside_keras_3(version: str) -> None:
    layers = json.loads(renew.answer(version).read_text(encoding="utf-8"))["layers"]
    second = {name: config for name, (config, _) in layers.items() if name != config}
    for name in second.keys() & KERAS_2 - ALIASES.keys():
        model: Any = normalized(old_sequential(old_entry(name, "a", units=2)), version.split()[1])
        assert model["config"]["layers"][0]["class_name"] == second[name]


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
