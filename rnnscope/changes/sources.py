"""The sizes elsewhere that decide a layer's: what each is called on both sides, and its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rnnscope.changes.inputs import Inputs
from rnnscope.changes.nodes import Node, Tree
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.places import Places

Size: TypeAlias = tuple["Node | str", str]
"""A size that somebody set: its layer in the new model, or a name, and what it is called."""

_MORE = "..."  # the last of a size's sources, where there are more


@dataclass(frozen=True, slots=True)
class Sources:
    """The values of a size's sources, before and now; None where one is not told.

    `is_whole` is False where there are more of them than are named.
    """

    was: dict[Size, int | None]
    now: dict[Size, int | None]
    is_whole: bool

    @property
    def changed(self) -> dict[Size, tuple[int, int]]:
        """Those of both sides that were set otherwise."""
        both = ((size, self.was[size], self.now.get(size)) for size in self.was)
        return {
            size: (was, now)
            for size, was, now in both
            if was is not None and now is not None and was != now
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads sources, which are texts: `simple_rnn.units`."""

    pairing: Pairing
    places: Places
    inputs: Inputs

    def sources(self, old: Node, new: Node, name: str) -> Sources:
        """Return the sources of a size of a layer."""
        was, now = (node.state.sources.get(name, ()) for node in (old, new))
        return Sources(
            {self._size(self.pairing.old, text): self._was(old, text) for text in _named(was)},
            {self._size(self.pairing.new, text): self._is(new, text) for text in _named(now)},
            is_whole=_MORE not in (*was, *now),
        )

    def _size(self, tree: Tree, text: str) -> Size:
        path, _, name = text.rpartition(".")
        node = tree.by_path.get(path)
        if node is not None and not (self.inputs.is_known and node.state.class_name == _INPUT):
            return (self.places.now(node), name)
        return self.inputs.now(path, name) if tree is self.pairing.old else (path, name)

    def _was(self, node: Node, text: str) -> int | None:
        flowing = (self.inputs.old.inputs or {}).get(text)
        return _value(node, self.pairing.old, text, flowing)

    def _is(self, node: Node, text: str) -> int | None:
        flowing = (self.inputs.new.inputs or {}).get(text)
        return _value(node, self.pairing.new, text, flowing)


_INPUT = "InputLayer"


def _named(sources: tuple[str, ...]) -> list[str]:
    return [text for text in sources if text != _MORE]


def _value(node: Node, tree: Tree, text: str, flowing: int | None) -> int | None:
    """Return the value of a source: as its layer has it, as it flows in, or as it is told here."""
    path, _, name = text.rpartition(".")
    layer = tree.by_path.get(path)
    own = layer.state.sizes.get(name) if layer is not None else None
    found = (own, flowing, node.state.set_sizes.get(text))
    return next((value for value in found if value is not None), None)
