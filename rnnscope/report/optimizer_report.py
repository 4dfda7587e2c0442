"""The optimizer that a model was compiled with, and what it keeps for training on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptimizerReport:
    """An optimizer by its class: the size of its variables when it is built, and of its own.

    `built` is None where that is not known of its class; `own` leaves out those
    that it keeps for each weight.
    """

    name: str
    built: int | None = None
    own: int = 0
