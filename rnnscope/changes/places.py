"""Which layers stand elsewhere than before: in another order, or called on others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.changes.alignment import longest_rise
from rnnscope.changes.nodes import Node, Tree
from rnnscope.changes.pairing import Pairing
from rnnscope.untrusted.limits import spend

Taken: TypeAlias = "Node | None"
"""A layer whose output is taken, by the new one where it is paired; None: the model's input."""

_COMMUTATIVE = ("Add", "Average", "Maximum", "Minimum", "Multiply")


@dataclass(slots=True)
class Places:
    """What each layer takes, on both sides; `moved` are layers of the new model.

    A layer that was added or has gone, or that moved, is looked through: what it takes is
    taken instead.  `rewired` are called on others without having moved.
    """

    pairing: Pairing
    moved: set[Node] = field(default_factory=set)
    rewired: set[Node] = field(default_factory=set)

    @classmethod
    def of(cls, pairing: Pairing) -> Places:
        """Find the least layers that have to be put elsewhere to make one model of the other."""
        places = cls(pairing)
        candidates = set(_out_of_order(pairing))
        pairs = list(pairing.pairs)
        elsewhere = {new for old, new in pairs if places._is_elsewhere(old, new)}
        unknown = {
            new for old, new in pairs if old.state.inputs is None or new.state.inputs is None
        }
        places.moved = {
            new
            for new in candidates
            if new in elsewhere or (new in unknown and not _is_called(new))
        }
        places.rewired = {
            new
            for old, new in pairs
            if new in elsewhere and new not in places.moved and places._is_elsewhere(old, new)
        }
        return places

    def _is_elsewhere(self, old: Node, new: Node) -> bool:
        """Tell whether a layer takes what it took before from no layer between."""
        if old.state.inputs is None or new.state.inputs is None:
            return False
        was, now = self.direct(old), self.direct(new)
        if not set(self._known(now)) <= self._through(old):
            return True
        if not set(self._known(was)) <= self._through(new):
            return True
        is_ordered = old.kind not in _COMMUTATIVE
        return is_ordered and set(was) == set(now) and was != now

    def direct(self, node: Node) -> list[Node | str | None]:
        """Return what a layer takes: layers of the new model, of the old one where it has gone.

        A name stands for a layer that is in no list, as a Sequential's own input is.
        """
        tree = self._tree(node)
        inputs = node.state.inputs or ()
        return [
            self.now(tree.by_path[path]) if path in tree.by_path else None for path in inputs
        ] or [None]

    def _tree(self, node: Node) -> Tree:
        tree = self.pairing.old
        is_old = node.place < len(tree.nodes) and tree.nodes[node.place] is node
        return tree if is_old else self.pairing.new

    def now(self, node: Node) -> Node:
        """Return the layer in the new model, or what replaced it; itself where it has gone."""
        return self.pairing.new_of.get(node) or self.pairing.replaced.get(node) or node

    def _known(self, taken: list[Node | str | None]) -> list[Node | str | None]:
        return [node for node in taken if not self._is_transparent(node)]

    def _is_transparent(self, node: Node | str | None) -> bool:
        if not isinstance(node, Node):
            return False
        is_paired = node in self.pairing.old_of or node in self.pairing.replacing
        return node in self.moved or not is_paired

    def _through(self, node: Node) -> set[Node | str | None]:
        """Return what a layer takes, what is looked through with what that takes."""
        tree = self._tree(node)
        seen: set[Node | str | None] = set()
        stack = [node]
        while stack:
            spend()
            for taken in self.direct(stack.pop()):
                if taken in seen:
                    continue
                seen.add(taken)
                if isinstance(taken, Node) and self._is_transparent(taken):
                    seen |= {self.now(each) for each in taken.walk()}
                    inside = taken if self._tree(taken) is tree else self.pairing.old_of.get(taken)
                    stack += [inside] if inside else []
        return seen


def _is_called(node: Node) -> bool:
    return bool(node.state.inputs)


def _out_of_order(pairing: Pairing) -> Iterator[Node]:
    """Yield layers that stand in another order among those around them, as few as there can be."""
    families = [pairing.new.tops, *(node.children for node in pairing.old_of if node.children)]
    for family in families:
        pairs = [(pairing.old_of[new], new) for new in family if new in pairing.old_of]
        for parent in {old.parent for old, _ in pairs}:
            same = [(old, new) for old, new in pairs if old.parent is parent]
            kept = {same[k][1] for k in longest_rise([old.place for old, _ in same])}
            yield from (new for _, new in same if new not in kept)
