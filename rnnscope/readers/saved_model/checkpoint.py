"""Which objects of a SavedModel are layers, and which variables are their weights.

Keras 2 writes beside each layer the list of its weights, `variables`; what else
an object leads to, such as the states of a stateful layer, is no weight.
Source: tf_keras/src/saving/legacy/saved_model/serialized_attributes.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnscope.errors import BadConfigError
from rnnscope.model.parts import Tensor
from rnnscope.readers.saved_model.object_graph import SUFFIX, ObjectGraph
from rnnscope.readers.saved_model.tensor_bundle import Entry
from rnnscope.untrusted.json_text import parse
from rnnscope.untrusted.limits import beyond, current
from rnnscope.untrusted.protobuf import MalformedError

# Children of a model that lead to no weight of it, or to a copy of one.
_NO_WEIGHTS = frozenset({"optimizer", "keras_api", "metrics", "_metrics", "_all_variables"})
_NO_WEIGHTS |= {"_loss_tracker", "_compile_loss", "_compile_metrics", "signatures"}
# What Keras 3 calls variables that are no weights: of a SeedGenerator, of a stateful layer.
_STATES = frozenset({"seed_generator_state", "rnn_state"})


@dataclass(slots=True)
class Checkpoint:
    """The objects of a model and its tensors; `metadata` is what Keras 2 wrote of an object."""

    graph: ObjectGraph
    tensors: Mapping[int, Tensor]
    all_weights: frozenset[int] = frozenset()
    _metadata: dict[int, dict[str, Any]] = field(default_factory=dict)
    _steps: int = 0

    @classmethod
    def of(cls, graph: ObjectGraph, entries: Mapping[str, Entry] | None) -> Checkpoint:
        """Take shapes from the graph, and compare them with the index where there is one.

        Each node is one variable, whoever holds it, so its number is its identity.

        Raises:
            MalformedError: the two differ, or a shape is in neither.

        """
        can_train = set(graph.members(graph.find(0, "trainable_variables")))
        is_listed = "trainable_variables" in graph.nodes[0].children
        names = Counter(v.name for n in graph.paths(_NO_WEIGHTS) if (v := graph.nodes[n].variable))
        tensors = {}
        for number, path in graph.paths().items():
            variable = graph.nodes[number].variable
            if variable is not None:
                shape = _shape(path, variable.shape, variable.dtype, entries)
                trainable = number in can_train if is_listed else variable.trainable
                name = _name(variable.name, path, names[variable.name])
                tensors[number] = Tensor(name, shape, variable.dtype, trainable, number + 1)
        return cls(graph, tensors, frozenset(graph.members(graph.find(0, "variables"))))

    def metadata(self, node: int) -> dict[str, Any]:
        """Return what Keras 2 wrote of an object; nothing for an object that is not Keras's."""
        if node not in self._metadata:
            self._metadata[node] = _parsed(self.graph.nodes[node].metadata)
        return self._metadata[node]

    def layers(self, node: int) -> list[int]:
        """Return the layers of a model, in the order of `model.layers`, as far as they are told."""
        listed = self.members(self.graph.find(node, "keras_api", "layers"))
        children = self.children(node)
        held = (child for name, child in children.items() if name.startswith("layer"))
        return list(dict.fromkeys((*listed, *held)))

    def named_layers(self, node: int) -> dict[str, int]:
        """Return the layers of a model by the names that Keras 2 wrote of them."""
        named: dict[str, int] = {}
        for layer in self.layers(node):
            name = self.metadata(layer).get("name")
            if isinstance(name, str):
                named.setdefault(name, layer)
        return named

    def weights(self, node: int) -> list[int]:
        """Return the variables of a layer or model that are its weights, each once."""
        listed = self.graph.find(node, "variables")
        if listed is not None:
            inside = self.members(listed)
        elif node == 0 or "variables" not in self.graph.nodes[0].children:  # of `save_traces=False`
            inside = list(self._reachable(node))
        else:  # a layer that is made from its config again, such as Normalization
            inside = [n for n in self.children(node).values() if n in self.all_weights]
        return [n for n in dict.fromkeys(inside) if n in self.tensors and not self._is_state(n)]

    def members(self, node: int | None) -> list[int]:
        """Return what a list holds, in its order."""
        return [] if node is None else self.graph.members(node) if self.children(node) else []

    def children(self, node: int) -> Mapping[str, int]:
        """Return what an object holds, by name."""
        children = self.graph.nodes[node].children
        self.spend(len(children))
        return children

    def spend(self, steps: int) -> None:
        """Count what a question costs, for a graph may lead round and round.

        Raises:
            BadConfigError: no model's would be that long.

        """
        self._steps += steps
        if self._steps > current().graph_steps:
            problem = f"its layers lead to too many objects, {beyond('graph_steps')}"
            raise BadConfigError("variables", problem)

    def _reachable(self, node: int) -> Iterator[int]:
        """Yield what is held by a layer or model that does not list its variables."""
        waiting, met = [node], {node}
        while waiting:
            at = waiting.pop()
            yield at
            for name, child in reversed(list(self.children(at).items())):
                if child not in met and name not in _NO_WEIGHTS:
                    met.add(child)
                    waiting.append(child)

    def _is_state(self, node: int) -> bool:
        variable = self.graph.nodes[node].variable
        name = "" if variable is None or variable.trainable else variable.name
        return name.rpartition("/")[2] in _STATES

    def optimizer(self) -> tuple[Tensor, ...]:
        """Return what the optimizer keeps: its `variables`, or its count of steps and its slots."""
        node = self.graph.find(0, "optimizer")
        if node is None:
            return ()
        children = self.graph.nodes[node].children
        listed = self.graph.members(children.get("_variables", children.get("variables")))
        own = listed or [children[name] for name in ("iter", "_iterations") if name in children]
        tensors = [self.tensors[n] for n in dict.fromkeys(own) if n in self.tensors]
        slots = [self.graph.nodes[n].variable for n in self.graph.nodes[node].slots]
        tensors += (Tensor(s.name, s.shape or (), s.dtype, False) for s in slots if s)
        return tuple(tensors)


def _name(name: str, path: str, times: int) -> str:
    """Return what to call a variable: its name, where no other has it, or the way to it."""
    if name and times == 1:
        return name
    listed, _, number = path.rpartition("/")
    return f"{name}#{number}" if name and listed == "variables" else path


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
    if shape not in (None, entry.shape) or dtype != entry.dtype:
        said = f"{path} is {shape} {dtype}, but in variables.index {entry.shape} {entry.dtype}"
        raise MalformedError(f"{said}: they are not of one model")
    return entry.shape


def _parsed(metadata: str) -> dict[str, Any]:
    try:
        data = parse(metadata or "{}") if len(metadata) <= current().json_bytes else {}
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
