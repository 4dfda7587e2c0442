"""The settings of a row of which it is known, or assumed, which of a few tensors flows in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rnnscope.model.parts import LayerConfig
from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.problem import KnownShape, Problem
from rnnscope.solving.deciding.decision import NOT_BEFORE, Decision, decided, judged, likeness

VERSION = "reset_after"  # the argument of which the default is another since TensorFlow 2


def decided_among(problem: Problem, shapes: Iterable[KnownShape]) -> Decision | None:
    """Return the decision where one of some shapes flows in; None where no setting fits any."""
    found = [decided(replace(problem, inputs=(shape,))) for shape in dict.fromkeys(shapes)]
    fitting = [each for each in found if each.fits and each.why != NOT_BEFORE]
    fits = {likeness(fit): fit for each in fitting for fit in each.fits}
    if not fits:
        return None
    taken = dict.fromkeys((*(name for each in fitting for name in each.taken), "entry"))
    is_whole = all(each.is_whole for each in found)
    is_short = any(each.is_short for each in found)
    return judged(tuple(fits.values()), taken=tuple(taken), is_whole=is_whole, is_short=is_short)


def supposed(again: Decision, open_decision: Decision, name: str) -> Decision:
    """Return the decision on a row that was found again by what is supposed, which has a name.

    What fits otherwise fits as well, and is told beside it.
    """
    is_found = again.chosen or (again.fits and open_decision.told is Told.ASSUMED)
    if not is_found or again.why == NOT_BEFORE:
        return open_decision
    told = {fit.weights for fit in again.fits}
    others = (fit for fit in open_decision.fits if fit.weights not in told)
    return replace(
        again,
        told=Told.ASSUMED if again.chosen else Told.ONE_OF,
        fits=(*again.fits, *others),
        taken=(*again.taken, name),
        is_whole=again.is_whole and open_decision.is_whole,
    )


def has_versions(decision: Decision) -> bool:
    """Tell whether an argument is among what fits whose default is another since TensorFlow 2."""
    return any(_has(fit.config, VERSION) for fit in decision.fits)


def _has(layer: LayerConfig, name: str) -> bool:
    inner = (value for value in layer.settings.values() if isinstance(value, LayerConfig))
    return name in layer.settings or any(_has(each, name) for each in inner)
