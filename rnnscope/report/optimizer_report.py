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

    def shares(self, trainable: int | None) -> str:
        """Say what the variables are for: so many for each trainable number, and its own.

        >>> OptimizerReport("Adam", built=36, own=2).shares(17)
        '2 for each of the 17 trainable numbers, and 2 of its own'
        """
        each, rest = divmod((self.built or 0) - self.own, trainable or 1)
        if not trainable or rest or each < 1:
            return f"{self.own:,} of its own"
        return (
            f"{each:,} for each of the {trainable:,} trainable numbers, and {self.own:,} of its own"
        )
