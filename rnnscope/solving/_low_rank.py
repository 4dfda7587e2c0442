"""A matrix that Keras 3 keeps as it is, with two small ones beside it that are trained: LoRA."""

from __future__ import annotations

from dataclasses import replace

from rnnscope.report.row_verdict import Told
from rnnscope.solving._decision import Decision, decided
from rnnscope.solving._problem import Problem

ARGUMENT = "lora_rank"
_CLASSES = ("Dense", "Embedding")
_LARGEST = 256  # rank that is tried
SINCE = 3  # the generation of Keras


def with_low_rank(problem: Problem) -> Decision | None:
    """Return the decision by the first rank that gives the number; None where none does."""
    if problem.class_name not in _CLASSES or not problem.is_fed or ARGUMENT in problem.fixed:
        return None
    for rank in range(1, _LARGEST + 1):
        found = decided(replace(problem, fixed={**problem.fixed, ARGUMENT: rank}))
        if found.told in (Told.DETERMINED, Told.ASSUMED):
            return replace(found, told=Told.ASSUMED, taken=(*found.taken, ARGUMENT))
    return None
