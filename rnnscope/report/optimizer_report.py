"""Optimizers: what each class of Keras 3 keeps for training on, once it is built.

It keeps some variables for each trainable weight, of its shape and dtype, and some of its
own.  Sources: keras/src/optimizers; each was fitted and loaded, in
tests/derivation/test_optimizer.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rnnscope.report.layer_report import LayerReport, known_sum

Settings: TypeAlias = Mapping[str, Any]

# The variables that each weight takes.
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
OPTIMIZERS = tuple(_SLOTS)
# What Keras calls them, where a class keeps no others.
_NAMES: Mapping[str, str] = {
    "Adam": "momentum and velocity",
    "AdamW": "momentum and velocity",
    "Lamb": "momentum and velocity",
    "Nadam": "momentum and velocity",
    "SGD": "momentum",
    "Lion": "momentum",
    "RMSprop": "velocity",
    "Adagrad": "accumulator",
}


@dataclass(frozen=True, slots=True)
class OptimizerReport:
    """An optimizer by its class: the size of its variables when it is built, and of its own.

    `built` is None where that is not known of its class; `own` leaves out those
    that it keeps for each weight, which are `slots` of the weight's size.
    """

    name: str
    built: int | None = None
    own: int = 0
    slots: int | None = None

    def kept(self, trainable: int | None) -> str:
        """Say how many variables there are, and for what.

        >>> OptimizerReport("Adam", built=36, own=2, slots=2).kept(17)
        '36 more: 2 for each of the 17 trainable numbers (momentum and velocity), and 2 of its own'
        >>> OptimizerReport("SGD", built=2, own=2, slots=0).kept(17)
        '2 numbers of its own'
        """
        if not (self.slots and trainable):
            return f"{self.own:,} numbers of its own"
        names = _NAMES.get(self.name, "")
        are_all = names and self.slots == 1 + names.count(" and ")
        each = f"{self.slots} for each of the {trainable:,} trainable numbers"
        each += f" ({names})" if are_all else ""
        return f"{self.built or 0:,} more: {each}, and {self.own:,} of its own"


def kept_by(name: str, settings: Settings, trainable: int | None) -> OptimizerReport:
    """Return what an optimizer of a class keeps for so many trainable numbers."""
    slots = _SLOTS.get(name.rpartition(">")[2]) if ">" not in name else None
    if slots is None or trainable is None:
        return OptimizerReport(name)
    has_rate = not isinstance(settings.get("learning_rate"), Mapping)  # but a schedule
    own = 1 + has_rate + (name == "Nadam")
    slot_count = slots(settings) + bool(settings.get("use_ema"))
    slot_count += bool(settings.get("gradient_accumulation_steps"))
    return OptimizerReport(name, own + slot_count * trainable, own, slot_count)


def optimized_in(layers: Iterable[LayerReport]) -> int | None:
    """Return how many weights an optimizer keeps variables for; None where that is not known.

    They are the trainable ones, unless some are overwritten by their gradients.
    """
    layers = list(layers)
    has_overwritten = any(w.is_overwritten for layer in layers for w in layer.counted_weights)
    return None if has_overwritten else known_sum(layer.trainable for layer in layers)
