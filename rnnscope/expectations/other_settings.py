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
    known: dict[object, list[_Added]] = {}
    switches = [each for row in rows if not row.shared_with for each in _switches(row, known)]
    for name, paths in _alone(switches, -asked.off).items():
        where = f"one of {listed(paths)}" if paths[1:] else paths[0]
        yield f"With {name} in {where} it would hold."
    yield from _in_all(switches, -asked.off)


_Added = tuple[str, int]  # a setting as it would be, and what it adds
_Switch = tuple[LayerReport, str, int]


def _switches(row: LayerReport, known: dict[object, list[_Added]]) -> Iterator[_Switch]:
    """Yield the settings of a layer and of those inside; what is alike is looked at once."""
    for inside in row.walk():
        kind = _kind(inside)
        if kind not in known:
            known[kind] = [
                (f"{key}={other} (it is {shown(value)})", more)
                for key, value, other, more in switched(inside)
            ]
        yield from ((inside, name, more) for name, more in known[kind])


def _kind(row: LayerReport) -> object:
    """Return what the counts of a layer depend on, as far as they can be switched."""
    shapes = tuple(weight.shape for weight in row.weights)
    settings = row.layer.config.settings if row.layer is not None else {}
    flags = tuple((key, value) for key, value in settings.items() if isinstance(value, bool | None))
    return row.class_name, row.basis, shapes, flags, repr(row.input_shape)


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
