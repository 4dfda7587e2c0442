"""Settings that no number tells apart: one stands for all, and says in what the others differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rnnscope.model.parts import LayerConfig
from rnnscope.solving.asked.problem import Candidate

# Departures from a default that hardly anybody makes; the first is the rarest.
RARE = ("groups", "rms_scaling", "renorm", "layer", "data_format", "merge_mode")
# Those of one class: Keras says where a scale can be left out; a center mostly stays.
_RARE_OF = {"BatchNormalization": ("center",)}
# The others that are known to be common or rare: a layer without biases is not unusual.
_RARITY = {
    "use_bias": 1,
    "reset_after": 1,
    "return_sequences": 1,
    "kernel_size": 3,
    **dict.fromkeys(RARE, 6),
}


def rare_of(fit: Candidate) -> tuple[str, ...]:
    """Return the departures that hardly anybody makes of a class, the rarest first."""
    return (*RARE, *_RARE_OF.get(fit.config.class_name, ()))


def is_rare(fit: Candidate) -> bool:
    """Tell whether a layer departs from a default as hardly anybody does."""
    return not fit.departures.isdisjoint(rare_of(fit))


def rarity(fit: Candidate) -> int:
    """Say how rare it is that a layer departs from defaults so, to tell of the likely first."""
    return sum(_RARITY.get(name, 2) for name in fit.departures)


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
