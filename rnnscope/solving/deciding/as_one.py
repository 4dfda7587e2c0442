"""Settings that no number tells apart: one stands for all, and says in what the others differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rnnscope.model.parts import LayerConfig
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.deciding.rarity import rarity


def as_one(group: Sequence[Candidate]) -> Candidate:
    """Return the plainest of some settings of the same weights, which stands for all of them."""
    first = min(group, key=rarity)
    if len(group) == 1:
        return first
    own = dict(_flat(first.config))
    differing = (
        name
        for other in group
        for name, value in _flat(other.config)
        if own.get(name, value) != value
    )
    return replace(first, untold=first.untold | frozenset(differing), alike=tuple(group))


def narrowed(fit: Candidate, ways: Sequence[Candidate]) -> Candidate:
    """Return what stands for those of the settings of the same weights that are left."""
    if len(ways) == len(fit.ways):
        return fit
    return replace(as_one(ways), departures=as_one(ways).departures & fit.departures)


def _flat(config: LayerConfig) -> Iterator[tuple[str, Any]]:
    """Yield the arguments of a layer and of those inside it, by their own names."""
    for name, value in config.settings.items():
        if isinstance(value, LayerConfig):
            yield from _flat(value)
        else:
            yield name, value
