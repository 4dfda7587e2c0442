"""Layers that would have to be trained, or not, for as many to be as was expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Subject
from rnnscope.layers import Role
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.weight_report import WeightReport
from rnnscope.wording import cut, listed

_NAMED = 4
_NEVER = (Role.STATISTIC, Role.KEPT_FOR_OLD_FILES, Role.SINGULAR_VECTOR)  # has to be trained
_UNTOLD = (Role.LORA, Role.QUANTIZED, Role.OF_QUANTIZATION)  # of layers that are trained in part
_BATCHES = "BatchNormalization"


def trained_otherwise(report: Report, asked: Asked) -> Iterator[str]:
    """Yield the layers that have as many as a trainable or non-trainable count is off."""
    if asked.subject not in (Subject.TRAINABLE, Subject.NON_TRAINABLE) or asked.found is None:
        return
    more_trained = asked.off if asked.subject is Subject.TRAINABLE else -asked.off
    if more_trained > 0:
        yield from _to_freeze(report, more_trained)
    elif more_trained:
        yield from _to_train(report, -more_trained)
        yield from _never_trained(report, -more_trained)


def _to_freeze(report: Report, params: int) -> Iterator[str]:
    """Yield which layers have just so many that are trained."""
    names = _told(row for row in report.walk() if not row.shared_with and row.trainable == params)
    if names:
        yield f"With trainable = False of {names} it would hold."
    classes: dict[str, list[LayerReport]] = defaultdict(list)
    rows = [row for row in report.layers if row.trainable]
    for row in rows:
        classes[row.class_name].append(row)
    for name, alike in classes.items():
        if alike[1:] and sum(row.trainable or 0 for row in alike) == params:
            every = "both" if len(alike) == 2 else f"all {len(alike):,}"
            yield f"With trainable = False of {every} {cut(name)} layers it would hold."
    last = _last(rows, [row.trainable or 0 for row in rows], params)
    if last is not None:
        yield f"With trainable = False of all layers up to {cut(last.path)} it would hold."


def _to_train(report: Report, params: int) -> Iterator[str]:
    """Yield which frozen layers have just so many that would be trained."""
    rows = list(_frozen(report.layers))
    gains = [_gain(row) for row in rows]
    names = _told(row for row, gain in zip(rows, gains, strict=True) if gain == params)
    if names:
        yield f"With trainable = True of {names} it would hold: it is False."
    if rows[1:] and sum(gains) == params:
        every = "both" if len(rows) == 2 else f"all {len(rows):,}"
        whole = listed((row.path for row in rows), _NAMED)
        yield f"With trainable = True of {every} layers that are frozen, {whole}, it would hold."
        return
    first = _last(rows[::-1], gains[::-1], params)
    if first is not None and first in report.layers:
        yield f"With trainable = True of all layers from {cut(first.path)} on it would hold."


def _never_trained(report: Report, params: int) -> Iterator[str]:
    """Say where just so many are never trained, or are not with what is frozen."""
    owners = {
        row.path: (row, sum(weight.params for weight in row.counted_weights if _is_never(weight)))
        for row in report.walk()
        if not row.children and not row.shared_with
    }
    fixed = {path: (row, count) for path, (row, count) in owners.items() if count}
    if not fixed:
        return
    are_moving = all(row.class_name == _BATCHES for row, _ in fixed.values())
    what = "the moving statistics" if are_moving else "the fixed weights"
    never = sum(count for _, count in fixed.values())
    if never == params:
        yield f"It is as many as {what} of {listed(fixed, _NAMED)}, which are never trained."
    rows = list(_frozen(report.layers))
    gained = sum(map(_gain, rows))
    if gained and gained + never == params:
        verb = "is" if len(rows) == 1 else "are"
        yield (
            f"It is as many as all that is not trained: {gained:,} in "
            f"{listed((row.path for row in rows), _NAMED)}, which {verb} frozen, and {never:,} in "
            f"{what} of {listed(fixed, _NAMED)}, which are never trained."
        )


def _is_never(weight: WeightReport) -> bool:
    return weight.trainable is False and weight.role in _NEVER


def _frozen(rows: Iterable[LayerReport]) -> Iterator[LayerReport]:
    """Yield the layers that are frozen, but for those inside of one that is."""
    for row in rows:
        if row.shared_with:
            continue
        if row.layer is not None and row.layer.config.settings.get("trainable") is False:
            if row.params:
                yield row
        else:
            yield from _frozen(row.children)


def _gain(row: LayerReport) -> int:
    """Return how many of a frozen layer would be trained if it were not; 0 if nobody knows."""
    weights = list(row.counted_weights)
    if any(weight.trainable is None or weight.role in _UNTOLD for weight in weights):
        return 0
    return sum(weight.params for weight in weights if not _is_never(weight))


def _last(rows: Sequence[LayerReport], counts: Sequence[int], params: int) -> LayerReport | None:
    """Return the layer with which several from the first on have so many; None if none is."""
    together = 0
    for place, (row, count) in enumerate(zip(rows, counts, strict=True)):
        together += count
        if together >= params:
            return row if place and together == params else None
    return None


def _told(rows: Iterable[LayerReport]) -> str:
    """Name layers, but for those inside of one that is named too."""
    paths: list[str] = []
    for row in rows:
        if not any(row.path.startswith(f"{path}.") for path in paths):
            paths.append(row.path)
    return f"one of {listed(paths, _NAMED)}" if paths[1:] else "".join(map(cut, paths))
