"""The variables of a SavedModel, as a `Store`.

Each layer is an object that lists its weights under `variables`, as Keras 2
writes it, and holds them under the names of its attributes: a weight is found
by its name, whatever the order of the list.  Source:
tf_keras/src/saving/legacy/saved_model/serialized_attributes.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnscope.model import LayerConfig, Place, Tensor, groups_in_container
from rnnscope.readers._json import parse
from rnnscope.readers._object_graph import SUFFIX, ObjectGraph
from rnnscope.readers._protobuf import MalformedError
from rnnscope.readers._tensor_bundle import Entry

# Children of a model that lead to no weight of it, or to a copy of one.
_NO_WEIGHTS = frozenset({"optimizer", "keras_api", "metrics", "_metrics", "_all_variables"})
_NO_WEIGHTS |= {"_loss_tracker", "_compile_loss", "_compile_metrics", "signatures"}
MAX_LISTED = 1_000_000  # weights, over all layers and the models they are in
_SEED = "seed_generator_state"  # what Keras 3 calls the state of a SeedGenerator


@dataclass(slots=True)
class Checkpoint:
    """The objects of a model and its tensors; `metadata` is what Keras 2 wrote of an object."""

    graph: ObjectGraph
    tensors: Mapping[int, Tensor]
    _metadata: dict[int, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: ObjectGraph, entries: Mapping[str, Entry] | None) -> Checkpoint:
        """Take shapes from the graph, and compare them with the index where there is one.

        Raises:
            MalformedError: the two differ, or a shape is in neither.

        """
        _refuse_endless(graph)
        can_train = set(graph.members(graph.find(0, "trainable_variables")))
        told = "trainable_variables" in graph.nodes[0].children
        names = Counter(v.name for n in graph.paths(_NO_WEIGHTS) if (v := graph.nodes[n].variable))
        tensors = {}
        for number, path in graph.paths().items():
            variable = graph.nodes[number].variable
            if variable is not None:
                shape = _shape(path, variable.shape, variable.dtype, entries)
                unique = variable.name and names[variable.name] == 1
                trainable = number in can_train if told else variable.trainable
                name = variable.name if unique else path
                tensors[number] = Tensor(name, shape, variable.dtype, trainable)
        return cls(graph, tensors)

    def metadata(self, node: int) -> dict[str, Any]:
        """Return what Keras 2 wrote of an object; nothing for an object that is not Keras's."""
        if node not in self._metadata:
            self._metadata[node] = _parsed(self.graph.nodes[node].metadata)
        return self._metadata[node]

    def layers(self, node: int) -> list[int]:
        """Return the layers of a model, in the order of `model.layers`, as far as they are told."""
        listed = self.graph.members(self.graph.find(node, "keras_api", "layers"))
        children = self.graph.nodes[node].children
        held = (child for name, child in children.items() if name.startswith("layer"))
        return list(dict.fromkeys((*listed, *held)))

    def weights(self, node: int) -> list[int]:
        """Return the variables of a layer or model that are its weights, each once."""
        found = self.graph.find(node, "variables")
        inside = self._reachable() if found is None and node == 0 else self.graph.members(found)
        return [n for n in dict.fromkeys(inside) if n in self.tensors and not self._is_state(n)]

    def _reachable(self) -> Iterator[int]:
        """Yield what is held by a model that does not list its variables."""
        waiting, met = [0], {0}
        while waiting:
            at = waiting.pop()
            yield at
            for name, child in reversed(self.graph.nodes[at].children.items()):
                if child not in met and name not in _NO_WEIGHTS:
                    met.add(child)
                    waiting.append(child)

    def _is_state(self, node: int) -> bool:
        variable = self.graph.nodes[node].variable
        return variable is not None and variable.name.rpartition("/")[2] == _SEED

    def optimizer(self) -> tuple[Tensor, ...]:
        """Return what the optimizer keeps: its `variables`, or its count of steps and its slots."""
        node = self.graph.find(0, "optimizer")
        if node is None:
            return ()
        children = self.graph.nodes[node].children
        listed = self.graph.members(children.get("_variables", children.get("variables")))
        own = listed or [children[name] for name in ("iter", "_iterations") if name in children]
        found = [self.tensors[n] for n in dict.fromkeys(own) if n in self.tensors]
        slots = [self.graph.nodes[n].variable for n in self.graph.nodes[node].slots]
        found += (Tensor(s.name, s.shape or (), s.dtype, False) for s in slots if s)
        return tuple(found)


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
        named = [owners[place.group]._named(place.name) for place in places]
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
        for child in set(self.checkpoint.graph.nodes[self.node].children.values()):
            if "variables" in self.checkpoint.graph.nodes[child].children:
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
        members = self.checkpoint.graph.members(node)
        classes = [str(self.checkpoint.metadata(n).get("class_name", "")) for n in members]
        groups = groups_in_container(classes)
        return members[groups.index(name)] if name in groups else None

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[GraphStore | None]:
        """Return the object of each layer, by the name that Keras 2 wrote of it."""
        if self.node is None:
            return [None] * len(layers)
        named: dict[Any, int] = {}
        for node in self.checkpoint.layers(self.node):
            named.setdefault(self.checkpoint.metadata(node).get("name"), node)
        return [
            GraphStore(self.checkpoint, named[layer.name]) if layer.name in named else None
            for layer in layers
        ]

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the weights of a model that none of its layers has."""
        stores = [store for store in self.split(layers) if store is not None]
        claimed = {node for store in stores for node in store._weights()}
        return tuple(self.checkpoint.tensors[n] for n in self._weights() if n not in claimed)


def _refuse_endless(graph: ObjectGraph) -> None:
    """Refuse a graph whose layers list more weights than any model has, over and over."""
    lists = (
        graph.nodes[node.children["variables"]]
        for node in graph.nodes
        if "variables" in node.children
    )
    if sum(len(each.children) for each in lists) > MAX_LISTED:
        raise MalformedError("its layers list more weights than a model has")


def _shape(
    path: str,
    shape: tuple[int, ...] | None,
    dtype: str,
    entries: Mapping[str, Entry] | None,
) -> tuple[int, ...]:
    entry = entries.get(path + SUFFIX) if entries is not None else None
    if entry is None:
        if shape is None:
            raise MalformedError(f"it does not say what shape {path} has")
        return shape
    if (shape or entry.shape, dtype) != (entry.shape, entry.dtype):
        said = f"{path} is {shape} {dtype}, but in variables.index {entry.shape} {entry.dtype}"
        raise MalformedError(f"{said}: they are not of one model")
    return entry.shape


def _parsed(metadata: str) -> dict[str, Any]:
    try:
        data = parse(metadata or "{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
