"""What a layer multiplies, as its formula tells it, and how often it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from rnnscope.layers import Formula, Layer, MultiplyAdds, SymbolicShape, Weight, is_adapted, plain
from rnnscope.layers.roles import WITHOUT_MULTIPLY_ADDS
from rnnscope.report.report import LayerReport

Work = tuple[Weight | MultiplyAdds, ...]


def work_of(
    layer: Layer, formula: Formula, weights: Sequence[Weight], products: Sequence[MultiplyAdds]
) -> Work | None:
    """Return what is multiplied in one call of a layer; None where the formula does not tell it.

    A formula of somebody's own tells it where it says so of a weight, or beside the weights.
    A quantized kernel is multiplied in as it would be without; what LoRA adds depends on how
    many samples there are.
    """
    told = formula.is_ours or products or any(weight.uses is not None for weight in weights)
    if not told or layer.config.settings.get("lora_rank"):
        return None
    return (*weights, *products)


def plain_weights(layer: Layer, formula: Formula) -> list[Weight] | None:
    """Return a layer's own weights without quantization and LoRA; None for a layer without."""
    if not is_adapted(layer):
        return None
    parts = takewhile(lambda part: isinstance(part, Weight), formula.parts(plain(layer)))
    return [part for part in parts if isinstance(part, Weight)]


def timed(row: LayerReport, times: SymbolicShape) -> LayerReport:
    """Return the row of a layer that the one around it calls so often, and of those inside."""
    if not times:
        return row
    return replace(
        row,
        times=(*times, *row.times),
        children=tuple(timed(child, times) for child in row.children),
        calls=tuple(timed(call, times) for call in row.calls),
    )


def called_again(row: LayerReport, again: LayerReport) -> LayerReport:
    """Return the row of a layer that is called once more, and of those inside it."""
    if len(row.children) != len(again.children):
        return without_work(row)
    pairs = zip(row.children, again.children, strict=True)
    return replace(
        row,
        calls=(*(row.calls or (row,)), *(again.calls or (again,))),
        children=tuple(called_again(*pair) for pair in pairs),
    )


def called_with(
    rows: Sequence[LayerReport], called: Sequence[LayerReport]
) -> tuple[LayerReport, ...]:
    """Return the rows of a model's layers, with what flows in when it is called as a layer."""
    if len(rows) != len(called):
        return tuple(map(without_work, rows))
    return tuple(
        replace(row, calls=call.calls or (call,), children=called_with(row.children, call.children))
        for row, call in zip(rows, called, strict=True)
    )


def without_work(row: LayerReport) -> LayerReport:
    """Return the row of a layer of which nobody knows what flows in, and so what it multiplies.

    A layer that multiplies nothing does so whatever flows in.
    """
    parts = row.work if row.work is not None else (None,)
    is_idle = all(isinstance(part, Weight) and part.role in WITHOUT_MULTIPLY_ADDS for part in parts)
    work = row.work if is_idle else None
    return replace(row, work=work, calls=(), children=tuple(map(without_work, row.children)))
