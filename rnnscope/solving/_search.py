"""The search: every setting of a class that gives a row's number and its shape.

The formula is run with symbols for what is looked for.  What the printed shape tells is
solved first, then what the number tells; what comes out is put in, and the formula is run
again: a setting holds only if it gives the printed number and the printed shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rnnscope.algebra.expr import Expr, Symbol, symbol
from rnnscope.errors import UnknownSizeError
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.report.trial import Trial, tried
from rnnscope.solving import _shaped as shapes
from rnnscope.solving._drafts import (
    KERAS,
    Draft,
    Wanted,
    at,
    drafts,
    put_in,
    with_settings,
    without,
)
from rnnscope.solving._numbers import divisors, factors
from rnnscope.solving._problem import Candidate, Known, Problem
from rnnscope.solving._unknowns import solved_terms, terms_of, used
from rnnscope.solving._usual import departures_of
from rnnscope.solving._windows import OPEN, untold, windows
from rnnscope.untrusted.limits import spend

_RANKS = (2, 3, 4, 5, 6, 1)
_PROBE = 5_040
_LARGEST_WINDOW = 12  # that is tried, to tell whether a shape can come out at all
_UNKNOWN = "? input"  # whose a size is that nothing tells
Values: TypeAlias = dict[Symbol, int | None]


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
    flowing = tuple(_numbers((shape,), (), {})[0] for shape in problem.inputs if shape)
    for settings in shapes.shaped(problem.class_name, flowing[0], problem.outputs[0].sizes):
        made = {**settings, **problem.fixed}
        config = LayerConfig(
            class_name=problem.class_name, name=problem.name, module=KERAS, settings=made
        )
        candidate = _held(config, Draft(config), problem, flowing)
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
        trial = None if draft.outline in refused else _run(draft.config, flowing, problem.options)
        symbols = (*draft.symbols, *axes)
        told = tuple(_by_shape(trial, draft, problem.outputs, symbols)) if trial else ()
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
        for found in _by_number(told.count, problem.number, rest, known):
            values = {**known, **found}
            if all(values.get(each) is not None for each in draft.symbols):
                yield from _made(draft, problem, inputs, told.axes, values)


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


def _run(
    config: LayerConfig, inputs: tuple[SymbolicShape, ...], options: Mapping[str, Any]
) -> Trial | None:
    spend(10)
    return tried(Layer(config=config, path=config.name, inputs=inputs, options=options))


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
                axes.append(Symbol(f"axis_{place}", _PROBE, f"{_UNKNOWN} {number}"))
                shape.append(axes[-1].expr)
        shapes.append(tuple(shape))
    return tuple(shapes), tuple(axes)


def _by_shape(
    trial: Trial, draft: Draft, printed: Sequence[PrintedShape], symbols: Sequence[Symbol]
) -> Iterator[Values]:
    """Yield what the printed shapes tell of symbols; nothing where they contradict."""
    if printed and not _are_as_many(trial.outputs, printed):
        return
    equations: list[tuple[Expr, int | None]] = []
    for shape, sizes in zip(trial.outputs, printed, strict=False):
        if not _is_rank(shape, sizes):
            return
        places = _told_places(draft, shape)
        equations += [(shape[i], sizes.sizes[i]) for i in places if i < len(sizes.sizes)]
    yield from _solved(equations, symbols, {})


def _are_as_many(outputs: Sequence[object], printed: Sequence[PrintedShape]) -> bool:
    """Tell whether all outputs are printed, or as many as there was room for."""
    if printed[-1].is_cut:
        return len(printed) <= len(outputs)
    return len(printed) == len(outputs)


def _is_rank(shape: SymbolicShape, printed: PrintedShape) -> bool:
    count = len(printed.sizes)
    return len(shape) > count if printed.is_cut else len(shape) == count


def _told_places(draft: Draft, shape: SymbolicShape) -> Sequence[int]:
    """Return the axes that do not depend on how a window moves."""
    if not draft.window:
        return range(1, len(shape))
    settings = at(draft.config, draft.place).settings
    is_first = settings.get("data_format") == "channels_first"
    return (len(shape) - (draft.window + 1 if is_first else 1),)


def _solved(
    equations: Sequence[tuple[Expr, int | None]], symbols: Sequence[Symbol], told: Values
) -> Iterator[Values]:
    if not equations:
        yield told
        return
    (expr, size), *rest = equations
    for more in _equal(expr, size, symbols, told):
        yield from _solved(rest, symbols, {**told, **more})


def _equal(
    expr: Expr, size: int | None, symbols: Sequence[Symbol], told: Values
) -> Iterator[Values]:
    """Yield what symbols are for an axis to be of a size; nothing where it cannot be."""
    try:
        terms = terms_of(expr, symbols)
    except (ArithmeticError, UnknownSizeError):
        yield {}
        return
    known = {place: told[each] for place, each in enumerate(symbols) if each in told}
    open_places = [place for place in used(terms) if place not in known]
    if size is None:
        found = [symbols[place] for place in open_places]
        yield {axis: None for axis in found if axis.owner.startswith(_UNKNOWN)}
        return
    axes = [place for place in open_places if symbols[place].owner.startswith(_UNKNOWN)]
    is_open = any(known[place] is None for place in used(terms) if place in known)
    if is_open or len(axes) > 1:
        yield {}
        return
    for values in solved_terms(terms, size, known):
        yield {symbols[place]: values[place] for place in open_places}


def _by_number(
    count: Expr, number: int | None, symbols: Sequence[Symbol], told: Values
) -> Iterator[Values]:
    """Yield what the number tells of symbols; nothing where it cannot be."""
    if number is None:
        yield {}
        return
    every = (*symbols, *told)
    terms = terms_of(count, every)
    known = {place: told[each] for place, each in enumerate(every) if each in told}
    if any(known[place] is None for place in used(terms) if place in known):
        return
    for values in solved_terms(terms, number, known):
        yield dict(zip(symbols, values, strict=False))


def _made(
    draft: Draft,
    problem: Problem,
    inputs: tuple[Known, ...],
    axes: Sequence[Symbol],
    values: Values,
) -> Iterator[Candidate]:
    """Yield the settings with numbers put in, where they give what is printed."""
    flowing = _numbers(inputs, axes, values)
    config = put_in(draft.config, values)
    for settings in _products(draft, values):
        ways = list(_moved(draft, config, settings, flowing, problem))
        for moved in ways:
            made = with_settings(config, draft.place, {**settings, **moved})
            candidate = _held(without(made, draft.place, OPEN), draft, problem, flowing)
            if candidate is not None:
                yield _as_told(candidate, draft.place, untold(ways))
                break


def _as_told(candidate: Candidate, place: tuple[str, ...], names: frozenset[str]) -> Candidate:
    """Return settings without a padding that is the default, where another would do as well."""
    config = candidate.config
    if "padding" in names and at(config, place).settings.get("padding") == "valid":
        config = without(config, place, "padding")
    is_merged = config.settings.get("merge_mode") == "sum"  # as mul and ave do
    also = frozenset(("merge_mode",)) if is_merged else frozenset[str]()
    return replace(candidate, config=config, untold=names | also)


def _numbers(
    inputs: tuple[Known, ...], axes: Sequence[Symbol], values: Values
) -> tuple[Shape, ...]:
    found = iter([values.get(axis) for axis in axes])
    return tuple(
        tuple(size if isinstance(size, int | None) else next(found) for size in shape)
        for shape in inputs
    )


def _products(draft: Draft, values: Values) -> Iterator[dict[str, Any]]:
    """Yield the arguments that make up a product."""
    if not draft.products:
        yield {}
        return
    ((each, argument),) = draft.products.items()
    for way in factors(values[each] or 1, argument.axes):
        yield {argument.name: way[0] if len(set(way)) == 1 else list(way)}


def _moved(
    draft: Draft,
    config: LayerConfig,
    settings: Mapping[str, Any],
    flowing: Sequence[Shape],
    problem: Problem,
) -> Iterator[Mapping[str, Any]]:
    """Yield how a window may move for the printed shape to come out."""
    if not draft.window:
        yield {}
        return
    layer = at(config, draft.place)
    is_whole = problem.outputs and not problem.outputs[0].is_cut
    if not is_whole:
        yield {"padding": "valid"}
        yield {"padding": "same"}
        return
    axes, is_first = draft.window, layer.settings.get("data_format") == "channels_first"
    before, after = (
        shape[-axes:] if is_first else shape[-axes - 1 : -1]
        for shape in (flowing[0], problem.outputs[0].sizes)
    )
    kernel = settings.get("kernel_size", layer.settings.get("kernel_size", 1))
    sizes = kernel if isinstance(kernel, list) else [kernel] * axes
    yield from windows(layer.class_name, before, sizes, after)


def _held(
    config: LayerConfig, draft: Draft, problem: Problem, flowing: tuple[Shape, ...]
) -> Candidate | None:
    """Return settings as a candidate if the formula gives what is printed."""
    shapes = tuple(
        tuple(symbol(f"axis_{i}", size, f"input {n}") for i, size in enumerate(shape))
        for n, shape in enumerate(flowing)
    )
    trial = _run(config, shapes, problem.options)
    if trial is None or (problem.number is not None and trial.params != problem.number):
        return None
    outputs = tuple(tuple(size.value for size in shape) for shape in trial.outputs)
    if problem.outputs and not _fits(outputs, problem.outputs):
        return None
    weights = tuple(
        (name, ", ".join(map(str, shape)), tuple(size.value for size in shape))
        for name, shape in zip(trial.names, trial.weights, strict=True)
    )
    return Candidate(
        config=config,
        inputs=flowing,
        outputs=outputs,
        weights=weights,
        options=problem.options,
        departures=draft.departures | departures_of(at(config, draft.place), problem, flowing),
    )


def _fits(outputs: Sequence[Shape], printed: Sequence[PrintedShape]) -> bool:
    """Tell whether shapes are those that are printed, as far as they are."""
    return _are_as_many(outputs, printed) and all(
        (len(shape) > len(told.sizes) if told.is_cut else len(shape) == len(told.sizes))
        and all(
            size is None or size == other
            for size, other in zip(shape[1:], told.sizes[1:], strict=False)
        )
        for shape, told in zip(outputs, printed, strict=False)
    )


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
        flowing = _numbers(inputs, told.axes, values)
        for size in range(1, _LARGEST_WINDOW):
            if any(_moved(draft, draft.config, {"kernel_size": size}, flowing, problem)):
                return True
    return False


def bare(problem: Problem) -> int | None:
    """Return how many weights a class has without any settings; None where it needs some."""
    config = LayerConfig(class_name=problem.class_name, name=problem.name, module=KERAS)
    for inputs in inputs_of(problem):
        trial = _run(config, _symbolic(inputs)[0], {})
        if trial is not None:
            return trial.params
    return None
