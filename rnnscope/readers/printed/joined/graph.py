"""The layers of a printed table, joined as `Connected to` says, else one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rnnscope.keras_facts.class_names import KERAS_3
from rnnscope.model.calls import Shape
from rnnscope.model.parts import Call, LayerConfig, ModelConfig, TensorRef
from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.readers.printed.joined.arity import MASKS, SEVERAL
from rnnscope.readers.printed.joined.order import has_lost_connections, is_of_an_own_class
from rnnscope.readers.printed.joined.row_names import RowNames

_INPUT = "InputLayer"

_Taken = tuple[int, int, int] | None  # a row, which of its calls, and which tensor of that


@dataclass(frozen=True, slots=True)
class _Layer:
    """A row under a name that no other has, and the rows of the model that it is."""

    row: PrintedRow
    name: str
    inside: Sequence[_Layer] = ()


def config_of(summary: PrintedSummary) -> ModelConfig:
    """Return the layers by name and class alone, one for each row, and how they are joined."""
    rows = [_entered(row, summary.generation) for row in summary.rows]
    layers = [_Layer(row, name) for row, name in zip(rows, _distinct(rows), strict=True)]
    return _model(summary.name, _nested(layers), generation=summary.generation)


def _entered(row: PrintedRow, generation: int | None) -> PrintedRow:
    """Return the row of an input under the class that it has today, of which the end may be cut."""
    is_of_keras_0 = generation == 0 and row.class_name == "Layer"
    is_begun = row.is_class_cut and row.class_name.startswith(_INPUT[:3])
    is_input = is_of_keras_0 or (is_begun and _INPUT.startswith(row.class_name))
    return replace(row, class_name=_INPUT, is_class_cut=False) if is_input else row


def _distinct(rows: Sequence[PrintedRow]) -> Iterator[str]:
    """Yield a name for each row that no other has: of several named alike, numbered."""
    used = {row.name for row in rows}
    counts: Counter[str] = Counter()
    for row in rows:
        base = f"{row.name}…" if row.is_name_cut else row.name
        counts[base] += 1
        name = base
        while counts[base] > 1 and (name := f"{base} ({counts[base]})") in used:
            counts[base] += 1
        used.add(name)
        yield name


def _nested(layers: Sequence[_Layer]) -> list[_Layer]:
    """Return the layers of a model, each with those of the model that it is."""
    least = min(layer.row.depth for layer in layers)
    starts = [i for i, layer in enumerate(layers) if layer.row.depth == least]
    if not starts or starts[0] > 0:
        starts = [0, *starts]
    ends = [*starts[1:], len(layers)]
    return [
        replace(
            layers[start], inside=_nested(inside) if (inside := layers[start + 1 : end]) else ()
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _model(
    name: str,
    layers: Sequence[_Layer],
    around: PrintedRow | None = None,
    generation: int | None = None,
) -> ModelConfig:
    """Return a model; `around` is the row of one that is inside another.

    Whether that has a column `Connected to` is the outer one's affair, so that of the `generation`
    that printed it nothing follows.
    """
    taken = _taken([layer.row for layer in layers])
    has_entries = any(map(any, taken)) or any(taken[1:])
    if has_entries and not _is_chain(taken):
        return _joined(name, layers, taken)
    rows = [layer.row for layer in layers]
    is_lost = has_lost_connections(rows, is_by_keras_3=generation == 3)
    if is_lost or is_of_an_own_class(name, rows):
        lost = _joined(
            name, layers, list(_behind_an_input(rows)) if is_lost else [[] for _ in rows]
        )
        return lost if around is None else _with_ends(lost, layers, around)
    if layers[0].row.class_name == _INPUT or any(_gaps(layers)):
        return _joined(name, layers, _one_by_one(layers))  # no chain has a row for its input
    return ModelConfig(class_name="Sequential", name=name, layers=tuple(map(_config, layers)))


def _behind_an_input(rows: Sequence[PrintedRow]) -> Iterator[list[_Taken]]:
    """Yield what each row takes of a model of which only that is known that a first input has.

    A layer stands below all that it takes: the second row takes the first, if it takes any.
    """
    for i, row in enumerate(rows):
        is_second = i == 1 and rows[0].class_name == _INPUT and not row.is_behind_gap
        yield [(0, 0, 0)] if is_second and row.class_name != _INPUT else []


def _with_ends(model: ModelConfig, layers: Sequence[_Layer], around: PrintedRow) -> ModelConfig:
    """Return a model of which nothing tells what is joined with what, with its inputs and outputs.

    What it puts out is printed in its own row, so that its outputs are the last layers that put
    out such a shape.
    """
    entries = [layer for layer in layers if layer.row.class_name == _INPUT]
    last = {layer.row.shapes[0]: layer for layer in layers if layer.row.shapes}
    ends = [last.get(shape, layers[-1]) for shape in around.shapes] or [layers[-1]]
    return replace(
        model,
        inputs=tuple(TensorRef(layer.name) for layer in entries) or model.inputs,
        outputs=tuple(TensorRef(layer.name) for layer in ends),
    )


def _config(layer: _Layer) -> LayerConfig:
    row = layer.row
    is_keras = row.class_name in KERAS_3 and not row.is_class_cut
    return LayerConfig(
        class_name=row.class_name,
        name=layer.name,
        module="keras.layers" if is_keras else "",
        settings=_settings(row),
        model=_model(layer.name, layer.inside, row) if layer.inside else None,
    )


def _settings(row: PrintedRow) -> dict[str, Shape]:
    """Return the one setting that a row has printed: the shape of an input."""
    is_told = row.class_name == _INPUT and len(row.shapes) == 1
    return {"batch_shape": row.shapes[0].sizes} if is_told and not row.shapes[0].is_cut else {}


def _taken(rows: Sequence[PrintedRow]) -> list[list[_Taken]]:
    """Return what each row takes; None for a tensor of a layer that has no row.

    What is printed below may be meant by its whole name, as a layer that is called again is; of
    a name that is cut off it is never assumed.
    """
    names = RowNames.of(rows)
    taken: list[list[_Taken]] = []
    for i, row in enumerate(rows):
        entries = row.connections or ()
        places = [names.place(entry, before=i) for entry in entries]
        taken.append([
            None if place is None else (place, entry.node or 0, entry.tensor or 0)
            for place, entry in zip(places, entries, strict=True)
        ])  # fmt: skip
    return taken


def _one_by_one(layers: Sequence[_Layer]) -> list[list[_Taken]]:
    """Return what each row takes where it is what the one before it gives: nothing at a gap."""
    return [
        [] if not i or is_behind_gap or layer.row.class_name == _INPUT else [(i - 1, 0, 0)]
        for i, (layer, is_behind_gap) in enumerate(zip(layers, _gaps(layers), strict=True))
    ]


def _gaps(layers: Sequence[_Layer]) -> Iterator[bool]:
    """Yield of each layer whether there is a gap between the one before and it.

    One among the rows inside the layer before may have been the end of that; and of several
    tensors that somebody's own layer puts out it is not told which flows in.
    """
    is_open = False
    for layer in layers:
        yield layer.row.is_behind_gap or is_open
        is_own = layer.row.class_name not in KERAS_3
        is_open = any(_gaps(layer.inside)) or (is_own and len(layer.row.shapes) > 1)


def _is_chain(taken: Sequence[Sequence[_Taken]]) -> bool:
    """Tell whether each row takes what the one before it gives, as Keras 1 printed Sequential."""
    is_first = not any(taken[0])
    return is_first and all(
        [entry and entry[0] for entry in entries] == [i] for i, entries in enumerate(taken[1:])
    )


def _joined(name: str, layers: Sequence[_Layer], taken: Sequence[Sequence[_Taken]]) -> ModelConfig:
    # Twice: a layer that has fewer calls so may be taken by its second one in turn.
    taken = _with_calls(layers, _with_calls(layers, taken))
    nodes = _nodes(taken)
    configs = tuple(
        replace(_config(layer), calls=tuple(_calls(layer, layers, refs, nodes.get(i, {}), nodes)))
        for i, (layer, refs) in enumerate(zip(layers, taken, strict=True))
    )
    ends = [layer for i, layer in enumerate(layers) if i not in nodes]
    begins = [layer for layer, refs in zip(layers, taken, strict=True) if not any(refs)]
    return ModelConfig(
        class_name="Functional",
        name=name,
        layers=configs,
        inputs=tuple(TensorRef(layer.name) for layer in begins),
        outputs=tuple(TensorRef(layer.name) for layer in ends),
    )


def _with_calls(
    layers: Sequence[_Layer], taken: Sequence[Sequence[_Taken]]
) -> Sequence[Sequence[_Taken]]:
    """Return what each row takes, None for a call of which it is not known what that takes."""
    nodes = _nodes(taken)
    calls = [
        max(1, sum(1 for _ in _calls(layer, layers, refs, nodes.get(i, {}), nodes)))
        for i, (layer, refs) in enumerate(zip(layers, taken, strict=True))
    ]
    return [
        [entry if entry and nodes[entry[0]][entry[1]] < calls[entry[0]] else None for entry in refs]
        for refs in taken
    ]


_Nodes = Mapping[int, Mapping[int, int]]


def _nodes(taken: Sequence[Sequence[_Taken]]) -> _Nodes:
    """Return which of a row's calls each of the numbers is by which they are taken.

    A layer that another model has too was called for that before, and they begin later.
    """
    numbers: dict[int, set[int]] = {}
    for place, node, _ in (entry for entries in taken for entry in entries if entry):
        numbers.setdefault(place, set()).add(node)
    return {
        place: {node: call for call, node in enumerate(sorted(found))}
        for place, found in numbers.items()
    }


def _calls(
    layer: _Layer,
    layers: Sequence[_Layer],
    taken: Sequence[_Taken],
    own: Mapping[int, int],
    nodes: _Nodes,
) -> Iterator[Call]:
    """Yield the calls of a layer; what they take is printed one after the other."""
    row = layer.row
    is_single = row.class_name in KERAS_3 - SEVERAL and not row.is_class_cut
    taken, masks = _parted(row, layers, taken) if is_single else (taken, {})
    number = len(taken) if is_single else max(1, len(own))
    if not taken or len(taken) % number:
        number = 1
    if number == 1 and not is_single and _is_taken_again(row, layers, taken):
        return  # its calls cannot be told apart
    each = len(taken) // number
    for start in range(0, len(taken), each or 1):
        refs = [_ref(entry, layers, nodes) for entry in taken[start : start + each] if entry]
        mask = masks.get(start)
        if refs:
            kwargs = {"mask": _ref(mask, layers, nodes)} if mask else {}
            yield Call((refs[0] if each == 1 else refs,), kwargs)


def _is_taken_again(row: PrintedRow, layers: Sequence[_Layer], taken: Sequence[_Taken]) -> bool:
    """Tell whether a layer takes what itself puts out, or one below: only a later call can.

    So it is with a decoder that takes its own states at each step.
    """
    others = (layers[entry[0]].row for entry in taken if entry)
    return any(other is row or other.line > row.line for other in others)  # all may be on one line


def _ref(entry: tuple[int, int, int], layers: Sequence[_Layer], nodes: _Nodes) -> TensorRef:
    place, node, tensor = entry
    return TensorRef(layers[place].name, nodes[place][node], tensor)


def _parted(
    row: PrintedRow, layers: Sequence[_Layer], taken: Sequence[_Taken]
) -> tuple[Sequence[_Taken], Mapping[int, _Taken]]:
    """Return what a layer of one input takes, and the masks that are drawn behind that.

    Each mask is that of a call, by its number.
    """
    inputs: list[_Taken] = []
    masks: dict[int, _Taken] = {}
    for entry in taken:
        if inputs and entry and layers[entry[0]].row.class_name in MASKS - {row.class_name}:
            masks[len(inputs) - 1] = entry
        else:
            inputs.append(entry)
    return inputs, masks
