"""The weights of each layer in a list, as Keras 1 and 2 keep them in HDF5.

A layer's list is in the order of its `weights`: those that can be trained,
then the others.  Keras loads it by that order, and so it is read here.
Source: keras/src/legacy/saving/legacy_h5_format.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rnnscope.model import LayerConfig, Place, Tensor, groups_in_container


@dataclass(frozen=True, slots=True)
class ListStore:
    """The weights of one layer: the name that Keras gave each, and its tensor."""

    listed: tuple[tuple[str, Tensor], ...] = ()

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight, in order."""
        return tuple(tensor for _, tensor in self.listed)

    def place(self, places: Sequence[Place]) -> Sequence[Tensor | None]:
        """Return the weights in order: first for the places that can be trained."""
        kept = [i for i, place in enumerate(places) if place.index >= 0]
        kept.sort(key=lambda i: not places[i].can_train)
        found = dict(zip(kept, self.tensors(), strict=False))
        return [found.get(i) for i in range(len(places))]

    def below(self, attribute: str) -> ListStore:
        """Return what belongs to a layer inside: a direction, a cell, or all there is."""
        if attribute in ("forward_layer", "backward_layer"):
            half = len(self.listed) // 2
            return ListStore(self.listed[:half] if attribute[0] == "f" else self.listed[half:])
        folder, _, cell = attribute.partition("/")
        return self._cell(cell) if folder == "cells" else self

    def _cell(self, group: str) -> ListStore:
        """Return the weights of one cell of a stack: each has a scope of its own."""
        scopes = list(dict.fromkeys(name.rpartition("/")[0] for name, _ in self.listed))
        for wanted, scope in zip(_numbered(scopes), scopes, strict=True):
            if wanted == group:
                listed = (each for each in self.listed if each[0].rpartition("/")[0] == scope)
                return ListStore(tuple(listed))
        return ListStore()

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[ListStore | None]:
        """Return the weights of each layer of a nested model, told by the scope in their names."""
        owner = {name: i for i, layer in enumerate(layers) for name in _names(layer)}
        found: list[list[tuple[str, Tensor]]] = [[] for _ in layers]
        for name, tensor in self.listed:
            index = _owner(name, owner)
            if index is not None:
                found[index].append((name, tensor))
        return [ListStore(tuple(listed)) for listed in found]

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the weights that no layer of a nested model is named in."""
        owner = {name: i for i, layer in enumerate(layers) for name in _names(layer)}
        return [tensor for name, tensor in self.listed if _owner(name, owner) is None]


@dataclass(frozen=True, slots=True)
class ListsStore:
    """The weights of a model: a list for each layer by name, and one of the model's own."""

    lists: Mapping[str, ListStore]
    own: ListStore = field(default_factory=ListStore)

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight, layer by layer."""
        stores = (*self.lists.values(), self.own)
        return tuple(tensor for store in stores for tensor in store.tensors())

    def place(self, places: Sequence[Place]) -> Sequence[Tensor | None]:
        """Return the weights that the model owns itself."""
        return self.own.place(places)

    def below(self, attribute: str) -> ListStore:
        """Return what a layer of this name has."""
        return self.lists.get(attribute, ListStore())

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[ListStore | None]:
        """Return the list of each layer."""
        return [self.below(layer.name) for layer in layers]

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the weights of layers that are not among these, and the model's own."""
        names = {layer.name for layer in layers}
        others = (store for name, store in self.lists.items() if name not in names)
        return [tensor for store in (*others, self.own) for tensor in store.tensors()]


def _names(layer: LayerConfig) -> Iterator[str]:
    """Yield the names that may stand before a weight of a layer: its own, and those inside."""
    yield layer.name
    inside = layer.model.layers if layer.model else ()
    wrapped = (value for value in layer.config.values() if isinstance(value, LayerConfig))
    for each in (*inside, *wrapped):
        yield from _names(each)


def _owner(name: str, owner: Mapping[str, int]) -> int | None:
    """Return whose weight `conv1/kernel:0` is; Keras 1 wrote `conv1_W`."""
    *scopes, last = name.split("/")
    for scope in reversed(scopes):
        if scope in owner:
            return owner[scope]
    while "_" in last:
        last = last.rpartition("_")[0]
        if last in owner:
            return owner[last]
    return None


def _numbered(scopes: Sequence[str]) -> list[str]:
    """Return what Keras 3 calls the cells of these scopes: `lstm_cell`, `lstm_cell_1`."""
    classes = [scope.rpartition("/")[2].rstrip("0123456789").rstrip("_") for scope in scopes]
    return groups_in_container(classes)
