"""Settings, on or off, by which a layer or a model would have just as many as expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Subject
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.settings import switched
from rnnscope.wording import cut, listed, shown

_OF_COUNTS = (Subject.TOTAL, Subject.LAYER)


def settings(report: Report, asked: Asked) -> Iterator[str]:
    """Yield what another setting would do, of one layer or of all of a class."""
    if asked.subject not in _OF_COUNTS or not asked.off or asked.found is None:
        return
    rows = [asked.row] if asked.row is not None else report.layers
    switches = [each for row in rows if not row.shared_with for each in _switches(row)]
    for name, paths in _alone(switches, -asked.off).items():
        where = f"one of {listed(paths)}" if paths[1:] else paths[0]
        yield f"With {name} in {where} it would hold."
    yield from _in_all(switches, -asked.off)


_Switch = tuple[LayerReport, str, int]  # the layer, the setting as it would be, what it adds


def _switches(row: LayerReport) -> Iterator[_Switch]:
    for inside in row.walk():
        for key, value, other, more in switched(inside):
            yield inside, f"{key}={other} (it is {shown(value)})", more


def _alone(switches: list[_Switch], more: int) -> dict[str, list[str]]:
    """Return the layers of which one setting gives it, by the setting."""
    found: dict[str, list[str]] = defaultdict(list)
    for row, name, added in switches:
        if added == more:
            found[name].append(cut(row.path))
    return found


def _in_all(switches: list[_Switch], more: int) -> Iterator[str]:
    """Yield a setting that gives it in all layers of a class together."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, name, added in switches:
        groups[row.class_name, name].append(added)
    for (class_name, name), each in groups.items():
        if len(each) > 1 and sum(each) == more:
            every = "both" if len(each) == 2 else f"all {len(each):,}"
            yield f"With {name} in {every} {cut(class_name)} layers it would hold."
