"""The objects of a SavedModel: what holds what, and under which name.

Every layer, variable and list of a model is a node; its children are what its
attributes hold, so an object with two names is still one node.  Of
`saved_model.pb`, which holds the model's computations too, only this graph is
read.  Source: tensorflow/core/protobuf/saved_object_graph.proto.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from rnnscope.readers.saved_model.tensor_bundle import UnknownShapeError, dtype_of, shape_of
from rnnscope.untrusted.limits import beyond, current
from rnnscope.untrusted.protobuf import MalformedError, WireReader, message, number, size_of, text

SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"

# Fields of SavedModel, MetaGraphDef and SavedObjectGraph, on the way to the nodes.
_META_GRAPHS, _OBJECT_GRAPH, _NODES = 2, 7, 1
# Fields of SavedObject.
_CHILDREN, _SLOTS, _USER_OBJECT, _VARIABLE = 1, 3, 4, 7


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable as the graph describes it; `shape` is None where it can change."""

    name: str
    shape: tuple[int, ...] | None
    dtype: str
    trainable: bool


@dataclass(frozen=True, slots=True)
class Node:
    """An object: its children by name, and what kind of object it is.

    `metadata` is the JSON that Keras 2 wrote for it, `slots` the variables an
    optimizer keeps for those of the model.
    """

    children: Mapping[str, int] = field(default_factory=dict)
    slots: tuple[int, ...] = ()
    identifier: str = ""
    metadata: str = ""
    variable: Variable | None = None


@dataclass(frozen=True, slots=True)
class ObjectGraph:
    """Every node; the first is the model itself."""

    nodes: Sequence[Node]

    def find(self, node: int, *names: str) -> int | None:
        """Follow children by name; None where there is none of that name."""
        at: int | None = node
        for name in names:
            at = None if at is None else self.nodes[at].children.get(name)
        return at

    def members(self, node: int | None) -> list[int]:
        """Return what a list holds, in its order."""
        if node is None:
            return []
        children = self.nodes[node].children
        numbers = sorted(int(name) for name in children if name.isascii() and name.isdecimal())
        return [children[str(n)] for n in numbers if str(n) in children]

    def paths(self, without: frozenset[str] = frozenset()) -> dict[int, str]:
        """Return the shortest way from the model to each object, as checkpoints name them.

        Objects that only children named in `without` lead to are left out.
        Source: tensorflow/python/checkpoint/graph_view.py.
        """
        paths = {0: ""}
        waiting, length = deque([0]), 0
        while waiting:
            node = waiting.popleft()
            for name, child in self.nodes[node].children.items():
                if child not in paths and name not in without:
                    escaped = name.replace(".", "..").replace("/", ".S")
                    paths[child] = f"{paths[node]}/{escaped}" if node else escaped
                    waiting.append(child)
                    length += len(paths[child])
            if length > current().graph_path_characters:
                problem = f"its objects are nested too deep, {beyond('graph_path_characters')}"
                raise MalformedError(problem)
        return paths

    def with_metadata(self, metadata: Mapping[int, tuple[str, str]]) -> ObjectGraph:
        """Return the graph with the identifier and the JSON of some of its nodes put in."""
        nodes = list(self.nodes)
        for node, (identifier, json) in metadata.items():
            nodes[node] = replace(nodes[node], identifier=identifier, metadata=json)
        return ObjectGraph(nodes)


def read_graph(path: Path) -> ObjectGraph:
    """Read the graph out of a `saved_model.pb`, past what else is in it.

    Raises:
        MalformedError: it is no SavedModel, is damaged, or has no such graph.

    """
    wire = WireReader()
    with path.open("rb") as file:
        spans = wire.in_file(file, [range(size_of(file))], _META_GRAPHS)
        spans = wire.in_file(file, spans[:1], _OBJECT_GRAPH)
        if not spans:
            raise MalformedError("it has no graph of objects, which TensorFlow 2 writes")
        (span,) = spans[-1:]
        if len(span) > current().graph_bytes:
            problem = f"its graph of objects is {len(span):,} bytes, {beyond('graph_bytes')}"
            raise MalformedError(problem)
        file.seek(span.start)
        data = memoryview(file.read(len(span)))
    nodes_data = (message(value) for field, value in wire.fields(data) if field == _NODES)
    nodes = [_node(wire, data) for data in islice(nodes_data, current().graph_objects + 1)]
    return ObjectGraph(_checked(nodes))


def _checked(nodes: list[Node]) -> list[Node]:
    if not nodes:
        raise MalformedError("its graph has no objects")
    if len(nodes) > current().graph_objects:
        raise MalformedError(f"its graph has too many objects, {beyond('graph_objects')}")
    for node in nodes:
        if any(not 0 <= n < len(nodes) for n in (*node.children.values(), *node.slots)):
            raise MalformedError("its graph of objects names one that is not there")
    return nodes


def _node(wire: WireReader, data: memoryview) -> Node:
    children: dict[str, int] = {}
    slots = []
    identifier = metadata = ""
    variable = None
    for number_, value in wire.fields(data):
        if number_ == _CHILDREN:
            name, child = _reference(wire, message(value))
            children[name] = child
        elif number_ == _SLOTS:
            slots.append(_numbers(wire, message(value)).get(3, 0))
        elif number_ == _USER_OBJECT:
            identifier, metadata = _user_object(wire, message(value))
        elif number_ == _VARIABLE:
            variable = _variable(wire, message(value))
    return Node(children, tuple(slots), identifier, metadata, variable)


def _reference(wire: WireReader, data: memoryview) -> tuple[str, int]:
    name, child = "", 0
    for number_, value in wire.fields(data):
        if number_ == 1:
            child = number(value)
        elif number_ == 2:
            name = text(value)
    return name, child


def _numbers(wire: WireReader, data: memoryview) -> dict[int, int]:
    return {n: value for n, value in wire.fields(data) if isinstance(value, int)}


def _user_object(wire: WireReader, data: memoryview) -> tuple[str, str]:
    texts = {n: value for n, value in wire.fields(data) if n in (1, 3)}
    return text(texts.get(1, _EMPTY)), text(texts.get(3, _EMPTY))


def _variable(wire: WireReader, data: memoryview) -> Variable:
    values = dict(wire.fields(data))
    try:
        shape = shape_of(wire, message(values.get(2, _EMPTY)))
    except UnknownShapeError:
        shape = None
    return Variable(
        name=text(values.get(6, _EMPTY)),
        shape=shape,
        dtype=dtype_of(number(values.get(1, 0))),
        trainable=bool(number(values.get(3, 0))),
    )


_EMPTY = memoryview(b"")
