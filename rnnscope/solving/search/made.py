"""Settings with numbers put in, which hold only if the formula gives what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rnnscope.algebra.expr import Symbol
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.solving.asked.problem import Candidate, KnownShape, Problem
from rnnscope.solving.formulas.drafts import Draft, at, inside_of, put_in, untold_of, with_settings
from rnnscope.solving.formulas.equations import Values, are_as_many
from rnnscope.solving.formulas.moulds import cast
from rnnscope.solving.formulas.numbers import factors
from rnnscope.solving.search.usual import departures_of
from rnnscope.solving.search.windows import OF_WINDOWS, STILL, Ways, ways_of


def made(
    draft: Draft,
    problem: Problem,
    inputs: tuple[KnownShape, ...],
    axes: Sequence[Symbol],
    values: Values,
) -> Iterator[Candidate]:
    """Yield the settings with numbers put in, where they give what is printed."""
    flowing = numbers(inputs, axes, values)
    if not problem.may_take(flowing):
        return
    config = put_in(draft.config, values)
    for settings in _products(draft, values):
        ways, names = _ways(draft, config, settings, flowing, problem)
        for way in ways:
            found = with_settings(config, draft.place, {**settings, **way})
            candidate = held(found, draft, problem, flowing, names)
            if candidate is not None:
                yield candidate
                break


def _told_outputs(
    outputs: tuple[Shape, ...], config: LayerConfig, draft: Draft, problem: Problem
) -> tuple[Shape, ...]:
    """Return what comes out, but for sizes that a window tells and nothing prints."""
    printed = problem.outputs[0] if problem.outputs else PrintedShape(sizes=(), is_cut=True)
    if not draft.window or not printed.is_cut:
        return outputs
    is_first = at(config, draft.place).settings.get("data_format") == "channels_first"
    channels = -draft.window - 1 if is_first else -1
    return tuple(
        tuple(
            size if i < len(printed.sizes) or i == len(shape) + channels else None
            for i, size in enumerate(shape)
        )
        for shape in outputs
    )


def _ways(
    draft: Draft,
    config: LayerConfig,
    settings: Mapping[str, Any],
    flowing: Sequence[Shape],
    problem: Problem,
) -> Ways:
    """Return how a window may move, with what somebody knows of that."""
    ways, names = moved(draft, config, settings, flowing, problem)
    known = inside_of(problem.fixed, draft.place) if problem.fixed else {}
    own = {name: known[name] for name in OF_WINDOWS if name in known}
    return ([{**way, **own} for way in ways], names.difference(own)) if own else (ways, names)


def _behind_cut(config: LayerConfig, problem: Problem) -> frozenset[str]:
    """Return the argument by which there are more outputs, where these may be cut off."""
    is_cut = len(problem.outputs) == 1 and problem.outputs[0].is_cut
    return frozenset({"return_state"} & {*config.settings}) if is_cut else frozenset()


def _idle(config: LayerConfig, place: tuple[str, ...]) -> Iterator[str]:
    """Yield the arguments of which other values make no difference to these."""
    if config.settings.get("merge_mode") == "sum":  # as mul and ave do
        yield "merge_mode"
    if at(config, place).class_name == "GroupNormalization":
        yield "groups"
    own = at(config, place).settings
    if own.get("use_bias") is False and "reset_after" in own:  # which says where the biases are
        yield "reset_after"
    yield from untold_of(at(config, place).class_name)


def numbers(
    inputs: tuple[KnownShape, ...], axes: Sequence[Symbol], values: Values
) -> tuple[Shape, ...]:
    """Return shapes with the sizes that were found; None for one that nothing tells."""
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


def moved(
    draft: Draft,
    config: LayerConfig,
    settings: Mapping[str, Any],
    flowing: Sequence[Shape],
    problem: Problem,
) -> Ways:
    """Return how a window may move for the printed shape to come out."""
    if not draft.window:
        return STILL
    layer = at(config, draft.place)
    kernel = settings.get("kernel_size", layer.settings.get("kernel_size", 1))
    sizes = kernel if isinstance(kernel, list) else [kernel] * draft.window
    before, after = _along(draft.window, layer, flowing[0], problem)
    axes = [_axis(*axis) for axis in zip(before, sizes, after, strict=True)]
    return ways_of(layer.class_name, tuple(axes))


def _axis(before: int | None, kernel: int, after: int | None) -> tuple[int | None, int, int | None]:
    """Return an axis as it is asked about: of an open one only if a kernel has one place."""
    return (None, min(kernel, 2), None) if before is None else (before, kernel, after)


def _along(
    axes: int, layer: LayerConfig, flowing: Shape, problem: Problem
) -> tuple[Sequence[int | None], Sequence[int | None]]:
    """Return the sizes before and after a window; None where nothing is printed of an axis."""
    is_first = layer.settings.get("data_format") == "channels_first"
    before = flowing[-axes:] if is_first else flowing[-axes - 1 : -1]
    printed = problem.outputs[0] if problem.outputs else PrintedShape(sizes=(), is_cut=True)
    if not printed.is_cut:
        return before, printed.sizes[-axes:] if is_first else printed.sizes[-axes - 1 : -1]
    is_last_step = layer.class_name.startswith("ConvLSTM") and not layer.settings.get(
        "return_sequences"
    )
    start = len(flowing) - is_last_step - axes - (not is_first)
    after = printed.sizes[start : start + axes]
    missing = (None,) * (axes - len(after))
    return (*before[: len(after)], *missing), (*after, *missing)


def held(
    config: LayerConfig,
    draft: Draft,
    problem: Problem,
    flowing: tuple[Shape, ...],
    untold: frozenset[str] = frozenset(),
) -> Candidate | None:
    """Return settings as a candidate if the formula gives what is printed.

    `untold` are arguments by which a window moves, of which others would do as well.
    """
    said = cast(config, flowing, problem.options)
    count = said.count if said else None
    if said is None or count is None or problem.number not in (None, count):
        return None
    outputs = said.outputs
    if problem.outputs and not _fits(outputs, problem.outputs):
        return None
    return Candidate(
        config=config,
        inputs=flowing,
        outputs=_told_outputs(outputs, config, draft, problem),
        weights=said.weights,
        options=problem.options,
        unseen=draft.unseen,
        cast=said,
        departures=draft.departures | _departures(config, draft, problem, flowing),
        untold=untold.union(
            _behind_cut(at(config, draft.place), problem), _idle(config, draft.place)
        ),
    )


def _departures(
    config: LayerConfig, draft: Draft, problem: Problem, flowing: tuple[Shape, ...]
) -> frozenset[str]:
    """Return what is not as it mostly is, but for what somebody knows."""
    departures = departures_of(at(config, draft.place), problem, flowing)
    return departures.difference(inside_of(problem.fixed, draft.place) if problem.fixed else ())


def _fits(outputs: Sequence[Shape], printed: Sequence[PrintedShape]) -> bool:
    """Tell whether shapes are those that are printed, as far as they are."""
    return are_as_many(outputs, printed) and all(
        told.may_be(shape) for shape, told in zip(outputs, printed, strict=False)
    )
