"""The optimizer that a file was compiled with."""

from __future__ import annotations

from collections.abc import Mapping

from rnnscope.report.optimizer_report import OPTIMIZERS, OptimizerReport, Settings, kept_by


def optimizer_of(training: Settings, trainable: int | None) -> OptimizerReport | None:
    """Return the optimizer that a file was compiled with; None where it names none."""
    optimizer = training.get("optimizer", training.get("optimizer_config"))
    if isinstance(optimizer, str):
        optimizer = next(
            ({"class_name": n} for n in OPTIMIZERS if n.lower() == optimizer.lower()), optimizer
        )
    name = optimizer.get("class_name") if isinstance(optimizer, Mapping) else optimizer
    if not isinstance(name, str) or not name or name == "function":
        return None
    settings = optimizer.get("config") if isinstance(optimizer, Mapping) else None
    return kept_by(name, settings if isinstance(settings, Mapping) else {}, trainable)
