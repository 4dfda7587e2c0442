"""The mistakes that are made most often with one layer, and the numbers that they give."""

from __future__ import annotations

from rnnscope.layers import SymbolicShape
from rnnscope.mistakes.causes import caused, wrong
from rnnscope.mistakes.miscount import Miscount
from rnnscope.mistakes.rows import miscounts_of
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.why_not import Cause

_COMMON = 5.0  # rank up to which a mistake is told before somebody asks for its number
_TOLD = 5  # mistakes with one layer


def commonest(
    row: LayerReport, report: Report, makers: dict[SymbolicShape, LayerReport]
) -> tuple[Cause, ...]:
    """Return the commonest mistakes with a layer, each number once; `makers` as `makers_of` does.

    With a model inside there are none: they are made with its layers.
    """
    if row.is_model or not row.params:
        return ()
    found = wrong(miscounts_of(row, report, makers, together=False), row)
    told = (one for one in found if one.is_single and one.rank <= _COMMON)
    by_count: dict[int, Miscount] = {}
    for one in sorted(told, key=lambda one: one.rank):
        by_count.setdefault(one.count, one)
    return tuple(caused(one, None) for one in list(by_count.values())[:_TOLD])
