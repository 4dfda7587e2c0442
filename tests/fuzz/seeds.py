"""A whole file of each format, to be damaged."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tests.files import MNIST, SENTIMENT, Config, members_of, write_archive, write_json

# Configs as each generation writes them: what differs in them is what is damaged here.

_INPUT = {"name": "x", "batch_input_shape": [None, 8, 4], "dtype": "float32", "sparse": False}
_LSTM = {"name": "lstm", "units": 3, "return_sequences": True, "unroll": False, "use_bias": True}
_DENSE = {"name": "dense", "units": 2, "use_bias": True, "activation": {"class_name": "relu"}}

KERAS_2: Config = {
    "class_name": "Functional",
    "keras_version": "2.11.0",
    "config": {
        "name": "m",
        "layers": [
            {"class_name": "InputLayer", "config": _INPUT, "name": "x", "inbound_nodes": []},
            {
                "class_name": "Bidirectional",
                "config": {"name": "b", "layer": {"class_name": "LSTM", "config": _LSTM}},
                "name": "b",
                "inbound_nodes": [[["x", 0, 0, {}]]],
            },
            {
                "class_name": "TFOpLambda",
                "config": {"name": "tf.concat", "function": "concat"},
                "name": "tf.concat",
                "inbound_nodes": [[["b", 0, 0, {"axis": -1}], ["b", 0, 0, {"axis": -1}]]],
            },
            {
                "class_name": "Dense",
                "config": _DENSE,
                "name": "dense",
                "inbound_nodes": [[["tf.concat", 0, 0, {}]]],
            },
        ],
        "input_layers": [["x", 0, 0]],
        "output_layers": [["dense", 0, 0]],
    },
}

KERAS_1: Config = {
    "class_name": "Sequential",
    "keras_version": "1.2.2",
    "config": [
        {
            "class_name": "Convolution2D",
            "config": {
                "name": "c",
                "nb_filter": 3,
                "nb_row": 3,
                "nb_col": 2,
                "dim_ordering": "tf",
                "border_mode": "same",
                "batch_input_shape": [None, 8, 8, 1],
            },
        },
        {"class_name": "Flatten", "config": {"name": "f"}},
        {"class_name": "Dense", "config": {"name": "d", "output_dim": 2, "init": "uniform"}},
        {"class_name": "Reshape", "config": {"name": "r", "target_shape": [2, 1]}},
        {"class_name": "LSTM", "config": {"name": "l", "output_dim": 2, "inner_init": "x"}},
        {
            "class_name": "Merge",
            "config": {
                "name": "merge",
                "mode": "concat",
                "layers": [{"class_name": "Dense", "config": {"output_dim": 2, "input_dim": 3}}],
            },
        },
    ],
}

KERAS_3: Config = json.loads(members_of(SENTIMENT)["config.json"])


def _whole_h5(path: Path) -> Path:
    with h5py.File(path, "w") as root:
        root.attrs["keras_version"] = "2.11.0"
        root.attrs["model_config"] = json.dumps(KERAS_2)
        _lists(root.create_group("model_weights"))
    return path


def _legacy_weights(path: Path) -> Path:
    with h5py.File(path, "w") as root:
        _lists(root)
    return path


def _lists(root: Any) -> None:
    root.attrs["layer_names"] = np.array([b"x", b"b", b"dense"])
    root.create_group("x").attrs["weight_names"] = np.array([], "S1")
    shapes: dict[str, dict[str, tuple[int, ...]]] = {
        "b": {
            f"{way}_lstm/{name}:0": shape
            for way in ("forward", "backward")
            for name, shape in {
                "kernel": (4, 12),
                "recurrent_kernel": (3, 12),
                "bias": (12,),
            }.items()
        },
        "dense": {"kernel:0": (12, 2), "bias:0": (2,)},
    }
    for layer, weights in shapes.items():
        group = root.create_group(layer)
        group.attrs["weight_names"] = np.array([name.encode() for name in weights])
        for name, shape in weights.items():
            group.create_dataset(name, shape, "float32")


def _keras_3_weights(path: Path) -> Path:
    path.write_bytes(members_of(MNIST)["model.weights.h5"])
    return path


def _packed(path: Path) -> Path:
    return write_archive(path, members_of(MNIST), zipfile.ZIP_DEFLATED)


def _copied(source: Path) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(source.read_bytes())
        return path

    return make


def _config(config: Config) -> Callable[[Path], Path]:
    return lambda path: write_json(path, config)


def _yaml(path: Path) -> Path:
    import yaml

    path.write_text(yaml.safe_dump(KERAS_2), "utf-8")
    return path


TFJS: Config = {
    "format": "layers-model",
    "modelTopology": {"keras_version": "2.11.0", "model_config": KERAS_2},
    "weightsManifest": [
        {
            "paths": ["group1-shard1of1.bin"],
            "weights": [{"name": "dense/kernel", "shape": [12, 2], "dtype": "float32"}],
        }
    ],
}


def _directory(path: Path) -> Path:
    path.mkdir()
    for name, data in members_of(MNIST).items():
        (path / name).write_bytes(data)
    return path


def _shards(path: Path) -> Path:
    path.mkdir()
    (path / "config.json").write_bytes(members_of(MNIST)["config.json"])
    (path / "model_00000.weights.h5").write_bytes(members_of(MNIST)["model.weights.h5"])
    groups = ["layers/dense/vars", "layers/simple_rnn/cell/vars"]
    index = {"metadata": {}, "weight_map": {f"/{g}": ["model_00000.weights.h5"] for g in groups}}
    write_json(path / "model.weights.json", index)
    return path


def _orbax(path: Path) -> Path:
    (path / "1" / "model_config").mkdir(parents=True)
    strings = {"config": json.dumps(KERAS_3)}
    write_json(path / "1" / "model_config" / "_strings.json", strings)
    return path


def saved_model(path: Path) -> Path:
    """Make a SavedModel of Keras 2; imports TensorFlow."""
    from tests.readers.saved_models import layer, model, save, variable

    dense = layer(
        "Dense",
        "dense",
        (None, 3),
        {"units": 2, "use_bias": True},
        kernel=variable("dense/kernel", 3, 2),
        bias=variable("dense/bias", 2),
    )
    entries = [{"class_name": "Dense", "config": {"name": "dense", "units": 2}}]
    config = {"name": "m", "layers": entries}
    metadata = {"name": "m", "class_name": "Sequential", "config": config}
    return save(model([dense], metadata), path)


SEEDS: Mapping[str, Callable[[Path], Path]] = {
    "keras": _copied(MNIST),
    "keras, nested": _copied(SENTIMENT),
    "keras, packed": _packed,
    "keras directory": _directory,
    "sharded": _shards,
    "whole h5": _whole_h5,
    "legacy weights": _legacy_weights,
    "keras 3 weights": _keras_3_weights,
    "json of keras 1": _config(KERAS_1),
    "json of keras 2": _config(KERAS_2),
    "json of keras 3": _config(KERAS_3),
    "yaml": _yaml,
    "tfjs": _config(TFJS),
    "orbax": _orbax,
}


def files_of(path: Path) -> Iterator[Path]:
    """Yield the files of a model: itself, or those in its directory."""
    yield from [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
