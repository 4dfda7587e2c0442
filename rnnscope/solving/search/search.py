"""The search: every setting of a class that gives a row's number and its shape.

The formula is run with symbols for what is looked for.  What the printed shape tells is
solved first, then what the number tells; what comes out is put in, and the formula is run
again: a setting holds only if it gives the printed number and the printed shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from rnnscope.algebra.expr import Symbol
from rnnscope.model.parts import LayerConfig
from rnnscope.solving.asked.problem import Candidate, Problem
from rnnscope.solving.formulas.drafts import KERAS, Draft
from rnnscope.solving.formulas.equations import Values
from rnnscope.solving.formulas.inputs import Flowing
from rnnscope.solving.formulas.unknowns import solved_terms
from rnnscope.solving.formulas.worked import run
from rnnscope.solving.search.fitting import Fitting, divided_drafts, fitting_drafts, inputs_of
from rnnscope.solving.search.made import Attempt, candidate_of, made, moved
from rnnscope.solving.search.shaped import is_told_by_shapes, settings_by_shapes, untold_by_shapes

_LARGEST_WINDOW = 12  # that is tried, to tell whether a shape can come out at all


def candidates(problem: Problem) -> Iterator[Candidate]:
    """Yield the settings that fit a row, those without a divisor first.

    Raises:
        UnsolvedError: there may be more than can be found.

    """
    if is_told_by_shapes(problem.class_name):
        yield from _shaped(problem)
        return
    for inputs in inputs_of(problem):
        for fitting in chain(fitting_drafts(problem, inputs), divided_drafts(problem, inputs)):
            yield from candidates_of(fitting, problem)


def _shaped(problem: Problem) -> Iterator[Candidate]:
    """Yield the settings of a class without weights that two shapes tell."""
    if not problem.is_fed or not problem.outputs or problem.outputs[0].is_cut:
        return
    flowing = tuple(
        tuple(size for size in shape if isinstance(size, int | None))
        for shape in problem.inputs
        if shape
    )
    for settings in settings_by_shapes(problem.class_name, flowing[0], problem.outputs[0].sizes):
        made = {**settings, **problem.fixed}
        config = LayerConfig(
            class_name=problem.class_name, name=problem.name, module=KERAS, settings=made
        )
        candidate = candidate_of(Attempt(problem, Draft(config), config, flowing))
        if candidate is not None:
            yield replace(candidate, untold=untold_by_shapes(problem.class_name))
            return


def candidates_of(fitting: Fitting, problem: Problem) -> Iterator[Candidate]:
    """Yield the settings of a draft that give the printed number and shape."""
    for way, known in enumerate(fitting.values):
        for found in _by_number(fitting, way, problem.number):
            values = {**known, **found}
            open_ = [each for each in fitting.draft.symbols if values.get(each) is None]
            if open_ and (problem.number != 0 or not problem.is_fed):
                continue
            one = {**values, **dict.fromkeys(open_, 1)}  # along an axis that is open itself
            if not fitting.goes_on(one):
                continue
            for candidate in made(fitting, problem, one):
                untold = candidate.untold.union(map(_argument, open_))
                yield replace(candidate, untold=untold) if open_ else candidate


def _argument(size: Symbol) -> str:
    """Return the argument that a symbol is a size of: `size_1` of `size`."""
    name, _, axis = size.name.rpartition("_")
    return name if axis.isdigit() else size.name


def _by_number(fitting: Fitting, way: int, number: int | None) -> Iterator[Values]:
    """Yield what the number tells of symbols that no shape tells; nothing if it cannot be."""
    if number is None:
        yield {}
        return
    terms = fitting.left(way)
    if terms is not None:
        known = fitting.values[way]
        for values in solved_terms(terms, number):
            pairs = zip(fitting.count.symbols, values, strict=True)
            yield {each: value for each, value in pairs if each not in known}


def may_be_put_out(problem: Problem) -> bool:
    """Tell whether some setting may put out the printed shape, whatever its number."""
    return any(
        not fitting.draft.window or _is_reached(fitting, problem)
        for inputs in inputs_of(problem)
        for fitting in fitting_drafts(problem, inputs)
    )


def _is_reached(fitting: Fitting, problem: Problem) -> bool:
    """Tell whether a window of some size may move so that the printed shape comes out."""
    draft = fitting.draft
    for values in fitting.values:
        attempt = Attempt(problem, draft, draft.config, fitting.flowing(values))
        for size in range(1, _LARGEST_WINDOW):
            ways, _ = moved(attempt.having({"kernel_size": size}))
            if ways:
                return True
    return False


def bare(problem: Problem) -> int | None:
    """Return how many weights a class has without any settings; None where it needs some."""
    config = LayerConfig(class_name=problem.class_name, name=problem.name, module=KERAS)
    for inputs in inputs_of(problem):
        trial = run(config, Flowing.of(inputs).shapes, {})
        if trial is not None:
            return trial.params
    return None
