"""Which layers of a printed summary are frozen, as far as its totals or a column tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rnnscope.wording import Word


class Frozen(Word):
    """How a printed summary tells which of its layers are frozen; a word equal to its text."""

    NONE = "none"  # no layer is: the totals are those of layers as Keras makes them
    ALL = "all"  # each is: nothing counts as trainable
    COLUMN = "column"  # a column of the text says it
    SUM = "sum"  # one choice of whole rows alone gives the totals
    ASSUMED = "assumed"  # one does, but what is inside a row may not be all trained alike
    FIRST = "first"  # several do, and one of them is all rows up to one
    OPEN = "open"  # several do, or none does and a row has something inside
    WRONG = "wrong"  # none does, or not that which the column says
    NOT_PRINTED = "not_printed"  # the text has no such totals


_TOLD = (Frozen.NONE, Frozen.ALL, Frozen.COLUMN, Frozen.SUM, Frozen.ASSUMED, Frozen.FIRST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing:
    """Which rows of a printed summary are frozen, by their paths, and how that is known.

    `fixed` is how many weights training leaves alone though nothing is frozen, such as a
    moving mean, as far as rows tell their weights.  `inside` are rows that have some inside,
    where that is not printed, and `rest` how many these have, None where that is not known.
    `kept` are those that are never trained of a row whose weights are not known, by its path.
    `implied` is how many non-trainable weights a column would give where it is wrong, and `why`
    why nothing is told.
    """

    found: Frozen
    layers: tuple[str, ...] = ()
    fixed: int = 0
    inside: tuple[str, ...] = ()
    rest: int | None = None
    kept: Mapping[str, int | None] = field(default_factory=dict)
    implied: int | None = None
    why: str = ""
    frozen: frozenset[str] = field(default=frozenset(), init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Note the frozen layers: each row asks whether it is among them."""
        object.__setattr__(self, "frozen", frozenset(self.layers if self.is_told else ()))

    @property
    def is_told(self) -> bool:
        """True where it is known what is trained, but for several rows `inside`."""
        return self.found in _TOLD

    def untrained(self, path: str) -> int | None:
        """Return how many weights that have no formula are not trained in a row that may be."""
        if path in self.inside:
            return self.rest if len(self.inside) == 1 else None
        return self.kept.get(path, 0) if self.is_told else None
