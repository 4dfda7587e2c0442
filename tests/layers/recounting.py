"""What a table of sizes says of a layer with other sizes is what its formula then says."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.recounting import Recounting
from rnnscope.report.recounting.locks import other_sizes
from rnnscope.report.report import Report


def check(report: Report) -> None:
    """Move each size of a model, alone and with the others, and hold it against the formulas."""
    recounting = report.recounting
    assert recounting.is_sound, recounting.reason
    for changes in _changes(recounting):
        assert not list(_missed(recounting, changes)), changes


def _changes(recounting: Recounting) -> Iterator[dict[str, int]]:
    free = [knob for knob in recounting.knobs if not knob.is_lost]
    for knob in free:
        yield from ({knob.name: size} for size in other_sizes(knob.value))
    for step in (1, 2, 3):
        yield {knob.name: (knob.value or 9) * step + 1 for knob in free}
        yield {knob.name: (knob.value or 9) * (step + 1) for knob in free}


def _missed(recounting: Recounting, changes: dict[str, int]) -> Iterator[str]:
    """Yield what the formulas refuse, or give otherwise, that no constraint speaks of."""
    sizes = [changes.get(knob.name, knob.value) for knob in recounting.knobs]
    values = recounting._table.values(sizes)
    if all(each.is_met(values) for each in recounting.constraints):
        yield from recounting._formulas.problems(sizes)
