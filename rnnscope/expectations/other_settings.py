"""Settings, on or off, by which a layer or a model would have just as many as expected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.changes import Change
from rnnscope.expectations.failure import Subject
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.settings import switched
from rnnscope.report.weight_report import item_bytes
from rnnscope.wording import cut, listed, shown

_NAMED = 4  # layers of one class

_Added = tuple[str, str, int]  # a setting as it would be, and as it is, and what it adds
_Switch = tuple[LayerReport, _Added]


def other_settings(report: Report, counts: ModelCounts) -> Iterator[Change]:
    """Yield the settings by which it would hold: in a layer, in all of a class, or of those asked.

    Many layers may be asked for by one glob, and be off alike.
    """
    known: dict[object, list[_Added]] = {}
    groups: dict[tuple[str, str], list[_Switch]] = defaultdict(list)
    for row in report.layers:
        for inside, added in _switches(row, known) if not row.shared_with else ():
            groups[inside.class_name, added[0]].append((inside, added))
    for switches in groups.values():
        for row, added in switches:
            yield from _change(counts, [(row, added)], cut(row.path))
        alike = [switch for switch in switches if _is_solved(counts, switch)]
        if 1 < len(alike) < len(switches):
            names = listed((row.path for row, _ in alike), _NAMED)
            yield from _change(counts, alike, f"each of {names},")
        if switches[1:]:
            every = "both" if len(switches) == 2 else f"all {len(switches):,}"
            yield from _change(
                counts, switches, f"{every} {cut(switches[0][0].class_name)} layers,"
            )


def _change(counts: ModelCounts, switches: list[_Switch], where: str) -> Iterator[Change]:
    if any(row.path in counts.around for row, _ in switches):
        return  # how much of it is in a part that was asked for is not known here
    more: Counter[int] = Counter()
    for row, (_, _, added) in switches:
        for place in counts.places_of(row.path):
            more[place] += _share(counts.asked[place], row) * added
    solves = counts.met_by({}, more)
    if solves:
        row, (other, now, _) = switches[0]
        yield Change(
            layer=row.path,
            words=f"with {other} (it is {now}) in {where}",
            because=f"because {other.partition('=')[0]} is {now} in {where}".rstrip(","),
            solves=solves,
        )


def _is_solved(counts: ModelCounts, switch: _Switch) -> bool:
    """Tell whether a layer that was asked for itself would be as expected."""
    row, (_, _, more) = switch
    places = (place for place in counts.places.get(row.path, ()) if place in counts.wrong)
    return any(counts.asked[place].off == -more for place in places)


def _share(asked: Asked, row: LayerReport) -> int:
    """Return how often a number that was asked has what a layer has more."""
    if asked.row is not None:  # which it is, or is a part of
        return 1
    if asked.subject is Subject.MAX_BYTES:
        return max((item_bytes(weight.dtype) for weight in row.weights), default=4)
    is_frozen = row.layer is not None and row.layer.config.settings.get("trainable") is False
    if asked.subject in (Subject.TRAINABLE, Subject.NON_TRAINABLE):
        return int(is_frozen is (asked.subject is Subject.NON_TRAINABLE))
    return 1


def settings(report: Report, asked: Asked) -> Iterator[str]:
    """Yield what another setting would do, where that is no change that `other_settings` finds.

    The sizes of the model cannot be followed, or what was expected is in sizes itself.
    """
    is_count = asked.subject in (Subject.TOTAL, Subject.LAYER) and asked.found is not None
    is_followed = report.recounting.is_sound and not asked.text
    if not is_count or not asked.off or is_followed:
        return
    rows: Iterable[LayerReport] = [asked.row] if asked.row is not None else report.layers
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for inside, (other, now, more) in _switches(row, {}) if not row.shared_with else ():
            if more == -asked.off:
                found[f"{other} (it is {now})"].append(cut(inside.path))
    for name, paths in found.items():
        where = f"one of {listed(paths)}" if paths[1:] else paths[0]
        yield f"With {name} in {where} it would hold."


def _switches(row: LayerReport, known: dict[object, list[_Added]]) -> Iterator[_Switch]:
    """Yield the settings of a layer and of those inside; what is alike is looked at once."""
    if row.class_name == "Bidirectional" and len(row.children) == 2:
        both: Counter[tuple[str, str]] = Counter()  # they are of one config
        for child in row.children:
            for _, (other, now, more) in _switches(child, known):
                both[other, now] += more
        yield from ((row, (other, now, more)) for (other, now), more in both.items())
        return
    for inside in row.walk():
        kind = _kind(inside)
        if kind not in known:
            known[kind] = [
                (f"{key}={other}", "not given" if value is None else shown(value), more)
                for key, value, other, more in switched(inside)
            ]
        yield from ((inside, added) for added in known[kind])


def _kind(row: LayerReport) -> object:
    """Return what the counts of a layer depend on, as far as they can be switched."""
    shapes = tuple(weight.shape for weight in row.weights)
    settings = row.layer.config.settings if row.layer is not None else {}
    flags = tuple((key, value) for key, value in settings.items() if isinstance(value, bool | None))
    return row.class_name, row.basis, shapes, flags, repr(row.input_shape)
