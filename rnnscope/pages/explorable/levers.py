"""Sizes of a layer that are in no formula of it, and yet move the count of the model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from rnnscope.pages.texts import named
from rnnscope.report.recounting import Recounting


@dataclass(frozen=True, slots=True)
class Lever:
    """The names that a layer has for one size, and the number of the knob that moves it."""

    name: str
    value: int | None
    knob: int


@dataclass(slots=True)
class Levers:
    """Finds such sizes: strides, say, which a later layer counts behind a Flatten.

    A size that no count follows is none, nor is one that cannot move alone.
    """

    recounting: Recounting
    _owned: dict[str, dict[int, list[str]]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort all sizes that the total depends on by the layers that own them."""
        self._owned = defaultdict(lambda: defaultdict(list))
        for number in sorted(self.recounting.counted):
            knob = self.recounting.knobs[number]
            for member in () if knob.locked else knob.members:
                owner, _, name = member.rpartition(".")
                self._owned[owner][number].append(named(name))

    def of(self, path: str, known: Collection[int | None]) -> Iterator[Lever]:
        """Yield those of a layer; `known` are the knobs that are in its formula."""
        for number, names in self._owned.get(path, {}).items():
            if number not in known:
                yield Lever(", ".join(names), self.recounting.knobs[number].value, number)
