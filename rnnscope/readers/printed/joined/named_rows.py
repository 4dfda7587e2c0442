"""The rows of a table as layers: under names that no other has, those of a model inside its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rnnscope.model.printed import PrintedRow, PrintedSummary

INPUT = "InputLayer"


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row under a name that no other has, and the rows of the model that it is."""

    row: PrintedRow
    name: str
    inside: Sequence[NamedRow] = ()


def named_rows(summary: PrintedSummary) -> list[NamedRow]:
    """Return the rows of the outermost model, each with those inside it."""
    rows = [_entered(row, summary.generation) for row in summary.rows]
    return _nested([NamedRow(row, name) for row, name in zip(rows, _distinct(rows), strict=True)])


def _entered(row: PrintedRow, generation: int | None) -> PrintedRow:
    """Return the row of an input under the class that it has today, of which the end may be cut."""
    is_of_keras_0 = generation == 0 and row.class_name == "Layer"
    is_begun = row.is_class_cut and row.class_name.startswith(INPUT[:3])
    is_input = is_of_keras_0 or (is_begun and INPUT.startswith(row.class_name))
    return replace(row, class_name=INPUT, is_class_cut=False) if is_input else row


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


def _nested(layers: Sequence[NamedRow]) -> list[NamedRow]:
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
