"""Which of the things that do not hold follow from one that does not, and what would mend them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.changes import Change, best, only
from rnnscope.expectations.failure import Subject
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.expectations.one_layer import other_layers
from rnnscope.expectations.other_sizes import other_sizes
from rnnscope.report.report import Report
from rnnscope.wording import cut, listed


@dataclass(slots=True)
class Findings:
    """What would mend what does not hold, by its place among all that was asked.

    `follows` says of what something is only a consequence.
    """

    changes: dict[int, list[Change]] = field(default_factory=dict)
    follows: dict[int, str] = field(default_factory=dict)


def findings(report: Report, asked: Sequence[Asked]) -> Findings:
    """Look for other sizes, and for a layer too many, by which it would hold."""
    counts = ModelCounts.of(report, asked)
    found = Findings()
    if counts is None or not counts.wrong:
        return found
    changes = best([*other_sizes(counts), *other_layers(report, counts)])
    roots = {id(change): _root(change, asked) for change in only(changes)}
    for change in changes:
        root = roots.get(id(change))
        for place in sorted(change.solves):
            if root is None or place == root:
                found.changes.setdefault(place, []).append(change)
            else:
                found.follows[place] = change.because
    return found


def _root(change: Change, asked: Sequence[Asked]) -> int:
    """Return which of the things that a change solves it is of; the total, if of none of them."""
    for place in sorted(change.solves):
        if asked[place].path in change.owners:
            return place
    return min(change.solves, key=lambda place: (asked[place].row is not None, place))


def sentence(change: Change, place: int, asked: Sequence[Asked]) -> str:
    """Say what would be otherwise, and what of all that was asked would then hold."""
    words, whole = f"{change.words[0].upper()}{change.words[1:]}", len(_wrong(asked))
    if len(change.solves) == 1:
        return f"{words} it would hold."
    if len(change.solves) == whole:
        return f"{words} {'both' if whole == 2 else f'all {whole}'} would hold."
    others = [_name(asked[each]) for each in sorted(change.solves - {place})]
    return f"{words} it would hold, and so would {listed(others)}."


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
