"""Model files written by hand: as Keras writes them, and as it never would."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import h5py
import numpy as np

from rnnscope.api import explain
from rnnscope.readers.given import Given
from rnnscope.report.report import Report

Config: TypeAlias = dict[str, Any]
Shape: TypeAlias = Sequence[int]

ROOT = Path(__file__).parents[1]
MNIST = ROOT / "examples" / "mnist_rnn.keras"
SENTIMENT = ROOT / "examples" / "sentiment_bilstm.keras"
PRINTED = ROOT / "examples" / "printed.txt"

METADATA = {"keras_version": "3.15.1", "date_saved": "2026-01-01@00:00:00"}


def alone(source: object, **options: Any) -> Report:
    """Explain a file by what it holds, with nobody asked; a live model is asked as ever."""
    return explain(source, summary=Given.of(source).is_live, **options)


def entry(class_name: str, name: str, *calls: Sequence[Config], **settings: Any) -> Config:
    """Write a layer of Keras's own; each of `calls` lists the tensors that it takes."""
    nodes = [{"args": [c[0] if len(c) == 1 else list(c)], "kwargs": {}} for c in calls]
    return {
        "module": "keras.layers",
        "class_name": class_name,
        "config": {"name": name, **settings},
        "registered_name": None,
        "name": name,
        "inbound_nodes": nodes,
    }


def custom(class_name: str, name: str, *calls: Sequence[Config], **settings: Any) -> Config:
    """Write a layer of somebody's own class."""
    own = entry(class_name, name, *calls, **settings)
    return {**own, "module": None, "registered_name": f"own>{class_name}"}


def tensor(layer: str, shape: Sequence[int | None] = (), call: int = 0, index: int = 0) -> Config:
    """Write a layer's output, as another layer's call refers to it."""
    config = {"shape": list(shape), "dtype": "float32", "keras_history": [layer, call, index]}
    return {"class_name": "__keras_tensor__", "config": config if shape else _shapeless(config)}


def _shapeless(config: Config) -> Config:
    return {key: value for key, value in config.items() if key != "shape"}


def sequential(
    *layers: Config, name: str = "model", shape: Sequence[int | None] | None = None
) -> Config:
    """Write a Sequential model; `shape` is that of an InputLayer before the layers."""
    first = [entry("InputLayer", "x", batch_shape=list(shape))] if shape is not None else []
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": name, "layers": [*first, *layers]},
        "registered_name": None,
    }


def functional(
    *layers: Config, inputs: Sequence[str] = ("x",), outputs: Sequence[str], name: str = "model"
) -> Config:
    """Write a Functional model, between the first calls of the layers named."""
    ends = {
        "input_layers": [[each, 0, 0] for each in inputs],
        "output_layers": [[each, 0, 0] for each in outputs],
    }
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {"name": name, "layers": list(layers), **ends},
        "registered_name": "Functional",
    }


def write_json(path: Path, config: object) -> Path:
    """Write a config as `model.to_json()` does."""
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def hdf5(fill: Callable[[Any], None]) -> bytes:
    """Return an HDF5 file that a function has filled."""
    file = io.BytesIO()
    with h5py.File(file, "w") as root:
        fill(root)
    return file.getvalue()


def weights(tensors: Mapping[str, Shape], names: Mapping[str, str] | None = None) -> bytes:
    """Return a weights file with a tensor of zeros at each path, and names for some groups."""

    def fill(root: Any) -> None:
        for path, shape in tensors.items():
            root.create_dataset(path, shape, "float32")
        for path, name in (names or {}).items():
            root.require_group(path).attrs["name"] = name

    return hdf5(fill)


def write_archive(
    path: Path, members: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED
) -> Path:
    """Write a zip of members."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def write_keras(
    path: Path,
    config: object,
    tensors: Mapping[str, Shape] | bytes | None,
    names: Mapping[str, str] | None = None,
    compression: int = zipfile.ZIP_STORED,
) -> Path:
    """Write a `.keras` file; without weights where `tensors` is None."""
    members = {
        "metadata.json": json.dumps(METADATA).encode(),
        "config.json": json.dumps(config).encode(),
    }
    if tensors is not None:
        data = tensors if isinstance(tensors, bytes) else weights(tensors, names)
        members["model.weights.h5"] = data
    return write_archive(path, members, compression)


def unpacked(folder: Path, versions: Sequence[str], to: Path) -> Path:
    """Unpack what the Kerases of these versions wrote, each into a folder named for it."""
    for version in versions:
        with zipfile.ZipFile(folder / f"keras-{version}.zip") as archive:
            archive.extractall(to / version)
    return to


def members_of(path: Path) -> dict[str, bytes]:
    """Return the members of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def edited(path: Path, to: Path, edit: Callable[[Any], None]) -> Path:
    """Write a copy of a `.keras` file whose weights file a function has changed."""
    members = members_of(path)
    file = io.BytesIO(members["model.weights.h5"])
    with h5py.File(file, "r+") as root:
        edit(root)
    return write_archive(to, {**members, "model.weights.h5": file.getvalue()})


def replaced(root: Any, path: str, shape: Shape | None) -> None:
    """Put a tensor of zeros of another shape in the place of one; none where it is None."""
    del root[path]
    if shape is not None:
        root[path] = np.zeros(shape, "float32")


def old_entry(class_name: str, name: str, **settings: Any) -> Config:
    """Write a layer of a Sequential model as Keras 1 and 2 do: without a module."""
    return {"class_name": class_name, "config": {"name": name, **settings}}


def old_sequential(*layers: Config, name: str = "sequential_1") -> Config:
    """Write a Sequential model as Keras 2.2.3 and later do."""
    return {"class_name": "Sequential", "config": {"name": name, "layers": list(layers)}}


def whole_hdf5(
    config: Config, lists: Mapping[str, Mapping[str, Shape]], version: str = "2.2.4"
) -> bytes:
    """Return a whole model in HDF5: its config, and for each layer a list of named weights."""

    def fill(root: Any) -> None:
        root.attrs["keras_version"] = version
        root.attrs["backend"] = "tensorflow"
        root.attrs["model_config"] = json.dumps(config)
        write_lists(root.create_group("model_weights"), lists)

    return hdf5(fill)


def write_lists(group: Any, lists: Mapping[str, Mapping[str, Shape]]) -> None:
    """Fill a group of an HDF5 file with lists of weights, as Keras 1 and 2 do."""
    group.attrs["layer_names"] = [name.encode() for name in lists]
    for layer, listed in lists.items():
        inside = group.create_group(layer)
        inside.attrs["weight_names"] = [name.encode() for name in listed]
        for name, shape in listed.items():
            inside.create_dataset(name, shape, "float32")
