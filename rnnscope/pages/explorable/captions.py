"""What is said under a picture of weights, where it is true and exact."""

from __future__ import annotations

from collections.abc import Sequence

from rnnscope.drawings.marks import times
from rnnscope.drawings.matrices import Stack
from rnnscope.drawings.measures import Measure, Number, multiplied, still
from rnnscope.drawings.svg import Pieces
from rnnscope.layers import Role, SymbolicShape
from rnnscope.report.layer_report import LayerReport

TO_SCALE = "Areas are to scale, but what is thinner than a line; a zigzag cuts a long side short."
A_FEW = "Of many kernels, and of many sheets of one, the first few are drawn."

# What a column of a layer's weights is, by the size that says how many there are.
_COLUMN_IS = {"units": "unit", "filters": "filter"}


def of_stack(layer: LayerReport, stack: Stack, columns: SymbolicShape) -> Pieces:
    """Say what one column is; nothing where it does not give the layer's count."""
    rows, count = stack.rows, stack.columns
    if not _is_all(layer, rows.value * count.value) or len(columns) != 1:
        return ()
    word = _word(columns)
    if stack.gates:
        what = f"belongs to one gate of one {word}" if word else "belongs to one gate"
    else:
        what = f"is one {word}" if word else ""
    return _each("column", what, count, rows)


def of_features(layer: LayerReport, count: Measure) -> Pieces:
    """Say how many numbers a feature has, and how many of them are trained."""
    weights = layer.weights
    if not _is_all(layer, len(weights) * count.value):
        return ()
    trained = sum(weight.trainable is not False for weight in weights)
    more = f", {trained or 'none'} of them trained" if trained < len(weights) else ""
    return _each("feature", "", count, still(len(weights)), more=more)


def of_tokens(layer: LayerReport, rows: Measure, columns: Measure) -> Pieces:
    """Say what one row of a table is."""
    if not _is_all(layer, rows.value * columns.value):
        return ()
    return _each("row", "is one token", rows, columns)


def of_kernels(
    layer: LayerReport, word: str, count: Measure, sizes: Sequence[Measure], biases: Number
) -> Pieces:
    """Say what one filter or channel has, written out: `7·7·3 + 1 = 148 numbers`."""
    one = multiplied(sizes) + biases
    if not _is_all(layer, count.value * one.value):
        return ()
    more: Pieces = (" + ", biases) if biases != 0 else ()
    return _each(word, "", count, one, written=(*times(tuple(sizes), "·"), *more, " = "))


def _each(
    what: str, is_one: str, count: Measure, one: Measure, *, written: Pieces = (), more: str = ""
) -> Pieces:
    """Say that each of so many has so many numbers, and what they are together."""
    of: Pieces = ("The one ",) if count.value == 1 else ("Each of the ", count, " ")
    things = what if count.value == 1 else f"{what}s"
    verb = f" {is_one}: " if is_one else " has "
    noun = " number" if one.value == 1 else " numbers"
    product: Pieces = (count, " · ", one, " = ", count * one, ".")
    return (*of, things, verb, *written, one, f"{noun}{more}. ", *product)


def _is_all(layer: LayerReport, count: float) -> bool:
    return (
        bool(count) and count == layer.own.value and not any(w.shared_with for w in layer.weights)
    )


def _word(columns: SymbolicShape) -> str:
    names = {symbol.name for symbol in columns[0].symbols} - {"gates"}
    return _COLUMN_IS.get(names.pop(), "") if len(names) == 1 else ""


PER_FEATURE = (Role.SCALE, Role.SHIFT, Role.STATISTIC)
