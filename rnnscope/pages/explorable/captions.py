"""What is said under a picture of weights, where it is true and exact."""

from __future__ import annotations

from collections.abc import Sequence

from rnnscope.algebra.expr import Expr
from rnnscope.drawings.marks import counted, times
from rnnscope.drawings.matrices import Stack
from rnnscope.drawings.measures import ZERO, Measure, Number, multiplied, still
from rnnscope.drawings.svg import Pieces, chosen
from rnnscope.layers import Role, SymbolicShape
from rnnscope.pages.explorable.blocks import TO_HEADS
from rnnscope.pages.explorable.sizes import Sizes
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport

STRIPED = "Stripes: not trained. "
PALE = "Pale: not trained. "

# What a column of a layer's weights is, by the size that says how many there are.
_COLUMN_IS = {"units": "unit", "filters": "filter"}


def of_columns(layer: LayerReport, stack: Stack, first: WeightReport) -> Pieces:
    """Say what one column is, of the numbers from which one output is made."""
    rows, count = stack.rows, stack.columns
    word = _word(first.symbolic_shape[-1]) if first.shape else ""
    is_output = bool(word) or first.role == Role.INPUT_TO_OUTPUT
    if not is_output or not _is_all(layer, rows.value * count.value):
        return ()
    of_gates = f"belongs to one gate of one {word}" if word else "belongs to one gate"
    what = of_gates if stack.gates else f"is one {word}" if word else ""
    return (*_each("column", what, count, rows), *_product(count, rows))


def of_features(layer: LayerReport, count: Measure) -> Pieces:
    """Say how many numbers a feature has, and how many of them are trained."""
    weights = layer.weights
    if not _is_all(layer, len(weights) * count.value):
        return ()
    trained = sum(weight.trainable is not False for weight in weights)
    more = (f", {trained or 'none'} of them trained",) if trained < len(weights) else ()
    one = still(len(weights))
    return (*_each("feature", "", count, one, more=more), *_product(count, one))


def of_tokens(layer: LayerReport, rows: Measure, columns: Measure) -> Pieces:
    """Say what one row of a table is."""
    if not _is_all(layer, rows.value * columns.value):
        return ()
    return (*_each("row", "is one token", rows, columns), *_product(rows, columns))


def of_kernels(
    layer: LayerReport, word: str, count: Measure, sizes: Sequence[Measure], biases: Number
) -> Pieces:
    """Say what one filter or channel has, written out: `7·7·3 + 1 = 148 numbers`."""
    one = multiplied(sizes) + biases
    if not _is_all(layer, count.value * one.value):
        return ()
    more: Pieces = (" + ", biases) if biases != 0 else ()
    written = (*times(tuple(sizes), "·"), *more, " = ")
    return (*_each(word, "", count, one, written=written), *_product(count, one))


def of_heads(layer: LayerReport, sizes: Sizes) -> Pieces:
    """Say what each head has, and what is nobody's: the bias of the output."""
    heads = {size for weight in layer.weights for size in _heads(weight)}
    if len(heads) != 1 or not any(weight.role in TO_HEADS for weight in layer.weights):
        return ()
    [size] = heads
    count, one, rest = sizes.measure(size), still(0), still(0)
    for weight in layer.weights:
        if _heads(weight):
            one += sizes.all_of(_without(size, weight.symbolic_shape))
        else:
            rest += sizes.all_of(weight.symbolic_shape)
    if not _is_all(layer, count.value * one.value + rest.value):
        return ()
    more: Pieces = (", and the bias of the output has ", rest) if rest.value else ()
    return (*_each("head", "", count, one, more=more), *_product(count, one, rest))


def _heads(weight: WeightReport) -> SymbolicShape:
    """Return the axis of a weight that says how many heads it is divided into, if it is."""
    shape = weight.symbolic_shape
    if weight.role in TO_HEADS and len(shape) == 3:
        return shape[1:2]
    is_divided = weight.role in (Role.HEADS_TO_OUTPUT, Role.BIAS) and len(shape) > 1
    return shape[:1] if is_divided else ()


def _without(heads: Expr, shape: SymbolicShape) -> SymbolicShape:
    """Return the other axes of a weight than its heads."""
    at = shape.index(heads)
    return (*shape[:at], *shape[at + 1 :])


def _each(
    what: str,
    is_one: str,
    count: Measure,
    one: Measure,
    *,
    written: Pieces = (),
    more: Pieces = (),
) -> Pieces:
    """Say that each of so many has so many numbers."""
    more_than_one = count - 1
    return (
        *chosen(more_than_one, ("Each of the ",), ("The one",)),
        *chosen(more_than_one, (count,)),
        f" {what}",
        *chosen(more_than_one, ("s",)),
        f" {is_one}: " if is_one else " has ",
        *written,
        *counted(one, "number"),
        *more,
        ". ",
    )


def _product(count: Measure, one: Measure, rest: Measure = ZERO) -> Pieces:
    """Say what they are together, in one line."""
    more: Pieces = ("\N{NBSP}+ ", rest) if rest.value else ()
    return (count, "\N{NBSP}·\N{NBSP}", one, *more, "\N{NBSP}= ", count * one + rest, ".")


def _is_all(layer: LayerReport, count: float) -> bool:
    return (
        bool(count) and count == layer.own.value and not any(w.shared_with for w in layer.weights)
    )


def _word(size: Expr) -> str:
    """Return what a size says how many there are of, in the singular."""
    names = {symbol.name for symbol in size.symbols} - {"gates"}
    return _COLUMN_IS.get(names.pop(), "") if len(names) == 1 else ""
