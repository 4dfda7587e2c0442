"""A model of which only the weights are known: no config says what its layers are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rnnscope.model.parts import LayerConfig, Model, ModelConfig, Reading, Store, Tensor
from rnnscope.readers.hdf5.headers import Headers
from rnnscope.readers.stores.lists import ListsStore
from rnnscope.readers.stores.tree import TreeStore
from rnnscope.readers.weights.kinds import layers_of

_NUMBER = re.compile(r"(?:_(\d+))?$")
_MAX_DEPTH = 40


def lists_alone(name: str, form: str, store: ListsStore, version: str | None) -> Model:
    """Describe a model by the list of weights of each layer."""
    layers = tuple(
        _layer(name, name, owned.tensors()) for name, owned in store.lists.items() if owned.listed
    )
    return _model(name, form, layers, store, version)


def tree_alone(name: str, form: str, headers: Headers, version: str | None) -> Model:
    """Describe a model by the tree of its weights; the optimizer's are told apart."""
    tree = TreeStore.of(headers)
    model = _model(name, form, tuple(_members(tree)), tree, version)
    return replace(model, optimizer=tuple(tree.of_optimizer()))


def _model(
    name: str, form: str, layers: tuple[LayerConfig, ...], store: Store, version: str | None
) -> Model:
    config = _config(Path(name).name.partition(".")[0], layers)
    return Model(config=config, source=name, format=form, keras_version=version, store=store)


def _config(name: str, layers: tuple[LayerConfig, ...]) -> ModelConfig:
    own = LayerConfig(class_name="Model", name=name)
    return ModelConfig(class_name="Model", name=name, layers=layers, is_builtin=False, own=own)


def _layer(name: str, group: str, tensors: Sequence[Tensor]) -> LayerConfig:
    stem = _NUMBER.sub("", group.rpartition("/")[2])
    return LayerConfig(
        class_name="?", name=name, reading=Reading(layers_of(stem, tensors), stem, group)
    )


def _members(tree: TreeStore, depth: int = 0) -> Iterator[LayerConfig]:
    """Yield the layers in a group, in the order of their groups' names and numbers."""
    for name, path, group in tree.named_members():
        tensors = tuple(group.in_order())
        if tensors:
            layer = _layer(name, path, tensors)
            inside = tuple(_members(group, depth + 1)) if depth < _MAX_DEPTH else ()
            yield replace(layer, model=_config(name, inside)) if inside else layer
