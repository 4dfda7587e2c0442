"""The layers of a printed table, joined as `Connected to` says, else one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rnnscope.model.parts import Call, LayerConfig, ModelConfig, TensorRef
from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.readers.printed.row_names import RowNames

# What takes several tensors in one call; every other layer of Keras's has a call for each.
_SEVERAL = {
    *("Add", "AdditiveAttention", "Attention", "Average", "Bidirectional", "Concatenate"),
    *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "CuDNNGRU", "CuDNNLSTM", "Dot", "GRU"),
    *("GroupedQueryAttention", "LSTM", "Maximum", "Merge", "Minimum", "MultiHeadAttention"),
    *("Multiply", "RNN", "SimpleRNN", "Subtract"),
}

_Entry = tuple[PrintedRow, Sequence[PrintedRow]]
_Taken = tuple[int, int, int] | None  # a row, which of its calls, and which tensor of that


def config_of(summary: PrintedSummary) -> ModelConfig:
    """Return the layers by name and class alone, and how they are joined."""
    entries = _entries(summary.rows)
    rows = [row for row, _ in entries]
    taken = _taken(rows)
    if any(taken) and not _is_chain(taken):
        return _joined(summary.name, entries, taken)
    layers = tuple(_layer(row, inside) for row, inside in entries)
    return ModelConfig(class_name="Sequential", name=summary.name, layers=layers)


def _entries(rows: Sequence[PrintedRow]) -> list[_Entry]:
    """Return the rows of a model, each with those of the models inside it."""
    least = min(row.depth for row in rows)
    starts = [i for i, row in enumerate(rows) if row.depth == least]
    ends = [*starts[1:], len(rows)]
    return [(rows[start], rows[start + 1 : end]) for start, end in zip(starts, ends, strict=True)]


def _layer(row: PrintedRow, inside: Sequence[PrintedRow]) -> LayerConfig:
    if not inside:
        return LayerConfig(class_name=row.class_name, name=row.name)
    layers = tuple(_layer(*entry) for entry in _entries(inside))
    model = ModelConfig(class_name="Sequential", name=row.name, layers=layers)
    return LayerConfig(class_name=row.class_name, name=row.name, model=model)


def _taken(rows: Sequence[PrintedRow]) -> list[list[_Taken]]:
    """Return what each row takes; None for a tensor of a layer that has no row."""
    names = RowNames.of(rows)
    taken: list[list[_Taken]] = []
    for row in rows:
        places = [(names.place(entry), entry) for entry in row.connections or ()]
        taken.append([
            None if place is None else (place, entry.node or 0, entry.tensor or 0)
            for place, entry in places
        ])  # fmt: skip
    return taken


def _is_chain(taken: Sequence[Sequence[_Taken]]) -> bool:
    """Tell whether each row takes what the one before it gives, as Keras 1 printed Sequential."""
    is_first = not any(taken[0])
    return is_first and all(
        [entry and entry[0] for entry in entries] == [i] for i, entries in enumerate(taken[1:])
    )


def _joined(name: str, entries: Sequence[_Entry], taken: Sequence[Sequence[_Taken]]) -> ModelConfig:
    rows = [row for row, _ in entries]
    nodes = _nodes(taken)
    layers = tuple(
        replace(_layer(row, inside), calls=tuple(_calls(row, rows, refs, nodes.get(i, {}), nodes)))
        for i, ((row, inside), refs) in enumerate(zip(entries, taken, strict=True))
    )
    ends = [row for i, row in enumerate(rows) if i not in nodes]
    begins = [row for row, refs in zip(rows, taken, strict=True) if not refs]
    return ModelConfig(
        class_name="Functional",
        name=name,
        layers=layers,
        inputs=tuple(TensorRef(row.name) for row in begins),
        outputs=tuple(TensorRef(row.name) for row in ends),
    )


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
    row: PrintedRow,
    rows: Sequence[PrintedRow],
    taken: Sequence[_Taken],
    own: Mapping[int, int],
    nodes: _Nodes,
) -> Iterator[Call]:
    """Yield the calls of a layer; what they take is printed one after the other."""
    is_single = row.class_name not in _SEVERAL and not row.is_class_cut
    number = len(taken) if is_single else max(1, len(own))
    if not taken or len(taken) % number:
        number = 1
    each = len(taken) // number
    for start in range(0, len(taken), each or 1):
        refs = [
            TensorRef(rows[entry[0]].name, nodes[entry[0]][entry[1]], entry[2])
            for entry in taken[start : start + each]
            if entry
        ]
        if len(refs) == each:
            yield Call((refs[0] if each == 1 else refs,))
