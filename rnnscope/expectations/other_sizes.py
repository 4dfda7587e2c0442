"""Sizes of a model with which what was expected of it would hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from rnnscope.expectations.changes import Change, best
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.report.recounting.along import SIZE
from rnnscope.report.recounting.recounting import MOST_SIZE
from rnnscope.untrusted.limits import spend

_PAIRED = 12  # changes of which two are looked at together
_SIDES = ("height", "width", "depth")
_ASKED = 24  # changes of which it is looked whether Keras takes them


def other_sizes(counts: ModelCounts) -> list[Change]:
    """Return the sizes of which another one alone gives what was expected, the likeliest first.

    What solves nothing that another does not solve with more besides is left out, and so is
    what Keras would not take, and what breaks something that holds.
    """
    changes = _taken(counts)
    return best([*changes, *_pairs(counts, changes)])


def sizes_of_squares(counts: ModelCounts) -> list[Change]:
    """Return the sizes of which another one, for both sides of a square, gives what was expected.

    One number is what most people give for a kernel, for strides or for a pooling, and images
    are mostly as high as they are wide.
    """
    squares = [names for names in _squares(counts) if names[1:]]
    tied = counts.recounting.tied(squares) if squares else None
    square = ModelCounts.of(counts.report, counts.asked, tied) if tied is not None else None
    return [] if square is None else _taken(square, {names[0] for names in squares})


def _squares(counts: ModelCounts) -> Iterator[list[str]]:
    """Yield the names of sizes that are of one value, and sides of one thing."""
    sides: dict[tuple[str, str, int | None], list[str]] = {}
    for knob in counts.recounting.knobs:
        owner, _, name = knob.name.rpartition(".")
        side = next((side for side in _SIDES if name.endswith(side)), "")
        if side and not knob.is_lost and knob.value is not None:
            sides.setdefault((owner, name.removesuffix(side), knob.value), []).append(knob.name)
    for (owner, of, size), names in sides.items():
        strides = sides.get((owner, "stride_", size), []) if of == "pool_" else []
        if of != "stride_" or (owner, "pool_", size) not in sides:
            yield [*names, *strides]


def _is_lopsided(names: Iterable[str]) -> bool:
    """Tell whether one side of something moves, and no other of it."""
    found = {side for name in names for side in _SIDES if name.endswith(side)}
    return len(found) == 1


def _taken(counts: ModelCounts, names: Collection[str] = ()) -> list[Change]:
    """Return changes of one size, or of some alone, that Keras would take, the likeliest first."""
    changes = best(_changes(counts, names))[:_ASKED]
    return [change for change in changes if is_taken(counts, change)]


def _changes(counts: ModelCounts, names: Collection[str]) -> Iterator[Change]:
    """Yield the sizes by which any number would be as expected."""
    knobs = counts.recounting.knobs
    by_knob: dict[int, list[int]] = {}
    for place, node in counts.wrong.items():
        for knob in counts.recounting.table.knobs_of([node]):
            if not names or knobs[knob].name in names:
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
            [name for n in sizes for name in counts.recounting.along_with(n)],
            is_of_input=any(is_of_input(knobs[n].name, counts) for n in sizes),
            is_lopsided=any(map(_is_lopsided, (knobs[n].members for n in sizes))),
            solves=solves,
            moved=_moved(counts, sizes, solves) if len(sizes) > 1 else {},
        )


def _moved(
    counts: ModelCounts, sizes: Mapping[int, int], solves: Iterable[int]
) -> dict[int, list[str]]:
    """Return by which of several sizes each of some numbers is moved."""
    runs = {knob: counts.along.run({knob: (size,)}) for knob, size in sizes.items()}
    knobs, values = counts.recounting.knobs, counts.along.values
    return {
        place: [
            knobs[knob].name
            for knob, run in runs.items()
            if counts.value(counts.nodes[place], run) != values[counts.nodes[place]]
        ]
        for place in solves
    }


def is_of_input(name: str, counts: ModelCounts) -> bool:
    """Tell whether a size is an axis of what flows into the model."""
    return name.rpartition(".")[0] not in counts.computing


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
