"""Weights alone in HDF5: of Keras 1 and 2, with a list for each layer, or of Keras 3, in a tree.

No config says what the layers are; they are named after the groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rnnscope.model import LayerConfig, Model, ModelConfig, Store
from rnnscope.readers._hdf5 import Headers
from rnnscope.readers._lists import ListsStore
from rnnscope.readers._tree import TreeStore
from rnnscope.readers._weight_lists import read_lists

FORMAT = "hdf5 weights"


def matches(headers: Headers) -> bool:
    """Tell whether a file has weights as Keras names them."""
    return headers.names("", "layer_names") is not None or bool(TreeStore.of(headers).tensors())


def read(path: Path, headers: Headers) -> Model:
    """Read the layers that have weights.

    Raises:
        UnreadableModelError: a weight that is listed is not there.

    """
    version = headers.text("", "keras_version")
    if headers.names("", "layer_names") is None:
        tree = TreeStore.of(headers)
        names = [name for name, group in tree.members() if group.tensors()]
        optimizer = tuple(tree.below("optimizer").tensors())
        return replace(weights_alone(path, names, tree, version), optimizer=optimizer)
    lists = read_lists(path, headers, "")
    names = [name for name, store in lists.items() if store.listed]
    return weights_alone(path, names, ListsStore(lists), version)


def weights_alone(path: Path, names: Sequence[str], store: Store, version: str | None) -> Model:
    """Describe a model of which only the weights are known, by the names of its layers."""
    own = LayerConfig(class_name="Model", name=path.name.partition(".")[0])
    layers = tuple(LayerConfig(class_name="?", name=name) for name in names)
    config = ModelConfig(
        class_name="Model", name=own.name, layers=layers, is_builtin=False, own=own
    )
    return Model(config=config, source=str(path), format=FORMAT, keras_version=version, store=store)
