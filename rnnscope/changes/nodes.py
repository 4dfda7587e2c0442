"""The layers of a model as a tree, each with what it is known by beside its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rnnscope.model import snake_case
from rnnscope.states import LayerState, ModelState
from rnnscope.untrusted.limits import spend

_MODELS = ("Functional", "Model", "Sequential")  # one may be written as another
_NUMBER = re.compile(r"_\d+")
_LAST = re.compile(r"(\w+)\)\)?$")
_UNSET = ("name", "trainable", "dtype")  # settings that are no part of what a layer is


@dataclass(slots=True, eq=False)
class Node:
    """A layer in its model; two of them are one only where they are the same object.

    `own_sizes` are those that no other layer decides.  `kind` is its class, `structure` what
    somebody set of it, and of the layers inside it, beside names; `is_named` is False where
    the name is Keras's own.
    """

    place: int
    state: LayerState
    name: str
    parent: Node | None
    children: list[Node] = field(default_factory=list)
    own_sizes: Mapping[str, int] = field(default_factory=dict)
    kind: str = ""
    is_named: bool = True
    structure: object = None

    @property
    def path(self) -> str:
        """Its path in the model."""
        return self.state.path

    @property
    def last_axis(self) -> str:
        """The last axis of what it puts out, as it is written; nothing where it is not known."""
        match = _LAST.search(self.state.output or "")
        return match[1] if match else ""

    @property
    def is_deciding(self) -> bool:
        """Tell whether the last axis of what it puts out is a size that was set of it."""
        last = self.last_axis
        return any(f"{size}" == last or not last for size in self.own_sizes.values())

    @property
    def counted(self) -> int | None:
        """The weights that the model's total has of it; None where nobody knows."""
        return 0 if self.state.shared_with else self.state.params

    @property
    def has_weights(self) -> bool:
        """Tell whether it has weights, or a layer inside it has."""
        return any(node.state.weights or node.state.params != 0 for node in self.walk())

    def walk(self) -> Iterator[Node]:
        """Yield it, then those inside it."""
        stack = [self]
        while stack:
            spend()
            node = stack.pop()
            yield node
            stack += reversed(node.children)


@dataclass(frozen=True, slots=True)
class Tree:
    """All layers of a model in their order, those that stand in no other, and each by its path."""

    nodes: tuple[Node, ...]
    tops: tuple[Node, ...]
    by_path: Mapping[str, Node]

    @classmethod
    def of(cls, model: ModelState) -> Tree:
        """Find out which layer stands in which other."""
        nodes: list[Node] = []
        around: list[Node] = []
        for place, state in enumerate(model.layers):
            while around and not state.path.startswith(f"{around[-1].path}."):
                around.pop()
            parent = around[-1] if around else None
            name = state.path[len(parent.path) + 1 :] if parent else state.path
            node = Node(place, state, name, parent)
            nodes.append(node)
            around.append(node)
            if parent:
                parent.children.append(node)
        _describe(nodes)
        tops = tuple(node for node in nodes if node.parent is None)
        by_path = {node.path: node for node in reversed(nodes)}
        return cls(tuple(nodes), tops, by_path)


def _describe(nodes: Sequence[Node]) -> None:
    """Say of each what it is, from the innermost outwards; equal structures are one object."""
    known: dict[object, int] = {}
    for node in reversed(nodes):
        spend()
        state = node.state
        sizes = state.sizes.items()
        node.own_sizes = {name: size for name, size in sizes if name not in state.sources}
        node.kind = "model" if state.class_name in _MODELS else state.class_name
        node.is_named = not is_automatic(node.name, state.class_name)
        inside = tuple(child.structure for child in node.children)
        weights = tuple(weight.name for weight in state.weights)
        key = (node.kind, tuple(sorted(node.own_sizes.items())), weights, inside)
        node.structure = known.setdefault(key, hash(key))


def is_automatic(name: str, class_name: str) -> bool:
    """Tell whether Keras made a name of a class: `dense_1` of `Dense`.

    >>> is_automatic("dense_1", "Dense"), is_automatic("head", "Dense")
    (True, False)
    """
    stem = _stem(class_name)
    return name == stem or (name.startswith(stem) and bool(_NUMBER.fullmatch(name, len(stem))))


@lru_cache(maxsize=1_000)
def _stem(class_name: str) -> str:
    return snake_case(class_name)


def same_settings(old: Node, new: Node) -> bool:
    """Tell whether two layers have the same settings, as far as both sides know them."""
    one, other = old.state.settings, new.state.settings
    if one is None or other is None:
        return False
    keys = (one.keys() & other.keys()) - {*_UNSET}
    return all(one[key] == other[key] for key in keys)
