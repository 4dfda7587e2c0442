"""How rare it is that a layer departs from a default."""

from __future__ import annotations

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
