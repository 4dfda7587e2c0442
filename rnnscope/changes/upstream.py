"""Which changes reached a layer's input: found by going up from it, along what it is called on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.changes.facts import Facts
from rnnscope.changes.nodes import Node
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.places import Places
from rnnscope.changes.told import Key

Step: TypeAlias = tuple[Node, bool]
"""A layer of the new model, and whether the last axis alone is looked at."""

_MOST = 200_000  # steps up, over all layers of a model
_LAST = re.compile(r"(\w+)\)\)?$")


@dataclass(slots=True)
class Upstream:
    """Goes up from a layer, as long as the shapes that it meets are others than before.

    `inputs` are the changes of what flows into the model, and whether each is of a last axis.
    """

    pairing: Pairing
    places: Places
    facts: Facts
    added: dict[Node, Key]
    removed: dict[Node, Key]
    elsewhere: dict[Node, Key]
    inputs: dict[Key, bool]
    steps: int = field(default=0)

    def causes(self, new: Node, was: int, now: int) -> set[Key]:
        """Return the changes by which a size of a layer's input became another.

        Where the size is the last axis of all that it is called on, no other axis is followed.
        """
        found: set[Key] = set()
        old = self.pairing.old_of[new]
        taken = self._taken(new)
        is_last = all(
            _last(node.state.output) == str(now) for node in taken if isinstance(node, Node)
        ) and any(_last(node.state.output) == str(was) for node in self._befores(old))
        seen: set[Step] = set()
        stack: list[Step] = [(new, is_last)]
        while stack and self.steps < _MOST:
            node, last = stack.pop()
            self.steps += 1
            for step in self._above(node, last, found):
                if step not in seen:
                    seen.add(step)
                    stack.append(step)
        return set() if stack else found

    def _befores(self, old: Node) -> Iterator[Node]:
        by_path = self.pairing.old.by_path
        for path in old.state.inputs or ():
            if path in by_path:
                yield by_path[path]

    def _taken(self, new: Node) -> list[Node | None]:
        """Return what a layer takes; None stands for what flows in from outside."""
        by_path = self.pairing.new.by_path
        found = [by_path.get(path) for path in new.state.inputs or ()]
        return found or [None]

    def _above(self, node: Node, last: bool, found: set[Key]) -> Iterator[Step]:
        """Add the changes between a layer and what it takes; yield what to ask next."""
        self._gone(node, found)
        if node in self.elsewhere:
            found.add(self.elsewhere[node])
        for taken in self._taken(node):
            if taken is None:
                yield from self._outside(node, last, found)
            elif taken in self.pairing.old_of:
                yield from self._kept(taken, last, found)
            else:
                yield from self._new(taken, last, found)

    def _gone(self, node: Node, found: set[Key]) -> None:
        """Add layers right before it that have gone, and put out another shape than they took."""
        old = self.pairing.old_of.get(node)
        stack = list(self._befores(old)) if old else []
        seen: set[Node] = set()
        while stack:
            before = stack.pop()
            if before not in self.removed or before in seen:
                continue
            seen.add(before)
            inside = list(self._befores(before))
            if not inside or any(each.state.output != before.state.output for each in inside):
                found.add(self.removed[before])
            stack += inside

    def _new(self, taken: Node, last: bool, found: set[Key]) -> Iterator[Step]:
        inputs = [each for each in self._taken(taken) if each is not None]
        outputs = {each.state.output for each in inputs}
        if outputs != {taken.state.output}:
            found.add(self.added[taken])
        yield (taken, last)

    def _kept(self, taken: Node, last: bool, found: set[Key]) -> Iterator[Step]:
        old = self.pairing.old_of[taken]
        was, now = old.state.output, taken.state.output
        is_same = _last(was) == _last(now) if last else was == now
        if was is None or now is None or is_same:
            if taken in self.elsewhere:
                found.add(self.elsewhere[taken])
            return
        own = {key for each in taken.walk() for key in self.facts.shaping.get(each, ())}
        found |= own
        if not own or not last:
            yield (taken, last and not self._is_mixing(old, taken))
        elif not self._is_mixing(old, taken):
            yield (taken, last)

    def _is_mixing(self, old: Node, new: Node) -> bool:
        """Tell whether its last axis changed though that of nothing it takes did, as Flatten's."""
        was = [_last(node.state.output) for node in self._befores(old)]
        now = [_last(node.state.output) if node else "" for node in self._taken(new)]
        return bool(was) and was == now

    def _outside(self, node: Node, last: bool, found: set[Key]) -> Iterator[Step]:
        """Go on from the first layer of a model: to what flows into it, or into the one around."""
        if node.parent is not None:
            yield (node.parent, last)
            return
        found |= {key for key, is_last in self.inputs.items() if is_last or not last}


def _last(output: str | None) -> str:
    """Return the last axis of a shape, as it is written; nothing where it is not known."""
    match = _LAST.search(output or "")
    return match[1] if match else ""
