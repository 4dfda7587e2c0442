"""Whether the layers of a model have biases: of one that nothing tells the others may tell it.

Who leaves biases out does so in most layers, or in all that a normalization follows, which
has one of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rnnscope.model.parts import LayerConfig
from rnnscope.report.row_verdict import Assumed
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.deciding.grounds import is_round
from rnnscope.solving.deciding.judging import judged_again
from rnnscope.solving.deciding.rarity import is_rare
from rnnscope.solving.rows.flow import Row

BIAS = "use_bias"
SEVERAL = 2  # rows without a bias, and none with one: then another will have none either


@dataclass(frozen=True, slots=True)
class Biases:
    """Which rows certainly have biases or have none, and which a normalization follows."""

    certain: Mapping[str, bool]
    normalized: frozenset[str]
    tally: Counter[tuple[bool, bool]]  # of those that are normalized or not, and have one or not

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Biases:
        """Look for them among all rows of a model."""
        certain = {row.name: value for row in rows for value in _certain(row.decision)}
        takers = [row for row in rows if row.kind.name.endswith("Normalization")]
        normalized = frozenset(name for row in takers for name, _ in row.sources)
        tally = Counter((name in normalized, value) for name, value in certain.items())
        return cls(certain, normalized, tally)

    def left_out_beside(self, row: Row) -> int:
        """Return how many other rows, normalized as one or not, have no bias; 0 if some have."""
        is_so = row.name in self.normalized
        own = [self.certain[row.name]] if row.name in self.certain else []
        with_bias = self.tally[is_so, True] - own.count(True)
        return 0 if with_bias else self.tally[is_so, False] - own.count(False)


def without_biases(fits: Sequence[Candidate], decision: Decision) -> Decision | None:
    """Judge settings again where a layer will have no bias, as others have none.

    None where that is not preferred, or by a bias the size of what flows in is rounder.
    """
    again = judged_again(decision, [_unlike(fit) for fit in fits])
    if again.chosen is None or _is_rounder(again.fits[1:], again.chosen):
        return None
    is_assumed = BIAS in again.assumed
    return replace(again, taken=(*again.taken, Assumed.AS_OTHERS)) if is_assumed else again


def _is_rounder(others: Sequence[Candidate], chosen: Candidate) -> bool:
    """Tell whether a size of what flows in is round by the usual settings, and not by those."""
    usual = [fit for fit in others if fit.departures <= {BIAS}]
    return any(map(is_round, usual)) and not is_round(chosen)


def _unlike(fit: Candidate) -> Candidate:
    """Return settings of which to have a bias is what is not usual."""
    if not any(True for _ in _values(fit.config)):
        return fit
    return replace(fit, departures=fit.departures ^ {BIAS})


def _certain(decision: Decision) -> Iterator[bool]:
    """Yield whether a layer has a bias, where all settings that fit it say the same."""
    if not decision.told.is_of_one or BIAS in decision.assumed:
        return
    usual = [fit for fit in decision.fits[1:] if not is_rare(fit)]
    values = {value for fit in (*decision.fits[:1], *usual) for value in _values(fit.config)}
    if len(values) == 1:
        yield values.pop()


def _values(config: LayerConfig) -> Iterator[Any]:
    """Yield whether a layer has a bias, or those inside it; nothing of one that takes no such."""
    if BIAS in config.settings:
        yield config.settings[BIAS]
    for value in config.settings.values():
        if isinstance(value, LayerConfig):
            yield from _values(value)
