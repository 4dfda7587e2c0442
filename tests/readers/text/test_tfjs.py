"""TensorFlow.js's `model.json`: its config and the manifest of its weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rnnscope.errors import UnreadableModelError
from tests.files import alone, write_json

pytestmark = pytest.mark.quick


def _layer(class_name: str, name: str, **settings: Any) -> dict[str, Any]:
    return {"class_name": class_name, "config": {"name": name, **settings}}


LAYERS = [
    _layer(
        "Bidirectional",
        "both",
        batch_input_shape=[None, 5, 3],
        layer=_layer("LSTM", "lstm", units=2),
    ),
    _layer("BatchNormalization", "bn", axis=-1),
    _layer("Dense", "d", units=4),
]
MODEL = {"class_name": "Sequential", "config": {"name": "net", "layers": LAYERS}}
WEIGHTS = {
    "bn/beta": [4],
    "bn/gamma": [4],
    "bn/moving_mean": [4],
    "bn/moving_variance": [4],
    **{
        f"both/{side}_lstm/{name}": shape
        for side in ("backward", "forward")
        for name, shape in {"bias": [8], "kernel": [3, 8], "recurrent_kernel": [2, 8]}.items()
    },
    "d/bias": [4],
    "d/kernel": [4, 4],
}
TOTAL = 2 * 48 + 16 + 20


def _manifest(weights: dict[str, list[int]]) -> list[dict[str, Any]]:
    quantization = {"min": -1.0, "scale": 0.1, "dtype": "uint8"}
    return [
        {
            "paths": ["group1-shard1of1"],
            "weights": [
                {"name": n, "shape": s, "dtype": "float32", "quantization": quantization}
                for n, s in weights.items()
            ],
        }
    ]


PYTHON = {
    "format": "layers-model",
    "modelTopology": {
        "keras_version": "2.2.4",
        "backend": "tensorflow",
        "model_config": MODEL,
        "training_config": {"loss": "mse"},
    },
    "weightsManifest": _manifest(WEIGHTS),
}
JAVASCRIPT = {
    "modelTopology": {**MODEL, "keras_version": "tfjs-layers 4.2.0", "backend": "tensor_flow.js"},
    "weightsManifest": _manifest(WEIGHTS),
    "format": "layers-model",
    "generatedBy": "TensorFlow.js tfjs-layers v4.2.0",
    "convertedBy": None,
}


@pytest.mark.parametrize(
    ("data", "version"),
    [(PYTHON, "2.2.4"), (JAVASCRIPT, "tfjs-layers 4.2.0")],
    ids=["converted", "trained in JavaScript"],
)
def test_the_manifest_is_what_is_stored(tmp_path: Path, data: Any, version: str) -> None:
    report = alone(write_json(tmp_path / "model.json", data))
    assert (report.total, report.format, report.keras_version) == (TOTAL, "tfjs", version)
    assert ([d.text for d in report.differences], report.verified) == ([], True)


def test_a_directory_is_read_by_its_model_json(tmp_path: Path) -> None:
    write_json(tmp_path / "model.json", PYTHON)
    (tmp_path / "group1-shard1of1").write_bytes(b"nothing that is opened")
    assert alone(tmp_path).total == TOTAL
    (tmp_path / "model.json").rename(tmp_path / "there.json")
    (tmp_path / "model.json").symlink_to("there.json")
    with pytest.raises(UnreadableModelError, match=r"model\.json is a link"):
        alone(tmp_path)


def test_a_wrong_weight_is_named(tmp_path: Path) -> None:
    wrong = {**PYTHON, "weightsManifest": _manifest({**WEIGHTS, "d/kernel": [4, 5]})}
    (difference,) = alone(write_json(tmp_path / "model.json", wrong)).differences
    assert difference.text == "d: kernel: config implies (4, 4), file holds (4, 5)"


def test_names_of_layers_in_a_model(tmp_path: Path) -> None:
    """The converter leaves out the model that a layer is in, or names it."""
    inner = {"class_name": "Sequential", "config": {"name": "inner", "layers": LAYERS[2:]}}
    first = _layer("Dense", "first", units=4, batch_input_shape=[None, 4])
    model = {"class_name": "Sequential", "config": {"name": "net", "layers": [first, inner]}}
    for scope in ("", "inner/", "net/inner/"):
        weights = {f"{scope}d/bias": [4], f"{scope}d/kernel": [4, 4]}
        weights |= {"first/kernel": [4, 4], "first/bias": [4]}
        data = {"modelTopology": model, "weightsManifest": _manifest(weights)}
        report = alone(write_json(tmp_path / "model.json", data))
        assert (report.total, report.differences, report.verified) == (40, (), True)


def test_a_bare_topology_has_no_weights(tmp_path: Path) -> None:
    bare: dict[str, Any] = {"modelTopology": PYTHON["modelTopology"]}
    for data in (bare, {**bare, "weightsManifest": []}):
        report = alone(write_json(tmp_path / "model.json", data))
        stored = report.witness("stored")
        assert stored is not None
        assert (report.total, stored.reason) == (TOTAL, "it has no manifest of its weights")


GRAPH = {"format": "graph-model", "modelTopology": {"node": [], "versions": {}}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (GRAPH, "it is a TensorFlow.js graph model: operations, in which there are no layers"),
        ({"modelTopology": GRAPH["modelTopology"]}, "it is a TensorFlow.js graph model"),
        ({"modelTopology": None}, "it has no modelTopology"),
        ({"modelTopology": {"x": 1}}, "it is no model config: it has 'x' in place of"),
        ({"weightsManifest": {"weights": 3}}, "weightsManifest.weights: expected a list, found 3"),
        ({"weightsManifest": [3]}, "weightsManifest[0]: expected an object, found 3"),
        ({"weightsManifest": [{"weights": [3]}]}, "[0].weights[0]: expected an object, found 3"),
        (
            {"weightsManifest": [{"weights": [{"name": "a", "shape": [-1], "dtype": "float32"}]}]},
            "weightsManifest[0].weights[0].shape[0]: expected a size or null, found -1",
        ),
        (
            {"weightsManifest": _manifest({"a": [1]}) * 2},
            "weightsManifest[1].weights[0]: two weights are named 'a'",
        ),
        (
            {"weightsManifest": _manifest({"a": [2**63]})},
            "weightsManifest[0].weights[0].shape[0]: expected a size, found 9223372036854775808",
        ),
        (
            {"weightsManifest": _manifest({"a" * 4_001: [1]})},
            "weights[0].name: it has 4,001 characters, beyond the limit name_characters of 4,000",
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, change: Any, reason: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps({**PYTHON, **change}))
    with pytest.raises(UnreadableModelError) as caught:
        alone(path)
    assert reason in caught.value.reason
