"""How many variables an optimizer keeps, once it is built for a model's trainable weights.

Each class of Keras 3 keeps some variables for each trainable weight, of its
shape, and some of its own.  Sources: keras/src/optimizers; each was fitted and
loaded, in tests/derivation/test_optimizer.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from rnnscope.report.optimizer_report import OptimizerReport

Settings: TypeAlias = Mapping[str, Any]

# The variables that each weight takes, each of the weight's shape.
_SLOTS: Mapping[str, Callable[[Settings], int]] = {
    "SGD": lambda settings: bool(settings.get("momentum")),
    "Adam": lambda settings: 3 if settings.get("amsgrad") else 2,
    "AdamW": lambda settings: 3 if settings.get("amsgrad") else 2,
    "Adamax": lambda settings: 2,  # noqa: ARG005
    "Adadelta": lambda settings: 2,  # noqa: ARG005
    "Ftrl": lambda settings: 2,  # noqa: ARG005
    "Nadam": lambda settings: 2,  # noqa: ARG005
    "Lamb": lambda settings: 2,  # noqa: ARG005
    "RMSprop": lambda settings: 1 + bool(settings.get("momentum")) + bool(settings.get("centered")),
    "Adagrad": lambda settings: 1,  # noqa: ARG005
    "Lion": lambda settings: 1,  # noqa: ARG005
}


def optimizer_of(training: Settings, trainable: int | None) -> OptimizerReport | None:
    """Return the optimizer that a file was compiled with; None where it names none."""
    optimizer = training.get("optimizer", training.get("optimizer_config"))
    if isinstance(optimizer, str):
        optimizer = next(
            ({"class_name": n} for n in _SLOTS if n.lower() == optimizer.lower()), optimizer
        )
    name = optimizer.get("class_name") if isinstance(optimizer, Mapping) else optimizer
    if not isinstance(name, str) or not name or name == "function":
        return None
    settings = optimizer.get("config") if isinstance(optimizer, Mapping) else None
    return _counted(name, settings if isinstance(settings, Mapping) else {}, trainable)


def _counted(name: str, settings: Settings, trainable: int | None) -> OptimizerReport:
    slots = _SLOTS.get(name.rpartition(">")[2]) if ">" not in name else None
    if slots is None or trainable is None:
        return OptimizerReport(name)
    has_rate = not isinstance(settings.get("learning_rate"), Mapping)  # but a schedule
    own = 1 + has_rate + (name == "Nadam")
    slot_count = slots(settings) + bool(settings.get("use_ema"))
    slot_count += bool(settings.get("gradient_accumulation_steps"))
    return OptimizerReport(name, own + slot_count * trainable, own)
