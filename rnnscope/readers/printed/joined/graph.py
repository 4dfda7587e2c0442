"""The layers of a printed table, joined as `Connected to` says, else one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rnnscope.keras_facts.class_names import KERAS_3
from rnnscope.model.calls import Shape
from rnnscope.model.parts import LayerConfig, ModelConfig, TensorRef
from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.readers.printed.joined.calls import Joined, Taken, taken_by
from rnnscope.readers.printed.joined.named_rows import INPUT, NamedRow, named_rows
from rnnscope.readers.printed.joined.order import has_lost_connections, is_of_an_own_class


def config_of(summary: PrintedSummary) -> ModelConfig:
    """Return the layers by name and class alone, one for each row, and how they are joined."""
    return _model(summary.name, named_rows(summary), generation=summary.generation)


def _model(
    name: str,
    layers: Sequence[NamedRow],
    around: PrintedRow | None = None,
    generation: int | None = None,
) -> ModelConfig:
    """Return a model; `around` is the row of one that is inside another.

    Whether that has a column `Connected to` is the outer one's affair, so that of the `generation`
    that printed it nothing follows.
    """
    taken = taken_by([layer.row for layer in layers])
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
    if layers[0].row.class_name == INPUT or any(_gaps(layers)):
        return _joined(name, layers, _one_by_one(layers))  # no chain has a row for its input
    return ModelConfig(class_name="Sequential", name=name, layers=tuple(map(_config, layers)))


def _behind_an_input(rows: Sequence[PrintedRow]) -> Iterator[list[tuple[int, int, int] | None]]:
    """Yield what each row takes of a model of which only that is known that a first input has.

    A layer stands below all that it takes: the second row takes the first, if it takes any.
    """
    for i, row in enumerate(rows):
        is_second = i == 1 and rows[0].class_name == INPUT and not row.is_behind_gap
        yield [(0, 0, 0)] if is_second and row.class_name != INPUT else []


def _with_ends(model: ModelConfig, layers: Sequence[NamedRow], around: PrintedRow) -> ModelConfig:
    """Return a model of which nothing tells what is joined with what, with its inputs and outputs.

    What it puts out is printed in its own row, so that its outputs are the last layers that put
    out such a shape.
    """
    entries = [layer for layer in layers if layer.row.class_name == INPUT]
    last = {layer.row.shapes[0]: layer for layer in layers if layer.row.shapes}
    ends = [last.get(shape, layers[-1]) for shape in around.shapes] or [layers[-1]]
    return replace(
        model,
        inputs=tuple(TensorRef(layer.name) for layer in entries) or model.inputs,
        outputs=tuple(TensorRef(layer.name) for layer in ends),
    )


def _config(layer: NamedRow) -> LayerConfig:
    """Return a layer, with the model that it is, as far as its row tells."""
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
    is_told = row.class_name == INPUT and len(row.shapes) == 1
    return {"batch_shape": row.shapes[0].sizes} if is_told and not row.shapes[0].is_cut else {}


def _one_by_one(layers: Sequence[NamedRow]) -> Taken:
    """Return what each row takes where it is what the one before it gives: nothing at a gap."""
    return [
        [] if not i or is_behind_gap or layer.row.class_name == INPUT else [(i - 1, 0, 0)]
        for i, (layer, is_behind_gap) in enumerate(zip(layers, _gaps(layers), strict=True))
    ]


def _gaps(layers: Sequence[NamedRow]) -> Iterator[bool]:
    """Yield of each layer whether there is a gap between the one before and it.

    One among the rows inside the layer before may have been the end of that; and of several
    tensors that somebody's own layer puts out it is not told which flows in.
    """
    is_open = False
    for layer in layers:
        yield layer.row.is_behind_gap or is_open
        is_own = layer.row.class_name not in KERAS_3
        is_open = any(_gaps(layer.inside)) or (is_own and len(layer.row.shapes) > 1)


def _is_chain(taken: Taken) -> bool:
    """Tell whether each row takes what the one before it gives, as Keras 1 printed Sequential."""
    is_first = not any(taken[0])
    return is_first and all(
        [entry and entry[0] for entry in entries] == [i] for i, entries in enumerate(taken[1:])
    )


def _joined(name: str, layers: Sequence[NamedRow], taken: Taken) -> ModelConfig:
    """Return a model whose layers take what is told of each."""
    joined = Joined.of(layers, taken).with_told_calls()
    begins = [layer for layer, refs in zip(layers, joined.taken, strict=True) if not any(refs)]
    ends = [layer for i, layer in enumerate(layers) if i not in joined.calls_of]
    return ModelConfig(
        class_name="Functional",
        name=name,
        layers=tuple(
            replace(_config(layer), calls=tuple(joined.calls(i))) for i, layer in enumerate(layers)
        ),
        inputs=tuple(TensorRef(layer.name) for layer in begins),
        outputs=tuple(TensorRef(layer.name) for layer in ends),
    )
