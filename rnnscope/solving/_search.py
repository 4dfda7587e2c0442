"""The search: every setting of a class that gives a row's number and its shape.

The formula is run with symbols for what is looked for.  What the printed shape tells is
solved first, then what the number tells; what comes out is put in, and the formula is run
again: a setting holds only if it gives the printed number and the printed shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rnnscope.algebra.expr import Expr, Symbol, symbol
from rnnscope.layers import SymbolicShape
from rnnscope.model.parts import LayerConfig
from rnnscope.solving import _shaped as shapes
from rnnscope.solving._drafts import (
    KERAS,
    Draft,
    Wanted,
    drafts,
    put_in,
    with_settings,
)
from rnnscope.solving._equations import UNKNOWN, Values, by_number, by_shape
from rnnscope.solving._made import held, made, moved, numbers, run
from rnnscope.solving._numbers import divisors
from rnnscope.solving._problem import Candidate, Known, Problem

_RANKS = (2, 3, 4, 5, 6, 1)
_PROBE = 5_040
_LARGEST_WINDOW = 12  # that is tried, to tell whether a shape can come out at all


def candidates(problem: Problem) -> Iterator[Candidate]:
    """Yield the settings that fit a row, those without a divisor first.

    Raises:
        UnsolvedError: there may be more than can be found.

    """
    if shapes.is_shaped(problem.class_name):
        yield from _shaped(problem)
        return
    for inputs in inputs_of(problem):
        found = list(fitting_drafts(problem, inputs))
        for draft, told in found:
            yield from candidates_of(draft, told, problem, inputs)
        for draft, told in found:
            if draft.divisor and problem.is_fed and draft.divisor.name not in problem.fixed:
                yield from _divided(draft, told, problem, inputs)


def _shaped(problem: Problem) -> Iterator[Candidate]:
    """Yield the settings of a class without weights that two shapes tell."""
    if not problem.is_fed or not problem.outputs or problem.outputs[0].is_cut:
        return
    flowing = tuple(numbers((shape,), (), {})[0] for shape in problem.inputs if shape)
    for settings in shapes.shaped(problem.class_name, flowing[0], problem.outputs[0].sizes):
        made = {**settings, **problem.fixed}
        config = LayerConfig(
            class_name=problem.class_name, name=problem.name, module=KERAS, settings=made
        )
        candidate = held(config, Draft(config), problem, flowing)
        if candidate is not None:
            yield replace(candidate, untold=shapes.untold(problem.class_name))
            return


def fitting_drafts(problem: Problem, inputs: tuple[Known, ...]) -> Iterator[tuple[Draft, Told]]:
    """Yield the drafts of a problem's class that may put out what is printed."""
    wanted = Wanted(
        name=problem.name,
        rank=len(inputs[0]),
        is_single=len(problem.outputs) == 1 and not problem.outputs[0].is_cut,
        fixed=problem.fixed,
        generation=problem.generation,
    )
    every = drafts(problem.class_name, wanted)
    return _fitting(every, problem, inputs)


@dataclass(frozen=True, slots=True)
class Told:
    """What the printed shapes tell of a draft's symbols, with the count that is left to solve."""

    count: Expr
    axes: tuple[Symbol, ...]
    values: tuple[Values, ...]


def _fitting(
    every: Iterable[Draft], problem: Problem, inputs: tuple[Known, ...]
) -> Iterator[tuple[Draft, Told]]:
    flowing, axes = _symbolic(inputs)
    refused: set[object] = set()
    for draft in every:
        trial = None if draft.outline in refused else run(draft.config, flowing, problem.options)
        symbols = (*draft.symbols, *axes)
        told = tuple(by_shape(trial, draft, problem.outputs, symbols)) if trial else ()
        if trial and told:
            yield draft, Told(trial.count, axes, told)
        else:
            refused.add(draft.outline)


def inputs_of(problem: Problem) -> Iterator[tuple[Known, ...]]:
    """Yield what may flow in: shapes of each number of axes, where nothing tells it."""
    known = [shape for shape in problem.inputs if shape is not None]
    if known and len(known) == len(problem.inputs):
        yield tuple(known)
        return
    count = max(len(problem.inputs), 1)
    for rank in {len(shape): None for shape in known} or _RANKS:
        any_shape: Known = (None, *[...] * (rank - 1))
        yield tuple(shape or any_shape for shape in (problem.inputs or (None,) * count))


def candidates_of(
    draft: Draft, told: Told, problem: Problem, inputs: tuple[Known, ...]
) -> Iterator[Candidate]:
    """Yield the settings of a draft that give the printed number and shape."""
    symbols = (*draft.symbols, *told.axes)
    for known in told.values:
        rest = [each for each in symbols if each not in known]
        for found in by_number(told.count, problem.number, rest, known):
            values = {**known, **found}
            if all(values.get(each) is not None for each in draft.symbols):
                yield from made(draft, problem, inputs, told.axes, values)


def _divided(
    draft: Draft, told: Told, problem: Problem, inputs: tuple[Known, ...]
) -> Iterator[Candidate]:
    """Yield the settings by which a layer is in several equal groups."""
    divisor = draft.divisor
    whole = next((each for each in draft.symbols if divisor and each.name == divisor.of), None)
    if divisor is None or whole is None:
        return
    for known in told.values:
        for groups in divisors(known.get(whole) or 1)[1:]:
            config = put_in(draft.config, {whole: known[whole]})
            config = with_settings(config, draft.place, {divisor.name: groups})
            grouped = replace(
                draft,
                config=config,
                symbols=tuple(each for each in draft.symbols if each != whole),
                departures=draft.departures | {divisor.name},
            )
            for _, again in _fitting((grouped,), problem, inputs):
                yield from candidates_of(grouped, again, problem, inputs)


def _symbolic(inputs: tuple[Known, ...]) -> tuple[tuple[SymbolicShape, ...], tuple[Symbol, ...]]:
    """Return shapes with a symbol for each size that is not known, and those symbols."""
    axes: list[Symbol] = []
    shapes = []
    for number, known in enumerate(inputs):
        shape: list[Expr] = []
        for place, size in enumerate(known):
            if isinstance(size, int | None):
                shape.append(symbol(f"axis_{place}", size, f"input {number}"))
            else:
                axes.append(Symbol(f"axis_{place}", _PROBE, f"{UNKNOWN} {number}"))
                shape.append(axes[-1].expr)
        shapes.append(tuple(shape))
    return tuple(shapes), tuple(axes)


def is_shaped(problem: Problem) -> bool:
    """Tell whether some setting may put out the printed shape, whatever its number."""
    for inputs in inputs_of(problem):
        for draft, told in fitting_drafts(problem, inputs):
            if not draft.window or _is_reached(draft, told, problem, inputs):
                return True
    return False


def _is_reached(draft: Draft, told: Told, problem: Problem, inputs: tuple[Known, ...]) -> bool:
    """Tell whether a window of some size may move so that the printed shape comes out."""
    for values in told.values:
        flowing = numbers(inputs, told.axes, values)
        for size in range(1, _LARGEST_WINDOW):
            if any(moved(draft, draft.config, {"kernel_size": size}, flowing, problem)):
                return True
    return False


def bare(problem: Problem) -> int | None:
    """Return how many weights a class has without any settings; None where it needs some."""
    config = LayerConfig(class_name=problem.class_name, name=problem.name, module=KERAS)
    for inputs in inputs_of(problem):
        trial = run(config, _symbolic(inputs)[0], {})
        if trial is not None:
            return trial.params
    return None
