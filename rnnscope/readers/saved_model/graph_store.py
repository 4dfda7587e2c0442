"""The variables of a SavedModel of Keras 2, as a `Store`.

An object holds its weights under the names of its attributes, so a weight is
found by its name, whatever the order of the list they all stand in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rnnscope.model.parts import Family, Kept, LayerConfig, Tensor, groups_in_container
from rnnscope.readers.saved_model.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class GraphStore:
    """The variables of one object: a model, a layer, or none where `node` is None."""

    family: ClassVar = Family.GRAPH

    checkpoint: Checkpoint
    node: int | None = 0

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight, those that can be trained first."""
        return tuple(self.checkpoint.tensors[n] for n in self._weights())

    def _weights(self) -> list[int]:
        return [] if self.node is None else self.checkpoint.weights(self.node)

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:
        """Return the weights under these attributes: by name, and those of no layer in order."""
        for group in groups:
            owner = self.below(group)
            for name, node in owner._named().items():
                yield Kept(self.checkpoint.tensors[node], group, name)
            for number, node in enumerate(owner._own()):
                yield Kept(self.checkpoint.tensors[node], group, index=number)

    def _named(self) -> Mapping[str, int]:
        """Return the weights by the attributes that hold them, private ones by both names."""
        if self.node is None:
            return {}
        children = self.checkpoint.graph.nodes[self.node].children
        private = {name[1:]: node for name, node in children.items() if name.startswith("_")}
        named = {**private, **children}
        return {name: node for name, node in named.items() if node in self.checkpoint.tensors}

    def _own(self) -> list[int]:
        """Return the weights that no layer inside this one has."""
        if self.node is None:
            return []
        inside: set[int] = set()
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
