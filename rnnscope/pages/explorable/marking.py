"""How a weight is told from others on the page: its colour, its sizes, the term that counts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.drawings.marks import Mark
from rnnscope.drawings.measures import multiplied
from rnnscope.layers import Role
from rnnscope.pages.explorable.sizes import Sizes
from rnnscope.pages.texts import named
from rnnscope.report.weight_report import WeightReport

Terms: TypeAlias = "Mapping[str, int]"  # by the name of a weight, the term that counts it

BIASES = (Role.BIAS, Role.BIAS_PER_GATE, Role.BIAS_OF_X_AND_H, Role.BIAS_OF_X_THEN_H)
_ADDED = (*BIASES, Role.BIAS_BY_PLACE, Role.SHIFT)
_RECURRENT = (Role.HIDDEN_TO_HIDDEN, Role.HIDDEN_TO_GATES)
_COLOURS = ("c1", "c4", "c6", "c2")  # of what is none of these


def colours_of(weights: Iterable[WeightReport]) -> dict[str, str]:
    """Give each weight a class of the page's colours, by what it is for."""
    found: dict[str, str] = {}
    others = 0
    for weight in weights:
        if weight.role == Role.STATISTIC:
            found[weight.name] = "c5"
        elif weight.role in _RECURRENT:
            found[weight.name] = "c2"
        elif weight.role in _ADDED:
            found[weight.name] = "c3"
        else:
            found[weight.name] = _COLOURS[others % len(_COLOURS)]
            others += 1
    return found


@dataclass(frozen=True, slots=True)
class Marker:
    """Marks the weights of one layer in one picture."""

    colours: Mapping[str, str]
    terms: Terms
    sizes: Sizes = field(default_factory=Sizes)

    def mark(self, weight: WeightReport) -> Mark:
        """Return a weight as it is marked in the picture."""
        shape = tuple(self.sizes.each(weight.symbolic_shape))
        elsewhere = " elsewhere" if weight.shared_with else ""
        return Mark(
            name=named(weight.name),
            shape=shape,
            count=multiplied(shape),
            kind=self.colours[weight.name] + elsewhere,
            term=self.terms.get(weight.name),
            still=weight.trainable is False,
        )
