"""TensorFlow.js's `model.json` of a layers model: its config, and the manifest of its weights.

The manifest tells name, shape and dtype of each weight, so the files with the
values are not opened.  TensorFlow.js finds a weight by its name, so here too.
Source: tfjs-layers/src/models.ts and tfjs-core/src/io/types.ts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model, Tensor
from rnnscope.readers.stores.lists import ListStore
from rnnscope.readers.text.model_json import config_alone, unwrapped
from rnnscope.wording import shown

FORMAT = "tfjs"
FILE = "model.json"

_MAX_AXES, _MAX_SIZE = 64, 2**63 - 1


def matches(data: Any) -> bool:
    """Tell by the keys whether JSON is TensorFlow.js's."""
    return isinstance(data, dict) and bool({"modelTopology", "weightsManifest"} & data.keys())


def read(path: Path, data: Any) -> Model:
    """Read the config, and the shapes in the manifest where there is one.

    Raises:
        UnreadableModelError: it is a graph model, which has no layers, or is broken.

    """
    topology = data.get("modelTopology")
    if not isinstance(topology, dict):
        raise UnreadableModelError(path, "it has no modelTopology, so no config of its layers")
    if data.get("format") == "graph-model" or "node" in topology:
        reason = "it is a TensorFlow.js graph model: operations, in which there are no layers"
        raise UnreadableModelError(path, reason)
    model = config_alone(path, FORMAT, topology)
    entry, _ = unwrapped(path, topology)
    return replace(
        model,
        **_store(path, data.get("weightsManifest")),
        files=tuple(_files(path, data.get("weightsManifest"))),
        compiled=any("training_config" in part for part in (topology, entry)),
    )


def _files(path: Path, manifest: Any) -> Iterator[str]:
    """Yield the files of the values, which are not opened."""
    for group in manifest if isinstance(manifest, list) else [manifest]:
        paths = group.get("paths") if isinstance(group, dict) else None
        for name in paths if isinstance(paths, list) else ():
            if isinstance(name, str):
                yield str(path.parent / name)


def _store(path: Path, manifest: Any) -> dict[str, Any]:
    if not manifest:
        return {"no_store": "it has no manifest of its weights"}
    tensors = tuple(_tensors(path, manifest))
    return {"store": ListStore(tuple((t.path, t) for t in tensors)), "no_store": ""}


def _tensors(path: Path, manifest: Any) -> Iterator[Tensor]:
    """Yield the weights of every group of files, each name once."""
    names: set[str] = set()
    for group in manifest if isinstance(manifest, list) else [manifest]:
        weights = group.get("weights") if isinstance(group, dict) else None
        if not isinstance(weights, list):
            raise UnreadableModelError(path, "weightsManifest: expected a list of groups")
        for weight in weights:
            tensor = _tensor(path, weight)
            if tensor.path in names:
                raise UnreadableModelError(path, f"two weights are named {shown(tensor.path)}")
            names.add(tensor.path)
            yield tensor


def _tensor(path: Path, weight: Any) -> Tensor:
    match weight:
        case {"name": str(name), "shape": list(shape), "dtype": str(dtype)} if _is_shape(shape):
            return Tensor(name, tuple(shape), dtype)
    raise UnreadableModelError(path, "weightsManifest: expected weights of name, shape and dtype")


def _is_shape(sizes: list[Any]) -> bool:
    return len(sizes) <= _MAX_AXES and all(type(n) is int and 0 <= n <= _MAX_SIZE for n in sizes)
