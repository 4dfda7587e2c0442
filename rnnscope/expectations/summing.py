"""Numbers of the whole model that are off by just as much as others that are told with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Failure, Subject
from rnnscope.report.report import Report
from rnnscope.wording import cut, listed


def summed(
    report: Report, found: Sequence[Asked | Failure], missing: Mapping[str, int]
) -> Iterator[tuple[int, str]]:
    """Yield what follows from the layers that are told, by its place, and of what it does.

    `missing` are the counts of layers that were expected and are not there.
    """
    asked = [each for each in found if isinstance(each, Asked)]
    layers = dict(_layers(asked)) | {name: -count for name, count in missing.items()}
    trained = dict(_trained(report, found))
    totals = [each.off for each in asked if each.subject is Subject.TOTAL and not each.holds]
    for place, each in enumerate(asked):
        if each.holds or each.found is None or each.row is not None:
            continue
        if each.subject is Subject.TOTAL and layers and each.off == sum(layers.values()):
            yield place, f"because of {listed(layers)}"
        elif each.subject in _SIGNS:
            if trained and each.off == _SIGNS[each.subject] * sum(trained.values()):
                verb = "is" if len(trained) == 1 else "are"
                yield place, f"because {listed(trained)} {verb} trained"
            elif each.off in totals:
                yield place, "because of the total"


_SIGNS = {Subject.TRAINABLE: 1, Subject.NON_TRAINABLE: -1}


def _layers(asked: Sequence[Asked]) -> Iterator[tuple[str, int]]:
    """Yield how far off each layer is, but for those inside of others that are off too."""
    wrong = {each.path: each for each in asked if each.row is not None and each.off}
    for path, each in wrong.items():
        if each.found is not None and not is_inside(path, wrong):
            yield cut(path), each.off


def _trained(report: Report, found: Sequence[Asked | Failure]) -> Iterator[tuple[str, int]]:
    """Yield what is trained of layers that should be frozen."""
    subjects = (each for each in found if isinstance(each, Failure))
    paths = {each.path for each in subjects if each.subject is Subject.FROZEN}
    for row in report.walk():
        if row.path in paths and not is_inside(row.path, paths) and row.trainable:
            yield cut(row.path), row.trainable


def is_inside(path: str, paths: Collection[str]) -> bool:
    """Tell whether a layer stands in one of others."""
    above = path.rpartition(".")[0]
    while above:
        if above in paths:
            return True
        above = above.rpartition(".")[0]
    return False
