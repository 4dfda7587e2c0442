"""Which of the things that do not hold follow from one that does not, and what would mend them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.changes import Change, best, only
from rnnscope.expectations.failure import Subject
from rnnscope.expectations.summing import is_inside
from rnnscope.wording import cut, listed

_AXIS = re.compile(r"axis_\d+")


@dataclass(slots=True)
class Findings:
    """What would mend what does not hold, by its place among all that was asked.

    `follows` says of what something is only a consequence, and `roots` are those of which others
    are.
    """

    changes: dict[int, list[Change]] = field(default_factory=dict)
    follows: dict[int, str] = field(default_factory=dict)
    roots: set[int] = field(default_factory=set)


def settled(changes: Iterable[Change], asked: Sequence[Asked], *, are_all: bool = True) -> Findings:
    """Return what each change would mend, and what follows from what.

    Only where `are_all` that there are is anything said to follow: another might be the cause.
    """
    found = Findings()
    changes = best(changes)
    sure = [
        each
        for each in only(changes)
        if are_all and not each.is_open and _evidence(each, asked) > 1
    ]
    roots = {id(change): _root(change, asked) for change in sure}
    found.roots |= set(roots.values())
    for change in changes:
        root = roots.get(id(change))
        for place in sorted(change.solves):
            if root is None or place == root:
                found.changes.setdefault(place, []).append(change)
            else:
                found.follows[place] = change.because_of(place)
    return found


def _evidence(change: Change, asked: Sequence[Asked]) -> int:
    """Return how many numbers speak for a change that do not follow from each other.

    A total that is off by what its layers are off says nothing more, and nor does a layer of
    those inside it, or of another that is one with it.
    """
    each = [asked[place] for place in change.solves]
    rows = {one.path: one for one in each if one.row is not None}
    tops = [one for path, one in rows.items() if not is_inside(path, rows)]
    off = sum(one.off for one in tops)
    is_more = any(one.row is None and not one.is_bound and one.off != off for one in each)
    return len(tops) + (is_more or not tops)


def _root(change: Change, asked: Sequence[Asked]) -> int:
    """Return which of the things that a change solves it is of; the total, if of none of them."""
    for place in sorted(change.solves):
        if asked[place].path in change.owners:
            return place
    return min(change.solves, key=lambda place: (asked[place].row is not None, place))


def sentence(change: Change, place: int, asked: Sequence[Asked]) -> str:
    """Say what would be otherwise, and what of all that was asked would then hold."""
    words = f"{change.words[0].upper()}{change.words[1:]}{_by_its_name_there(change, asked[place])}"
    whole = len(_wrong(asked))
    if len(change.solves) == 1:
        return f"{words} it would hold."
    if len(change.solves) == whole:
        return f"{words} {'both' if whole == 2 else f'all {whole}'} would hold."
    others = [_name(asked[each]) for each in sorted(change.solves - {place})]
    return f"{words} it would hold, and so would {listed(others)}."


def _by_its_name_there(change: Change, asked: Asked) -> str:
    """Say what a layer calls an axis of the input that has no other name than its place."""
    names = {name for name, _, _ in change.sizes}
    for symbol in asked.row.own.symbols if asked.row is not None and names else ():
        first = symbol.origin.single if symbol.origin is not None else None
        is_axis = first is not None and _AXIS.fullmatch(first.name) and first.name != symbol.name
        if first is not None and is_axis and first.qualified in names:
            return f", {symbol.name} in {cut(asked.path)},"
    return ""


def _wrong(asked: Sequence[Asked]) -> list[Asked]:
    return [each for each in asked if not each.holds]


_NAMES = {
    Subject.TOTAL: "the total",
    Subject.TRAINABLE: "what is trained",
    Subject.NON_TRAINABLE: "what is not trained",
    Subject.MAX_PARAMS: "the most params",
    Subject.MAX_BYTES: "the most bytes",
}


def _name(asked: Asked) -> str:
    return cut(asked.path) if asked.row is not None else _NAMES[asked.subject]
