"""What the total of a printed summary says of a row that no setting explains."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.model.printed import Sum, added
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Told


def misprints(report: Report) -> Iterator[str]:
    """Say of each row that no setting explains whether its number is in the total."""
    for row in report.layers:
        yield from in_the_total(report, row)


def is_impossible(row: LayerReport) -> bool:
    """Tell whether no setting gives what is printed of a layer."""
    return row.told is not None and row.told.told is Told.IMPOSSIBLE


def in_the_total(report: Report, row: LayerReport) -> Iterator[str]:
    """Say with which number of a row that no setting explains the rows are the printed total."""
    printed, verdict = report.printed, row.told
    if printed is None or printed.total is None or verdict is None or not is_impossible(row):
        return
    number, found = added(printed)
    wrong = verdict.row.params or 0
    total = printed.total - (printed.optimizer or 0)
    near = {fit.params for fit in verdict.fits} or {0}
    if found is Sum.ADDS_UP:
        yield f"The printed total, {total:,}, has {wrong:,} of {row.path} in it."
    elif found is Sum.DIFFERS and total - number + wrong in near:
        right = total - number + wrong
        yield (
            f"With {right:,} in {row.path} the rows add up to the printed total, {total:,}: "
            f"{wrong:,} is likely a misprint."
        )
