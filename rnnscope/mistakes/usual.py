"""The commonest mistakes with the layers of a model, and the numbers that they give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from rnnscope.layers import SymbolicShape
from rnnscope.mistakes.causes import caused, groups_of, wrong
from rnnscope.mistakes.miscount import Miscount
from rnnscope.mistakes.rows import miscounts_of
from rnnscope.mistakes.whole_model import miscounts_in
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.why_not import Cause

Makers: TypeAlias = dict[SymbolicShape, LayerReport]

_COMMON = 5.0  # rank up to which a mistake is told before somebody asks for its number


@dataclass(frozen=True, slots=True)
class Usual:
    """The commonest mistakes: by the path of the layer, and with the model as a whole."""

    layers: dict[str, tuple[Cause, ...]]
    model: tuple[Cause, ...]


def usual(report: Report, *, each: int, layers: int) -> Usual:
    """Return the commonest mistakes, so many with each layer, of the layers that have most.

    Layers with which the same mistakes give the same counts are told once: the first of them.
    Of a model with more layers that differ, the mistakes made in all of them are not told.
    """
    groups, is_all = groups_of(report, layers, together=False)
    found = {
        alike[0].path: tuple(_causes(filter(_is_usual, miscounts), None, each))
        for alike, miscounts in groups
    }
    whole = miscounts_in(report, groups if is_all else [])
    wrong_totals = (one for one in whole if _is_usual(one) and one.count != report.total)
    return Usual(found, tuple(_causes(wrong_totals, report.total, each)))


def usual_with(row: LayerReport, report: Report, makers: Makers, *, each: int) -> tuple[Cause, ...]:
    """Return the commonest mistakes with one layer, no more than `each`; none with a model inside.

    `makers` are the layers that made each shape in the model, as `makers_of` has them.
    """
    if row.is_model or not row.params:
        return ()
    found = wrong(miscounts_of(row, report, makers, together=False), row)
    return tuple(_causes(filter(_is_usual, found), None, each))


def _is_usual(one: Miscount) -> bool:
    return one.is_single and one.rank <= _COMMON


def _causes(found: Iterable[Miscount], total: int | None, most: int) -> Iterator[Cause]:
    """Yield the commonest of some wrong counts, each count once."""
    by_count: dict[int, Miscount] = {}
    for one in sorted(found, key=lambda one: one.rank):
        by_count.setdefault(one.count, one)
    yield from (caused(one, total) for one in islice(by_count.values(), most))
