"""The settings of a row of which it is known, or assumed, which of a few tensors flows in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rnnscope.report.row_verdict import Assumed
from rnnscope.solving.asked.problem import KnownShape, Problem
from rnnscope.solving.deciding.decided import decided, likeness
from rnnscope.solving.deciding.decision import NOT_BEFORE, Decision
from rnnscope.solving.deciding.judging import judged


def decided_among(problem: Problem, shapes: Iterable[KnownShape]) -> Decision | None:
    """Return the decision where one of some shapes flows in; None where no setting fits any."""
    found = [decided(replace(problem, inputs=(shape,))) for shape in dict.fromkeys(shapes)]
    fitting = [each for each in found if each.fits and each.why != NOT_BEFORE]
    fits = {likeness(fit): fit for each in fitting for fit in each.fits}
    if not fits:
        return None
    taken = dict.fromkeys((*(name for each in fitting for name in each.taken), Assumed.ENTRY))
    is_whole = all(each.is_whole for each in found)
    is_short = any(each.is_short for each in found)
    return judged(tuple(fits.values()), taken=tuple(taken), is_whole=is_whole, is_short=is_short)
