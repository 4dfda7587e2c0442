"""What changed between two models, as finished data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rnnscope.states import ModelState
from rnnscope.wording import Word

Moved: TypeAlias = tuple[tuple[str, int], ...]
"""Layers whose count moved, by their paths in the new model, each with by how much."""


KEPT_IN_NO_LOCK = ("settings", "inputs", "output shapes", "multiply-adds")


class Kind(Word):
    """What became of a layer, or of a size that several layers have."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"  # by a layer of another class at the same place
    SPLIT = "split"  # added, and called where a layer was called that is shared no more
    JOINED = "joined"  # removed, and another is called in its place, which is now shared
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that somebody changed, and which counts it moved, and nothing else with it.

    `path` is the layer in the new model, or in the old one where it was removed; empty where it
    is the model itself.  `before` is its old path where that is another, or the path of the
    layer that it replaced, was split from or was joined to.  `also` are other layers of which the
    same is to be told.  `subject` is what changed, such as `units`, `use_bias`, `dtype` or
    `trainable`, empty where it is the layer itself; `old` and `new` are its values as they are
    written, or the classes of a layer that was replaced.  `own` is what the total has more or
    less by a layer itself that came or has gone; `moved` are the layers of both models whose count
    it alone moved: `(("simple_rnn", 52_864), ("dense", 1_280))`.  `note` is what more there is to
    be said, without a full stop.
    """

    kind: Kind
    path: str
    before: str = ""
    also: tuple[str, ...] = ()
    subject: str = ""
    old: str = ""
    new: str = ""
    own: int = 0
    moved: Moved = ()
    note: str = ""

    @property
    def is_counting(self) -> bool:
        """Tell whether it alone moved a count."""
        return bool(self.own or self.moved)


@dataclass(frozen=True, slots=True)
class Joint:
    """Counts that several changes moved together: `causes` are their places in `changes`."""

    causes: tuple[int, ...]
    moved: Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that changed between two models, what was set first, and the sums of both.

    What is in `own` and `moved`, of the changes and of the `joint` ones, adds up to the
    difference of the totals; each layer is in one of them alone.  `uncompared` names what one of
    the sides does not keep.
    """

    old: ModelState
    new: ModelState
    changes: tuple[Change, ...] = ()
    joint: tuple[Joint, ...] = ()
    uncompared: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.changes)
