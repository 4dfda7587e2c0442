"""A layer given as an activation whose weights are counted with those of the layer that has it.

Keras 2 counts a PReLU that is the activation of a Dense layer with that layer, and prints no
row for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rnnscope.model.parts import LayerConfig
from rnnscope.solving.asked.problem import Candidate, Problem
from rnnscope.solving.deciding.decided import decided
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.deciding.judging import judged
from rnnscope.solving.formulas.drafts import KERAS
from rnnscope.solving.search.search import bare

ARGUMENT = "activation"
_CLASSES = ("Dense", "Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose")
_PRELU = LayerConfig(class_name="PReLU", name="p_re_lu", module=KERAS)


def with_hidden(problem: Problem) -> Decision | None:
    """Return the decision where a PReLU is the activation; None where that fits neither."""
    found = hidden(problem)
    if not found:
        return None
    decision = judged(found, taken=(ARGUMENT,))
    return replace(decision, is_whole=False)


def hidden(problem: Problem) -> tuple[Candidate, ...]:
    """Return the settings that give a row's number with a PReLU as its activation."""
    if problem.class_name not in _CLASSES or problem.number is None or not problem.outputs:
        return ()
    return tuple(_hidden(problem, problem.number))


def _hidden(problem: Problem, number: int) -> Iterator[Candidate]:
    """Yield the settings that give what a PReLU on the printed shape leaves of the number."""
    shape = problem.outputs[0]
    if shape.is_cut or None in shape.sizes[1:]:
        return
    more = bare(replace(problem, class_name="PReLU", inputs=(shape.sizes,)))
    if not more or more >= number:
        return
    decision = decided(replace(problem, number=number - more))
    if not decision.told.is_of_some:
        return
    for fit in decision.fits:
        settings = {**fit.config.settings, ARGUMENT: _PRELU}
        yield replace(
            fit,
            config=replace(fit.config, settings=settings),
            departures=fit.departures | {ARGUMENT},
            weights=(*fit.weights, ("alpha", ARGUMENT, (more,))),
            hidden=more,
        )
