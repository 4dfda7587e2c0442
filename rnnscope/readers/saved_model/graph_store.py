"""The variables of a SavedModel of Keras 2, as a `Store`.

An object holds its weights under the names of its attributes, so a weight is
found by its name, whatever the order of the list they all stand in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnnscope.model.parts import LayerConfig, Place, Tensor, groups_in_container
from rnnscope.readers.saved_model.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class GraphStore:
    """The variables of one object: a model, a layer, or none where `node` is None."""

    checkpoint: Checkpoint
    node: int | None = 0

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight, those that can be trained first."""
        return tuple(self.checkpoint.tensors[n] for n in self._weights())

    def _weights(self) -> list[int]:
        return [] if self.node is None else self.checkpoint.weights(self.node)

    def place(self, places: Sequence[Place]) -> Sequence[Tensor | None]:
        """Return the weights by their names; those under another name in their order."""
        owners = {place.group: self.below(place.group) for place in places}
        named = [owners[place.group]._named(place.name.rpartition("/")[2]) for place in places]
        left = {group: owner._own(named) for group, owner in owners.items()}
        found = []
        for place, node in zip(places, named, strict=True):
            others = left[place.group]
            if node is None and place.index >= 0 and others:
                node = others.pop(0)
            found.append(None if node is None else self.checkpoint.tensors[node])
        return found

    def _named(self, name: str) -> int | None:
        if self.node is None:
            return None
        children = self.checkpoint.graph.nodes[self.node].children
        node = children.get(name, children.get(f"_{name}"))
        return node if node in self.checkpoint.tensors else None

    def _own(self, named: Sequence[int | None]) -> list[int]:
        """Return the weights that no layer inside this one has, without those that are found."""
        if self.node is None:
            return []
        inside = {*named}
        for child in set(self.checkpoint.children(self.node).values()):
            if self.checkpoint.graph.nodes[child].identifier.startswith("_tf_keras"):
                inside.update(self.checkpoint.weights(child))
        return [n for n in self._weights() if n not in inside]

    def below(self, attribute: str) -> GraphStore:
        """Return the object at a path of attributes; before Keras 3 some were private."""
        node = self.node
        for name in attribute.split("/") if attribute else ():
            node = None if node is None else self._member(node, name)
        return GraphStore(self.checkpoint, node)

    def _member(self, node: int, name: str) -> int | None:
        children = self.checkpoint.graph.nodes[node].children
        if name in children or f"_{name}" in children:
            return children.get(name, children.get(f"_{name}"))
        members = self.checkpoint.members(node)
        classes = [str(self.checkpoint.metadata(n).get("class_name", "")) for n in members]
        groups = groups_in_container(classes)
        return members[groups.index(name)] if name in groups else None

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[GraphStore | None]:
        """Return the object of each layer, by the name that Keras 2 wrote of it."""
        if self.node is None:
            return [None] * len(layers)
        named = self.checkpoint.named_layers(self.node)
        return [
            GraphStore(self.checkpoint, named[layer.name]) if layer.name in named else None
            for layer in layers
        ]

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the weights of a model that none of its layers has."""
        stores = [store for store in self.split(layers) if store is not None]
        claimed = {node for store in stores for node in store._weights()}
        return tuple(self.checkpoint.tensors[n] for n in self._weights() if n not in claimed)
