"""Which changes reached a layer's input: found by going up from it, along what it is called on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.changes.facts import Facts
from rnnscope.changes.nodes import Node
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.places import Places
from rnnscope.changes.told import Key
from rnnscope.untrusted.limits import spend

Step: TypeAlias = tuple[Node, bool]
"""A layer of the new model, and whether the last axis alone is looked at."""

_MOST = 200_000  # steps up, over all layers of a model


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
        is_last = all(node.last_axis == str(now) for node in taken if node) and any(
            node.last_axis == str(was) for node in self._befores(old)
        )
        seen: set[Step] = set()
        stack: list[Step] = [(new, is_last)]
        while stack and self.steps < _MOST:
            node, last = stack.pop()
            spend()
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
        self._moved(node, found)
        for taken in self._taken(node):
            if taken is None:
                yield from self._outside(node, last, found)
            elif taken in self.pairing.old_of:
                yield from self._kept(taken, last, found)
            else:
                yield from self._new(taken, last, found)

    def _moved(self, node: Node, found: set[Key]) -> None:
        """Add it, and what it takes or took, where that stands elsewhere now."""
        old = self.pairing.old_of.get(node)
        befores = [self.pairing.new_of.get(each) for each in self._befores(old)] if old else []
        beside = {*befores} ^ {*self._taken(node)} if old else set()
        found |= {self.elsewhere[each] for each in (node, *beside) if each in self.elsewhere}

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
            is_passing = all(each.state.output == before.state.output for each in inside)
            if not inside or not is_passing or before.is_deciding:
                found.add(self.removed[before])
            stack += inside

    def _new(self, taken: Node, last: bool, found: set[Key]) -> Iterator[Step]:
        inputs = [each for each in self._taken(taken) if each is not None]
        outputs = {each.state.output for each in inputs}
        if outputs != {taken.state.output} and taken in self.added:
            found.add(self.added[taken])
        if not (last and taken.is_deciding):
            yield (taken, last)

    def _kept(self, taken: Node, last: bool, found: set[Key]) -> Iterator[Step]:
        old = self.pairing.old_of[taken]
        was, now = old.state.output, taken.state.output
        is_same = old.last_axis == taken.last_axis if last else was == now
        if was is None or now is None or is_same:
            return
        own = {key for each in taken.walk() for key in self.facts.shaping.get(each, ())}
        found |= own
        is_setting = taken.is_deciding or taken.kind == "Bidirectional"
        if not (last and own and is_setting):
            yield (taken, last and self._is_passing(old, taken))

    def _is_passing(self, old: Node, new: Node) -> bool:
        """Tell whether its last axis is that of what it takes, or their sum: unlike Flatten's."""
        was = [node.last_axis for node in self._befores(old)]
        now = [node.last_axis if node else "" for node in self._taken(new)]
        return _is_passed(was, old.last_axis) and _is_passed(now, new.last_axis)

    def _outside(self, node: Node, last: bool, found: set[Key]) -> Iterator[Step]:
        """Go on from the first layer of a model: to what flows into it, or into the one around."""
        if node.parent is not None:
            yield (node.parent, last)
            return
        found |= {key for key, is_last in self.inputs.items() if is_last or not last}

    def gone_before(self, old: Node, size: int) -> list[Node] | None:
        """Return the layers that have gone, without which a layer takes another size.

        They decided what it took, one after the other, down to where it was of that size
        already; None where nobody says which they are.
        """
        if old.state.inputs is None:
            return self._gone_in_order(old)
        found: list[Node] = []
        seen: set[Node] = set()
        stack = list(self._befores(old))
        while stack:
            spend()
            before = stack.pop()
            is_end = before.is_deciding and (
                before not in self.removed or (found and before.last_axis == str(size))
            )
            if is_end or before in seen:
                continue
            seen.add(before)
            found += [before] if before.is_deciding else []
            stack += self._befores(before)
        return found

    def _gone_in_order(self, old: Node) -> list[Node] | None:
        """Return the one layer that has gone from right before a layer, in their order."""
        found: list[Node] = []
        for place in range(old.place - 1, -1, -1):
            spend()
            before = self.pairing.old.nodes[place]
            if before.is_deciding and before not in self.removed:
                break
            found += [before] if before.is_deciding else []
        return found if len(found) == 1 else None


def _is_passed(axes: list[str], out: str) -> bool:
    known = all(axis.isdigit() for axis in axes)
    return bool(axes) and ({*axes} == {out} or (known and str(sum(map(int, axes))) == out))
