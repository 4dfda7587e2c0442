"""The settings of a row of which it is known, or assumed, which of a few tensors flows in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rnnscope.report.row_verdict import Told
from rnnscope.solving._decision import NOT_BEFORE, Decision, decided, judged
from rnnscope.solving._problem import Known, Problem


def decided_among(problem: Problem, shapes: Iterable[Known]) -> Decision | None:
    """Return the decision where one of some shapes flows in; None where no setting fits any."""
    found = [decided(replace(problem, inputs=(shape,))) for shape in dict.fromkeys(shapes)]
    fitting = [each for each in found if each.fits and each.why != NOT_BEFORE]
    fits = {fit.weights: fit for each in fitting for fit in each.fits}
    if not fits:
        return None
    taken = dict.fromkeys((*(name for each in fitting for name in each.taken), "entry"))
    is_whole = all(each.is_whole for each in found)
    return judged(tuple(fits.values()), taken=tuple(taken), is_whole=is_whole)


def supposed(problem: Problem, open_decision: Decision) -> Decision:
    """Return the decision on a row into which what was found of a cut shape flows.

    What fits an input of another shape fits as well, and is told beside it.
    """
    again = decided(problem)
    if again.chosen is None or again.why == NOT_BEFORE:
        return open_decision
    told = {fit.weights for fit in again.fits}
    others = (fit for fit in open_decision.fits if fit.weights not in told)
    return replace(
        again,
        told=Told.ASSUMED,
        fits=(*again.fits, *others),
        taken=(*again.taken, "before"),
        is_whole=again.is_whole and open_decision.is_whole,
    )
