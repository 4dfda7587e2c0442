"""A model's config alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rnnscope.errors import UnreadableModelError
from tests.files import MNIST, alone, members_of

pytestmark = pytest.mark.quick

CONFIG = members_of(MNIST)["config.json"].decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CONFIG, id="as it is"),
        pytest.param(f"\n \t{CONFIG}\n", id="with space around"),
        pytest.param(f"\ufeff{CONFIG}", id="with a byte order mark"),
        pytest.param(json.dumps(CONFIG), id="dumped twice"),
        pytest.param(json.dumps(json.loads(CONFIG), indent=4), id="indented"),
    ],
)
def test_ways_to_write_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(text, encoding="utf-8")
    report = alone(path)
    assert (report.total, report.format) == (21_386, "json")
    stored = report.witness("stored")
    assert stored is not None
    assert (stored.spoke, stored.reason) == (False, "a config has no weights")
    assert not report.verified


def test_the_version_is_told_where_the_config_has_it(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    for version, told in (("2.4.0", "2.4.0"), (3, None)):
        path.write_text(json.dumps({**json.loads(CONFIG), "keras_version": version}))
        assert alone(path).keras_version == told


LAYERS = json.loads(CONFIG)["config"]["layers"]
OLD = [
    {"class_name": "Dense", "config": {"name": "a", "units": 2, "batch_input_shape": [None, 3]}},
    {"class_name": "Dense", "config": {"name": "b", "units": 1}},
]
GRAPH = {
    "name": "graph",
    "layers": [
        {
            "class_name": "InputLayer",
            "config": {"name": "x", "batch_input_shape": [None, 3]},
            "name": "x",
            "inbound_nodes": [],
        },
        {
            "class_name": "Dense",
            "config": {"name": "d", "units": 2},
            "name": "d",
            "inbound_nodes": [[["x", 0, 0, {}]]],
        },
    ],
    "input_layers": [["x", 0, 0]],
    "output_layers": [["d", 0, 0]],
}
GRAPH_ENTRY = {"class_name": "Model", "config": GRAPH}
GRAPH_TEXT = json.dumps(GRAPH_ENTRY)
VERSION = {"keras_version": "2.2.4", "backend": "tensorflow"}


@pytest.mark.parametrize(
    ("data", "total", "version"),
    [
        pytest.param({"class_name": "Sequential", "config": OLD}, 11, None, id="a bare list"),
        pytest.param(OLD, 11, None, id="nothing but the list"),
        pytest.param({"model_config": {**GRAPH_ENTRY, **VERSION}}, 8, "2.2.4", id="wrapped"),
        pytest.param(
            {"model_config": json.dumps(GRAPH_ENTRY), **VERSION}, 8, "2.2.4", id="as text"
        ),
        pytest.param({"model_config": {"model_config": GRAPH_ENTRY}}, 8, None, id="wrapped twice"),
        pytest.param(GRAPH, 8, None, id="get_config() of a graph"),
        pytest.param({"name": "s", "layers": OLD}, 11, None, id="get_config() of a chain"),
        pytest.param(json.loads(CONFIG)["config"], 21_386, None, id="get_config() of Keras 3"),
    ],
)
def test_configs_of_every_era(
    tmp_path: Path, data: object, total: int, version: str | None
) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(data))
    report = alone(path)
    assert (report.total, report.format, report.keras_version) == (total, "json", version)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(CONFIG.encode(encoding))
    assert alone(path).total == 21_386


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, "it is no model config: it has no class_name and no config"),
        (
            {"space": [], "values": {}},
            "it has 'space', 'values' in place of a class_name",
        ),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "it has 'a', 'b', 'c', ... in place of"),
        (
            {"name": "Sequential", "layers": [{"name": "Dense"}]},
            "it is a config of Keras 0",
        ),
        ({"class_name": "Tokenizer", "config": {}}, "the config of 'Tokenizer' lists no layers"),
        ({"model_config": "{"}, "its model_config is not JSON"),
        ({"model_config": 3}, "it is no model config: config: expected an object, found 3"),
        ([1, 2], "it is no model config: config: expected an object, found list"),
        (LAYERS[0], "an InputLayer is a layer, not a model"),
    ],
)
def test_what_is_no_config(tmp_path: Path, data: object, reason: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(data))
    with pytest.raises(UnreadableModelError) as caught:
        alone(path)
    assert reason in caught.value.reason
