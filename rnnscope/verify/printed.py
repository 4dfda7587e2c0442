"""The witness of a printed summary: its numbers and shapes, row by row, and its totals.

The layers were found by these numbers, so that they agree proves little; a row that no
setting explains, and rows that do not add up, are findings all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.model.printed import PrintedRow, PrintedSummary
from rnnscope.model.printed_sums import Sum, added, counted_twice, is_consistent, trainable_and_not
from rnnscope.report.freezing import Frozen
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.report.witness import Difference, Witness
from rnnscope.wording import listed, with_article

NAME = "printed"
FOUND = "what was found"
NO_SETTING = "no setting gives this number"
NOT_TRIED = "no setting that was tried gives this number"
COLUMN = "the column Trainable"
TWICE = "Keras 2 counts twice what was frozen after compile()"
NO_CHOICE = "no choice of frozen layers gives it"


def heard(report: Report, printed: PrintedSummary) -> Report:
    """Return the report of a printed summary with what the text itself says."""
    rows = [(layer, layer.told) for layer in report.walk()]
    told = [(layer, verdict) for layer, verdict in rows if verdict is not None]
    differences = [each for layer, verdict in told for each in _differences(layer, verdict)]
    witness = Witness(
        name=NAME,
        spoke=True,
        covered=frozenset(path for layer, _ in told for path in _covered(layer)),
        differences=(
            *differences,
            *_total_differences(report, printed),
            *_trained(report, printed),
        ),
    )
    return report.with_witness(witness)


def _covered(layer: LayerReport) -> Iterator[str]:
    """Yield the layers that a row speaks of: those that a wrapper holds have none of their own."""
    if layer.basis.is_explained:
        yield from ((layer.path,) if layer.is_model else layer.paths)


def _differences(layer: LayerReport, verdict: RowVerdict) -> Iterator[Difference]:
    """Yield what a row has otherwise than its layer as it was found."""
    row = verdict.row
    if verdict.told is Told.IMPOSSIBLE and row.params is not None:
        near = [f"{fit.params:,}" for fit in verdict.fits] or ["0"]
        nearest = f"{_either(near)}{' near it' if near[1:] else ''}"
        is_any = layer.class_name == "Bidirectional"  # what it holds may be one's own
        yield _differs(layer, nearest, row, NOT_TRIED if is_any else NO_SETTING)
    elif row.params is not None and layer.layer_params not in (None, row.params):
        yield _differs(layer, f"{layer.layer_params:,}", row)
    if layer.basis.is_explained and not _is_shape(layer, row):
        shapes = ", ".join(str(shape.sizes) for shape in row.shapes)
        yield Difference(layer.path, "output shape", layer.output_text, shapes, NAME, "", FOUND)


def _either(numbers: list[str]) -> str:
    """Write one of some numbers: `100,800, 100,400 or 100,000`."""
    return " or ".join([", ".join(numbers[:-1]), numbers[-1]] if numbers[1:] else numbers)


def _differs(layer: LayerReport, derived: str, row: PrintedRow, reason: str = "") -> Difference:
    by = with_article(layer.class_name) if reason else FOUND
    return Difference(layer.path, "Param #", derived, f"{row.params:,}", NAME, reason, by)


def _is_shape(layer: LayerReport, row: PrintedRow) -> bool:
    """Tell whether what a layer puts out is what is printed, as far as both are known."""
    return all(
        None in pair or pair[0] == pair[1]
        for shape, printed in zip(layer.outputs or (), row.shapes, strict=False)
        for pair in zip([size.value for size in shape], printed.sizes, strict=False)
    )


def _total_differences(report: Report, printed: PrintedSummary) -> Iterator[Difference]:
    """Say where the rows do not add up to the total, though none is left out."""
    number, found = added(printed)
    if found is Sum.DIFFERS and printed.total is not None:
        total = f"{printed.total - (printed.optimizer or 0):,}"
        frozen = report.freezing
        is_late = frozen and frozen.is_told and counted_twice(printed, frozen.fixed)
        why = TWICE if is_late else ""
        yield Difference("", "total params", f"{number:,}", total, NAME, why, "the sum of the rows")


def _trained(report: Report, printed: PrintedSummary) -> Iterator[Difference]:
    """Say where the printed totals of what is trained are none that these layers can have."""
    trainable, other = trainable_and_not(printed)
    if trainable is None or other is None:
        return
    if not is_consistent(printed):
        parts = ("trainable", "non-trainable", *(["optimizer"] if printed.optimizer else []))
        number = trainable + other + (printed.optimizer or 0)
        by = f"the sum of {listed(parts)} params"
        yield Difference("", "total params", f"{number:,}", f"{printed.total:,}", NAME, "", by)
        return
    freezing = report.freezing
    if freezing is not None and freezing.found is Frozen.WRONG:
        is_column = freezing.implied is not None
        number = freezing.fixed if freezing.implied is None else freezing.implied
        by, why = (COLUMN, "") if is_column else (FOUND, NO_CHOICE)
        subject = "non-trainable params"
        yield Difference("", subject, f"{number:,}", f"{other:,}", NAME, why, by)
