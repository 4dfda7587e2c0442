"""Which weights are not trained, and why."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.layers.roles import Role
from rnnscope.report.report import LayerReport, Report, WeightReport
from rnnscope.wording import listed


def untrained(report: Report) -> Iterator[str]:
    """Say what the non-trainable params are: statistics, and what is frozen."""
    if not report.non_trainable or report.trainable is None:
        return
    statistics = {path: sizes for path, sizes in _kept(report) if sizes}
    kept = sum(map(sum, statistics.values()))
    if kept:
        whose = listed(statistics)
        yield (
            f"Non-trainable params: {kept:,} are the moving mean and variance of {whose}: "
            "they follow the batches, and the optimizer does not change them."
        )


def _kept(report: Report) -> Iterator[tuple[str, list[int]]]:
    for layer in report.walk():
        if not layer.shared_with and layer.class_name == "BatchNormalization":
            yield layer.path, [w.params for w in layer.weights if _is_statistic(layer, w)]


def _is_statistic(layer: LayerReport, weight: WeightReport) -> bool:
    is_own = weight.role == Role.STATISTIC and not weight.shared_with
    return is_own and weight.trainable is False and layer.is_known
