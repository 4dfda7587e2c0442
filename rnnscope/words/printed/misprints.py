"""What the total of a printed summary says of a row that no setting explains, and of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.keras_facts.merging import ELEMENTWISE
from rnnscope.model.printed import PrintedSummary, Shape
from rnnscope.model.printed_sums import Sum, added, counted_twice
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Told
from rnnscope.wording import cut, listed, with_article

_JOINING = frozenset((*ELEMENTWISE, "Concatenate"))
_ONE_SHAPE = frozenset(  # of which what flows in tells what comes out
    ("Activation", "Dropout", "Flatten", "LeakyReLU", "ReLU", "Softmax")
)
_WEIGHTED = frozenset((
    *("BatchNormalization", "Conv1D", "Conv2D", "Conv3D", "ConvLSTM2D", "Dense", "Embedding"),
    *("Conv2DTranspose", "DepthwiseConv2D", "GRU", "LSTM", "MultiHeadAttention", "SimpleRNN"),
    "SeparableConv2D",
))  # fmt: skip


def misprints(report: Report) -> Iterator[str]:
    """Say of the rows that no setting explains whether their numbers are in the total.

    Where that is not theirs to say, what the rows lack of it, or have too many; and which
    shapes cannot be those of their layers.
    """
    said = [*in_the_total(report, [row for row in report.layers if is_impossible(row)])]
    yield from said or _difference(report)
    for row in report.walk():
        yield from _misshapen(row)
        yield from _empty(row)


def _misshapen(row: LayerReport) -> Iterator[str]:
    """Say of a layer without weights that it does not make its shape of what flows in."""
    printed = row.told.row.shapes if row.told else ()
    shapes = [tuple(size.value for size in shape) for shape in row.inputs]
    is_joining = row.class_name in _JOINING and len(shapes) > 1
    is_told = not any(shape.is_cut for shape in printed) and not any(
        None in shape[1:] for shape in shapes
    )
    if not (row.told and row.told.told is Told.UNTOLD and row.told.is_fed):
        return
    if is_told and shapes and len(printed) == 1 and (is_joining or row.class_name in _ONE_SHAPE):
        yield (
            f"{cut(row.path)} is printed with {_written(printed[0].sizes)}, which no "
            f"{row.class_name} makes of {listed(map(_written, shapes))}: a shape is a misprint, or "
            "something else flows in."
        )


def _empty(row: LayerReport) -> Iterator[str]:
    """Say of a layer of a class that always has weights that none are printed of it."""
    is_none = row.told is not None and row.told.row.params == 0 and not row.told.row.is_unbuilt
    if is_none and row.class_name in _WEIGHTED:
        yield (
            f"{cut(row.path)} is printed with 0, though {with_article(row.class_name)} of Keras's "
            "has weights: it may be somebody's own of that name, or not be built, or the number "
            "is a misprint."
        )


def _written(shape: Shape) -> str:
    return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"


def is_impossible(row: LayerReport) -> bool:
    """Tell whether no setting gives what is printed of a layer."""
    return row.told is not None and row.told.told is Told.IMPOSSIBLE


def in_the_total(report: Report, rows: Sequence[LayerReport]) -> Iterator[str]:
    """Say with which numbers of rows that no setting explains the rows are the printed total."""
    printed = report.printed
    if printed is None or printed.total is None or not rows:
        return
    number, found = added(printed)
    total = printed.total - (printed.optimizer or 0)
    if found is Sum.ADDS_UP:
        numbers = [f"{_number(row):,} of {row.path}" for row in rows]
        alone = "that row" if len(rows) == 1 else "one row"
        yield (
            f"The printed total, {total:,}, has {listed(numbers)} in it: that is no slip in "
            f"{alone} alone."
        )
    for row in rows if found is Sum.DIFFERS else ():
        right = total - number + _number(row)
        if right in _nearest(row):
            yield (
                f"With {right:,} in {row.path} the rows add up to the printed total, {total:,}: "
                f"{_number(row):,} is likely a misprint."
            )


def _number(row: LayerReport) -> int:
    return (row.told.row.params if row.told else None) or 0


def _nearest(row: LayerReport) -> set[int]:
    """Return the numbers that settings come nearest with; a layer without weights has 0."""
    return {fit.params for fit in row.told.fits} or {0} if row.told else set()


def _difference(report: Report) -> Iterator[str]:
    """Say how much the rows lack of the printed total, or have too many, and what that may be."""
    printed = report.printed
    if printed is None or printed.total is None or _is_otherwise_told(report, printed):
        return
    number, _ = added(printed)
    total = printed.total - (printed.optimizer or 0)
    if sorted(str(number)) == sorted(str(total)):
        yield f"{total:,} has the digits of {number:,} in another order: it is likely a misprint."
    elif number < total:
        yield (
            f"The rows add up to {total - number:,} less than the printed total: a row may be "
            "missing, or a number be a misprint."
        )
    else:
        yield (
            f"The rows add up to {number - total:,} more than the printed total: rows may have the "
            "same weights, which count once, or a number be a misprint."
        )


def _is_otherwise_told(report: Report, printed: PrintedSummary) -> bool:
    """Tell whether the rows are the total, or it is said elsewhere why they are not."""
    if added(printed)[1] is not Sum.DIFFERS or printed.nesting_untold:
        return True
    freezing = report.freezing
    return bool(freezing and freezing.is_told and counted_twice(printed, freezing.fixed))
