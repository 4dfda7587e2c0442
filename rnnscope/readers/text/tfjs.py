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

from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.model.parts import Model, Tensor
from rnnscope.readers.source import Confidence, Opened
from rnnscope.readers.stores.lists import ListStore
from rnnscope.readers.text.model_json import config_alone, unwrapped
from rnnscope.untrusted.fields import Fields, mapping_at
from rnnscope.wording import shown

FORMAT = "tfjs"
FILE = "model.json"

_TOPOLOGY, _MANIFEST = "modelTopology", "weightsManifest"


def sniff(opened: Opened[Any]) -> Confidence:
    """Tell by the keys whether JSON is TensorFlow.js's."""
    is_mine = {_TOPOLOGY, _MANIFEST} & Fields.of(opened.content, "it").values.keys()
    return Confidence.SIGNATURE if is_mine else Confidence.NONE


def read(opened: Opened[Any]) -> Model:
    """Read the config, and the shapes in the manifest where there is one.

    Raises:
        UnreadableModelError: it is a graph model, which has no layers, or is broken.

    """
    name, data = opened.source.name, opened.content
    topology, manifest = data.get(_TOPOLOGY), data.get(_MANIFEST)
    if not isinstance(topology, dict):
        raise UnreadableModelError(name, f"it has no {_TOPOLOGY}, so no config of its layers")
    if data.get("format") == "graph-model" or "node" in topology:
        reason = "it is a TensorFlow.js graph model: operations, in which there are no layers"
        raise UnreadableModelError(name, reason)
    model = config_alone(name, FORMAT, topology)
    entry, _ = unwrapped(name, topology)
    return replace(
        model,
        **_store(name, manifest),
        files=tuple(_files(opened.source.path.parent, manifest)),
        compiled=any("training_config" in part for part in (topology, entry)),
    )


def _files(directory: Path, manifest: Any) -> Iterator[str]:
    """Yield the files of the values, which are not opened."""
    for group in _groups(manifest or []):
        paths = group.get("paths")
        for name in paths if isinstance(paths, list) else ():
            if isinstance(name, str):
                yield str(directory / name)


def _store(name: str, manifest: Any) -> dict[str, Any]:
    if not manifest:
        return {"no_store": "it has no manifest of its weights"}
    try:
        tensors = tuple(_tensors(manifest))
    except BadConfigError as error:
        raise UnreadableModelError(name, str(error)) from None
    return {"store": ListStore(tuple((t.path, t) for t in tensors)), "no_store": ""}


def _groups(manifest: Any) -> Iterator[Fields]:
    """Yield what is written of each group of files; of a single one it may stand in no list."""
    if not isinstance(manifest, list):
        yield mapping_at(manifest, _MANIFEST)
        return
    for i, group in enumerate(manifest):
        yield mapping_at(group, f"{_MANIFEST}[{i}]")


def _tensors(manifest: Any) -> Iterator[Tensor]:
    """Yield the weights of every group of files, each name once."""
    names: set[str] = set()
    for group in _groups(manifest):
        for i, weight in enumerate(group.items("weights")):
            where = f"{group.at('weights')}[{i}]"
            entry = mapping_at(weight, where)
            name = entry.name("name")
            if name in names:
                raise BadConfigError(where, f"two weights are named {shown(name)}")
            names.add(name)
            yield Tensor(name, entry.sizes("shape"), entry.name("dtype"))
