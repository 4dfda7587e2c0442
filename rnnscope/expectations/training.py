"""Layers that would have to be trained, or not, for as many to be as was expected."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Subject
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut, listed

_NAMED = 4


def trained_otherwise(report: Report, asked: Asked) -> Iterator[str]:
    """Yield the layers that have as many as a trainable or non-trainable count is off."""
    if asked.subject not in (Subject.TRAINABLE, Subject.NON_TRAINABLE) or asked.found is None:
        return
    more_trained = asked.off if asked.subject is Subject.TRAINABLE else -asked.off
    rows = [row for row in report.walk() if not row.shared_with]
    if more_trained > 0:
        names = _told(row for row in rows if row.trainable == more_trained)
        if names:
            yield f"With trainable = False of {names} it would hold."
        return
    frozen = (row for row in rows if row.non_trainable == -more_trained and _is_frozen(row))
    names = _told(frozen)
    if names:
        yield f"With trainable = True of {names} it would hold: it is False."
    moving = [row for row in rows if row.class_name == "BatchNormalization" and not _is_frozen(row)]
    if moving and sum(row.non_trainable or 0 for row in moving) == -more_trained:
        yield (
            f"It is as many as the moving statistics of {listed(cut(row.path) for row in moving)}, "
            "which are never trained."
        )


def _is_frozen(row: LayerReport) -> bool:
    return row.layer is not None and row.layer.config.settings.get("trainable") is False


def _told(rows: Iterator[LayerReport]) -> str:
    """Name layers, but for those inside of one that is named too."""
    paths: list[str] = []
    for row in rows:
        if not any(row.path.startswith(f"{path}.") for path in paths):
            paths.append(row.path)
    return f"one of {listed(paths, _NAMED)}" if paths[1:] else "".join(map(cut, paths))
