"""Whether there are grounds to prefer settings, beside that they are Keras's defaults.

Nearly every layer has a bias, but hardly one takes 783 or 99 numbers, and hardly a window is of
nine steps.  Where without a bias it were 784, or a window of three, neither is preferred; of the
size not where other layers of the model have biases.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from math import isqrt

from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.report.row_verdict import Assumed
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.search.usual import COLOURS

_SIDE = 8  # of the smallest images that people flatten
_LEAST = 64  # below which one size is nearly as likely as the next
_STEP = 50  # sizes that people choose are so many, or several times that
_WINDOWS = (3, 5, 7)
_UNCOMMON = {1: (2, 4, 9, 11), 2: (9, 11), 3: (9, 11)}  # by the axes that a window moves along
_BIAS: Set[str] = {"use_bias"}
_CHANNELS: Set[str] = {Assumed.CHANNELS}
_LAYER = {"layer"}  # inside another, of a class that is not so rare


def are_grounds(one: Candidate, others: Sequence[Candidate]) -> bool:
    """Tell whether settings are to be preferred to others, which depart from more defaults."""
    if not (is_round(one) or is_chosen(one)) and one.inner_class == "Dense":
        held = (fit for fit in others if fit.departures - one.departures == _LAYER)
        if any(fit.inner_class in SEQUENCE_LAYERS for fit in held):
            return False
    near = (fit for fit in others if fit.departures - one.departures in (_BIAS, _CHANNELS))
    return not (_is_uncommon(one) and any(_window(fit) in _WINDOWS for fit in near))


def is_rounder_without(name: str, one: Candidate, others: Sequence[Candidate]) -> bool:
    """Tell whether a size that somebody chose flows in only by another value of an argument."""
    unlike = (fit for fit in others if fit.departures - one.departures == {name})
    is_moved = _window(one) is not None  # over steps, or an image, whose channels nobody chooses
    return not (is_moved or is_chosen(one)) and any(map(is_chosen, unlike))


def size_of(fit: Candidate) -> int | None:
    """Return how many numbers, or channels, flow in by settings; None where that is open."""
    return fit.inputs[0][-1] if fit.inputs and fit.inputs[0] else None


def is_round(fit: Candidate) -> bool:
    """Tell whether the size of what flows in is one of tens, a power of 2, or an image."""
    size = size_of(fit)
    if size is None:
        return False
    return size % 10 == 0 or size & (size - 1) == 0 or is_flattened(size)


def is_flattened(size: int) -> bool:
    """Tell whether so many numbers are a square image in grey or in colours."""
    sides = [isqrt(size // channels) for channels in COLOURS]
    pairs = zip(sides, COLOURS, strict=True)
    return any(side >= _SIDE and side * side * channels == size for side, channels in pairs)


def is_chosen(fit: Candidate) -> bool:
    """Tell whether the size of what flows in is hardly one by chance: 100 or 128, or an image.

    One that is small may be, however round it is.
    """
    size = size_of(fit) or 0
    is_set = size >= _LEAST and (size % _LEAST == 0 or size % _STEP == 0)
    return is_set or is_flattened(size)


def _window(fit: Candidate) -> int | None:
    """Return the side of a square window; None where there is none, or it is oblong."""
    kernel = fit.config.settings.get("kernel_size")
    return kernel if isinstance(kernel, int) else None


def _is_uncommon(fit: Candidate) -> bool:
    """Tell whether hardly anybody has windows of that size along so many axes."""
    axes = len(fit.inputs[0]) - 2 if fit.inputs else 0
    return _window(fit) in _UNCOMMON.get(axes, ())
