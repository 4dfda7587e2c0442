"""What changed between two models, as finished data."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.states import ModelState
from rnnscope.wording import Word


class Kind(Word):
    """What became of a layer, or of a size that several layers have."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that somebody changed, and which counts it moved.

    `path` is the layer in the new model, or in the old one where it was removed; `before` its
    old path where that is another.  `subject` is what of it changed, such as `units`, `use_bias`,
    `dtype` or `trainable`, empty where it is the layer itself; `old` and `new` are its values as
    they are written.  `moved` are the layers whose count it moved, by their new paths, each with
    by how much: `(("simple_rnn", 52_864), ("dense", 1_280))`.  `note` is a sentence more.
    """

    kind: Kind
    path: str
    before: str = ""
    subject: str = ""
    old: str = ""
    new: str = ""
    moved: tuple[tuple[str, int], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that changed between two models, what was set first, and the sums of both."""

    old: ModelState
    new: ModelState
    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.changes)
