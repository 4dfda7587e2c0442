"""Changes while they are being found: each under a key, with the counts that it moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.changes.change import Change, Changes, Joint, Kind, Moved
from rnnscope.changes.nodes import Node
from rnnscope.states import ModelState
from rnnscope.wording import shown

Key: TypeAlias = tuple[object, ...]


@dataclass(slots=True, kw_only=True)
class Draft:
    """A change that is not finished: others may be told with it, and counts are added."""

    kind: Kind
    nodes: list[Node]
    path: str = ""
    before: str = ""
    subject: str = ""
    old: str = ""
    new: str = ""
    note: str = ""
    own: int = 0
    place: float = 0

    def finished(self, moved: Moved) -> Change:
        """Return the change."""
        path = self.path or (self.nodes[0].path if self.nodes else "")
        also = dict.fromkeys(node.path for node in self.nodes[1:])
        also.pop(path, None)
        return Change(
            kind=self.kind,
            path=path,
            before=self.before,
            also=tuple(also),
            subject=self.subject,
            old=self.old,
            new=self.new,
            own=self.own,
            moved=moved,
            note=self.note,
        )


@dataclass(slots=True)
class Told:
    """All that was found so far.  Counts are kept by the keys of all that moved them."""

    drafts: dict[Key, Draft] = field(default_factory=dict)
    moved: dict[frozenset[Key], list[tuple[str, int]]] = field(default_factory=dict)

    def tell(self, key: Key, draft: Draft) -> Key:
        """Add a change; of one that is told already, the layers alone."""
        if key in self.drafts:
            self.drafts[key].nodes += draft.nodes
        else:
            self.drafts[key] = draft
        return key

    def move(self, causes: Iterable[Key], path: str, difference: int) -> None:
        """Count what causes moved, all of them together."""
        if difference:
            self.moved.setdefault(frozenset(causes), []).append((path, difference))

    def finished(self, old: ModelState, new: ModelState, uncompared: tuple[str, ...]) -> Changes:
        """Return all of it, in the order of the new model; names alone come last."""
        keys = sorted(self.drafts, key=self._order)
        places = {key: place for place, key in enumerate(keys)}
        alone = {key: tuple(self.moved.get(frozenset((key,)), ())) for key in keys}
        joint = (
            Joint(tuple(sorted(places[key] for key in causes)), tuple(moved))
            for causes, moved in self.moved.items()
            if len(causes) > 1
        )
        return Changes(
            old=old,
            new=new,
            changes=tuple(self.drafts[key].finished(alone[key]) for key in keys),
            joint=tuple(sorted(joint, key=lambda each: each.causes)),
            uncompared=uncompared,
        )

    def _order(self, key: Key) -> tuple[bool, float]:
        draft = self.drafts[key]
        return (draft.kind is Kind.RENAMED, draft.place)


def text_of(value: object) -> str:
    """Write a value of a setting as Python does, a list as the tuple that somebody gave.

    >>> text_of([3, 3]), text_of("relu"), text_of(None)
    ('(3, 3)', 'relu', 'None')
    """
    if isinstance(value, list):
        inside = ", ".join(text_of(each) for each in value[:_LISTED])
        more = ", ..." if len(value) > _LISTED else ""
        return f"({inside}{more}{',' if len(value) == 1 else ''})"
    return value if isinstance(value, str) else shown(value)


_LISTED = 8
