"""Sizes of a model with which what was expected of it would hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rnnscope.expectations.changes import Change, best
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.report.recounting.along import SIZE
from rnnscope.report.recounting.recounting import MOST_SIZE
from rnnscope.untrusted.limits import spend

_PAIRED = 12  # changes of which two are looked at together
_ASKED = 24  # changes of which it is looked whether Keras takes them


def other_sizes(counts: ModelCounts) -> list[Change]:
    """Return the sizes of which another one alone gives what was expected, the likeliest first.

    What solves nothing that another does not solve with more besides is left out, and so is
    what Keras would not take, and what breaks something that holds.
    """
    changes = [change for change in best(_changes(counts))[:_ASKED] if is_taken(counts, change)]
    return best([*changes, *_pairs(counts, changes)])


def _changes(counts: ModelCounts) -> Iterator[Change]:
    """Yield the sizes by which any number would be as expected."""
    knobs = counts.recounting.knobs
    by_knob: dict[int, list[int]] = {}
    for place, node in counts.wrong.items():
        for knob in counts.recounting.table.knobs_of([node]):
            by_knob.setdefault(knob, []).append(place)
    for knob, places in sorted(by_knob.items()):
        if not knobs[knob].locked and knobs[knob].value is not None:
            for size in dict.fromkeys(_sizes(counts, knob, places)):
                yield from _change(counts, {knob: size})


def _sizes(counts: ModelCounts, knob: int, places: Iterable[int]) -> Iterator[int]:
    """Yield the sizes of a knob by which any of some numbers would be as expected."""
    run = counts.along.run({knob: SIZE})
    for place in places:
        number = counts.asked[place].number
        for size in counts.along.solutions(knob, counts.nodes[place], number, run):
            spend()
            if counts.recounting.knobs[knob].least <= size <= MOST_SIZE:
                yield size


def _change(counts: ModelCounts, sizes: dict[int, int]) -> Iterator[Change]:
    knobs = counts.recounting.knobs
    solves = counts.met_by(counts.along.run({knob: (size,) for knob, size in sizes.items()}))
    if solves:
        yield Change.of_sizes(
            [(knobs[n].name, knobs[n].value, size) for n, size in sizes.items()],
            [name for n in sizes for name in knobs[n].members],
            is_of_input=any(is_of_input(knobs[n].name, counts) for n in sizes),
            solves=solves,
        )


def is_of_input(name: str, counts: ModelCounts) -> bool:
    """Tell whether a size is an axis of what flows into the model."""
    owner = name.rpartition(".")[0]
    rows = (row for row in counts.report.layers if row.path == owner)
    return all(row.class_name == "InputLayer" for row in rows)


def is_taken(counts: ModelCounts, change: Change) -> bool:
    """Tell whether Keras would make the model with such sizes."""
    sizes = {name: size for name, _, size in change.sizes}
    return counts.recounting.recount(sizes).total is not None


def _pairs(counts: ModelCounts, changes: Sequence[Change]) -> Iterator[Change]:
    """Yield two changes as one, where only together they make all hold that was expected."""
    if any(change.solves >= counts.wrong.keys() for change in changes):
        return
    numbers = {knob.name: number for number, knob in enumerate(counts.recounting.knobs)}
    for first, second in combinations(changes[:_PAIRED], 2):
        sizes = {numbers[name]: size for name, _, size in (*first.sizes, *second.sizes)}
        for change in _change(counts, dict(sorted(sizes.items()))) if len(sizes) == 2 else ():
            is_all = change.solves >= counts.wrong.keys()
            if is_all and change.solves > first.solves | second.solves and is_taken(counts, change):
                yield change
