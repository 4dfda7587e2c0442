"""Layers that came, have gone, were replaced, split, joined, renamed or moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rnnscope.changes.change import Kind
from rnnscope.changes.inputs import Inputs
from rnnscope.changes.nodes import Node
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.places import Places
from rnnscope.changes.settings import setting_of, size_text
from rnnscope.changes.told import Draft, Key, Told
from rnnscope.untrusted.limits import spend
from rnnscope.wording import cut, listed

_CONSTANTS = ("gates",)  # which a class has by its design
_SHOWN = 4  # sizes of a layer that was added


@dataclass(slots=True)
class Structural:
    """Tells of layers as a whole; which of them each layer belongs to is kept by its key."""

    pairing: Pairing
    places: Places
    inputs: Inputs
    told: Told
    added: dict[Node, Key] = field(default_factory=dict)
    removed: dict[Node, Key] = field(default_factory=dict)
    elsewhere: dict[Node, Key] = field(default_factory=dict)

    def tell(self) -> None:
        """Tell of all of them."""
        for old, new in self.pairing.replaced.items():
            self._replaced(old, new)
        for node in self.pairing.added:
            if node not in self.added and not self._is_entry(node):
                self._come(node)
        self._all_gone()
        twins = {
            draft.before
            for draft in self.told.drafts.values()
            if draft.kind in (Kind.SPLIT, Kind.JOINED)
        }
        for old, new in self.pairing.pairs:
            self._placed(old, new, twins)

    def _all_gone(self) -> None:
        place = -0.5
        for node in self.pairing.old.nodes:
            if node in self.pairing.new_of:
                place = self.pairing.new_of[node].place + 0.5
            elif node not in self.removed and not self._is_entry(node):
                self._gone(node, place)

    def _is_entry(self, node: Node) -> bool:
        """Tell whether it only says what flows in, which a Sequential has without a layer."""
        return node.state.class_name == "InputLayer" and node.path in self.inputs.paths

    def _replaced(self, old: Node, new: Node) -> None:
        twin = new.parent if new.parent and new.parent.kind == "Bidirectional" else None
        classes = old.state.class_name, new.state.class_name
        draft = Draft(
            kind=Kind.REPLACED,
            nodes=[new],
            before=old.path,
            old=classes[0],
            new=classes[1],
            place=new.place,
        )
        key = self.told.tell(("replaced", twin or new, *classes), draft)
        self.told.drafts[key].own += self._put_in(new, key) - self._taken_out(old, key)

    def _come(self, node: Node) -> None:
        """Tell of a layer that is new, with those inside it."""
        twin = self._split_from(node)
        draft = Draft(
            kind=Kind.SPLIT if twin else Kind.ADDED,
            nodes=[node],
            before=twin.path if twin else "",
            new=node.state.class_name,
            note=_sizes(node),
            place=node.place,
        )
        key = self.told.tell(("added", node), draft)
        draft.own = self._put_in(node, key)

    def _gone(self, node: Node, place: float) -> None:
        """Tell of a layer that is there no more, with those inside it: after the one before it."""
        twin = self._joined_to(node)
        draft = Draft(
            kind=Kind.JOINED if twin else Kind.REMOVED,
            nodes=[node],
            before=twin.path if twin else "",
            old=node.state.class_name,
            note=_sizes(node),
            place=place,
        )
        key = self.told.tell(("removed", node), draft)
        draft.own = -self._taken_out(node, key)

    def _put_in(self, node: Node, key: Key) -> int:
        inside = [each for each in node.walk() if each not in self.pairing.old_of]
        self.added |= dict.fromkeys(inside, key)
        return sum(each.counted or 0 for each in inside)

    def _taken_out(self, node: Node, key: Key) -> int:
        inside = [each for each in node.walk() if each not in self.pairing.new_of]
        self.removed |= dict.fromkeys(inside, key)
        return sum(each.counted or 0 for each in inside)

    def _split_from(self, node: Node) -> Node | None:
        """Return the layer that was called where this one is called now."""
        taken = set(self.places.direct(node))
        for new in self._rewired(node):
            was = set(self.places.direct(self.pairing.old_of[new]))
            if taken <= was and not taken <= set(self.places.direct(new)):
                return new
        return None

    def _joined_to(self, node: Node) -> Node | None:
        """Return the layer that is called now where this one was called."""
        taken = set(self.places.direct(node))
        for new in self._rewired(node):
            was = set(self.places.direct(self.pairing.old_of[new]))
            if taken <= set(self.places.direct(new)) and not taken <= was:
                return new
        return None

    def _rewired(self, node: Node) -> Iterator[Node]:
        """Yield the layers of the same structure that take other inputs than before."""
        if node.has_weights and node.state.inputs:
            for new in self.places.rewired:
                spend()
                if new.structure == node.structure:
                    yield new

    def _placed(self, old: Node, new: Node, twins: set[str]) -> None:
        """Tell whether a layer stands elsewhere, and whether it is called otherwise.

        `twins` are told already: another was split from them, or joined to them.
        """
        is_outside = not self.pairing.is_within_same(old, new)
        if is_outside:
            self.elsewhere[new] = self._put_elsewhere(old, new)
        elif new in self.places.moved:
            self.elsewhere[new] = self._moved(old, new)
        elif new in self.places.rewired and new.path not in twins:
            draft = Draft(
                kind=Kind.CHANGED,
                nodes=[new],
                subject="inputs",
                old=_inputs(old),
                new=_inputs(new),
                place=new.place,
            )
            self.elsewhere[new] = self.told.tell(("inputs", new), draft)
        if old.name != new.name and not is_outside:
            draft = Draft(kind=Kind.RENAMED, nodes=[new], before=old.path, place=new.place)
            self.told.tell(("renamed", new), draft)

    def _moved(self, old: Node, new: Node) -> Key:
        draft = Draft(
            kind=Kind.MOVED,
            nodes=[new],
            old=self._before(old),
            new=self._before(new),
            note="" if old.state.inputs is not None else "in the order of layers",
            place=new.place,
        )
        return self.told.tell(("moved", new), draft)

    def _put_elsewhere(self, old: Node, new: Node) -> Key:
        """Tell of a layer that stands in another now; those that went there together at once."""
        draft = Draft(
            kind=Kind.MOVED,
            nodes=[new],
            before=old.path,
            old=old.parent.path if old.parent else "",
            new=new.parent.path if new.parent else "",
            place=new.place,
        )
        is_alone = old.name != new.name
        return self.told.tell(("moved", old.parent, new.parent, new if is_alone else None), draft)

    def _before(self, node: Node) -> str:
        """Return what a layer takes, or where nobody says what it stands after."""
        if node.state.inputs is not None:
            return _inputs(node)
        tree = self.pairing.old if node in self.pairing.new_of else self.pairing.new
        beside = node.parent.children if node.parent else tree.tops
        place = list(beside).index(node)
        return cut(beside[place - 1].path) if place else "nothing"


def _inputs(node: Node) -> str:
    return listed(node.state.inputs or ()) or "the model's input"


def _sizes(node: Node) -> str:
    """Write what was set of a layer, each setting once."""
    texts = {
        setting_of(name): size_text(node.own_sizes, setting_of(name), name)
        for name in node.own_sizes
        if name not in _CONSTANTS
    }
    return ", ".join(f"{name} {text}" for name, text in [*texts.items()][:_SHOWN])
