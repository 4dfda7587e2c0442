"""One layer that would be another, or not be there, by which what was expected would hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rnnscope.expectations.changes import Change
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.layers import SymbolicShape
from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.report.recounting.along import Run
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend
from rnnscope.wording import cut


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer of the model: its sizes, the nodes of its shapes, and of what it has of each number.

    `own` has those by the places of what was asked.
    """

    row: LayerReport
    knobs: frozenset[int]
    flowing: tuple[int, ...]
    made: tuple[int, ...]
    own: Mapping[int, int]


def other_layers(report: Report, counts: ModelCounts) -> list[Change]:
    """Return the layers without which it would hold, or in one direction or in two."""
    knobs = _knobs(counts)
    shared = {row.shared_with for row in report.walk() if row.shared_with}
    layers = [
        _Layer(
            row,
            frozenset(knobs.get(row.path, ())),
            _nodes(counts, row.inputs[0]),
            _nodes(counts, (row.outputs or ((),))[0]),
            {
                place: counts.node_of(place, [row])
                for of in ("", row.path)
                for place in counts.places.get(of, ())
            },
        )
        for row in report.layers
        if row.path not in shared and _is_one_way(row)
    ]
    return [change for layer in layers for change in _changes(layer, counts)]


def _is_one_way(row: LayerReport) -> bool:
    """Tell whether a layer reads one tensor, and puts out one."""
    is_one = len(row.inputs) == 1 and len(row.outputs or ()) == 1
    return is_one and not row.calls and not row.shared_with and row.params == row.count.value


def _knobs(counts: ModelCounts) -> dict[str, set[int]]:
    """Return the sizes that are set in each layer, and in those inside it."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, knob in enumerate(counts.recounting.knobs):
        owner, _, _ = knob.name.rpartition(".")
        while owner:
            found[owner].add(number)
            owner, _, _ = owner.rpartition(".")
    return found


def _nodes(counts: ModelCounts, shape: SymbolicShape) -> tuple[int, ...]:
    return tuple(counts.recounting.node_of(size) for size in shape[1:])


def _changes(layer: _Layer, counts: ModelCounts) -> Iterator[Change]:
    spend()
    if layer.row.class_name == "Bidirectional":
        yield from _in_one_direction(layer, counts)
    elif layer.row.class_name in SEQUENCE_LAYERS:
        yield from _in_two_directions(layer, counts)
    if layer.row.path not in counts.places:
        yield from _without(layer, counts)


def _without(layer: _Layer, counts: ModelCounts) -> Iterator[Change]:
    """Yield the model without a layer: what comes after it reads what it reads itself.

    So it has to put that out, with its sizes those of its input, or with a window of 1.
    """
    flowing, row = layer.flowing, layer.row
    if row.class_name in SEQUENCE_LAYERS and len(layer.made) < len(flowing):
        flowing = flowing[-len(layer.made) :]  # the steps end before it then
    if len(flowing) != len(layer.made):
        return
    sizes = _passing(counts, layer, flowing)
    run = counts.along.run({knob: (size,) for knob, size in sizes.items()})
    ends = zip(flowing, layer.made, strict=True)
    if all(counts.value(one, run) == counts.value(other, run) for one, other in ends):
        words = f"without {cut(row.path)} ({cut(row.class_name)})"
        because = f"because {cut(row.path)} stands there"
        yield from _change(layer, counts, sizes, run, 0, (words, because))


def _passing(counts: ModelCounts, layer: _Layer, flowing: Sequence[int]) -> dict[int, int]:
    """Return the sizes of a layer with which it puts out a shape as it reads it, if any do."""
    along, table = counts.along, counts.recounting.table
    found: dict[int, int] = {}
    for node, to in zip(layer.made, flowing, strict=True):
        size = along.values[to]
        if along.values[node] != size and size is not None:
            of_it = table.knobs_of([node]) & layer.knobs
            is_knob = any(table.places_of(knob) == [node] for knob in of_it)
            found |= dict.fromkeys(of_it, size if is_knob else 1)
    return found


def _in_one_direction(layer: _Layer, counts: ModelCounts) -> Iterator[Change]:
    """Yield the model with one layer for the two of a Bidirectional."""
    inside, knob = layer.row.children, _put_out(layer, counts)
    if len(inside) != 2 or knob is None or inside[0].params != inside[1].params:
        return
    units = counts.recounting.knobs[knob].value or 0
    put_out = counts.along.values[layer.made[-1]] or 0
    if put_out == 2 * units and not units % 2:
        run = counts.along.run({knob: (units // 2,)})  # so what comes after it reads one of both
        words = f"with {cut(layer.row.path)} in one direction (it is in two)"
        because = f"because {cut(layer.row.path)} is in two directions"
        yield from _change(layer, counts, {}, run, 0.5, (words, because))


def _in_two_directions(layer: _Layer, counts: ModelCounts) -> Iterator[Change]:
    """Yield the model with two of a layer, as a Bidirectional around it would make them."""
    knob = _put_out(layer, counts)
    if knob is not None:
        units = counts.recounting.knobs[knob].value or 0
        run = counts.along.run({knob: (2 * units,)})
        words = f"with a Bidirectional around {cut(layer.row.path)} (there is none)"
        because = f"because no Bidirectional is around {cut(layer.row.path)}"
        yield from _change(layer, counts, {}, run, 2, (words, because))


def _put_out(layer: _Layer, counts: ModelCounts) -> int | None:
    """Return the one size of a layer that what it puts out is made of."""
    knobs = counts.recounting.table.knobs_of(layer.made[-1:]) & layer.knobs
    return knobs.pop() if len(knobs) == 1 else None


def _change(
    layer: _Layer,
    counts: ModelCounts,
    sizes: Mapping[int, int],
    run: Run,
    times: float,
    told: tuple[str, str],
) -> Iterator[Change]:
    """Yield a model whose layer has some times what it has now, if anything holds of that."""
    knobs, more = counts.recounting.knobs, dict[int, int]()
    for place, node in layer.own.items():
        now, then = counts.along.values[node] or 0, counts.value(node, run) or 0
        more[place] = int(times * now) - then
    solves = counts.met_by(run, more)
    named = {knobs[knob].name: size for knob, size in sizes.items()}
    if solves and (not named or counts.recounting.recount(named).total is not None):
        words, because = told
        yield Change(layer=layer.row.path, words=words, because=because, solves=solves)
