"""Settings with numbers put in, which hold only if the formula gives what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rnnscope.algebra.expr import Symbol, symbol
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.solving._drafts import Draft, at, inside_of, put_in, untold_of, with_settings, without
from rnnscope.solving._equations import Values, are_as_many
from rnnscope.solving._numbers import factors
from rnnscope.solving._problem import Candidate, Known, Problem
from rnnscope.solving._usual import departures_of
from rnnscope.solving._windows import OF_WINDOWS, OPEN, untold, windows
from rnnscope.solving._worked import run


def made(
    draft: Draft,
    problem: Problem,
    inputs: tuple[Known, ...],
    axes: Sequence[Symbol],
    values: Values,
) -> Iterator[Candidate]:
    """Yield the settings with numbers put in, where they give what is printed."""
    flowing = numbers(inputs, axes, values)
    config = put_in(draft.config, values)
    for settings in _products(draft, values):
        ways = list(_settled(moved(draft, config, settings, flowing, problem), draft, problem))
        for way in ways:
            found = with_settings(config, draft.place, {**settings, **way})
            candidate = held(without(found, draft.place, OPEN), draft, problem, flowing)
            if candidate is not None:
                seen = replace(candidate, outputs=_told_outputs(candidate, draft, problem))
                names = untold(ways) | _behind_cut(at(found, draft.place), problem)
                yield _as_told(seen, draft.place, names)
                break


def _told_outputs(candidate: Candidate, draft: Draft, problem: Problem) -> tuple[Shape, ...]:
    """Return what comes out, but for sizes that a window tells and nothing prints."""
    printed = problem.outputs[0] if problem.outputs else PrintedShape(sizes=(), is_cut=True)
    if not draft.window or not printed.is_cut:
        return candidate.outputs
    is_first = at(candidate.config, draft.place).settings.get("data_format") == "channels_first"
    channels = -draft.window - 1 if is_first else -1
    return tuple(
        tuple(
            size if i < len(printed.sizes) or i == len(shape) + channels else None
            for i, size in enumerate(shape)
        )
        for shape in candidate.outputs
    )


def _settled(
    ways: Iterable[Mapping[str, Any]], draft: Draft, problem: Problem
) -> Iterator[Mapping[str, Any]]:
    """Yield how a window may move, with what somebody knows of that."""
    known = inside_of(problem.fixed, draft.place)
    own = {name: known[name] for name in OF_WINDOWS if name in known}
    for way in ways:
        yield {**way, **own, OPEN: tuple(name for name in way.get(OPEN, ()) if name not in own)}


def _as_told(candidate: Candidate, place: tuple[str, ...], names: frozenset[str]) -> Candidate:
    """Return settings without a padding that is the default, where another would do as well."""
    config = candidate.config
    if "padding" in names and at(config, place).settings.get("padding") == "valid":
        config = without(config, place, "padding")
    return replace(candidate, config=config, untold=names | frozenset(_idle(config, place)))


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


def numbers(inputs: tuple[Known, ...], axes: Sequence[Symbol], values: Values) -> tuple[Shape, ...]:
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
) -> Iterator[Mapping[str, Any]]:
    """Yield how a window may move for the printed shape to come out."""
    if not draft.window:
        yield {}
        return
    layer = at(config, draft.place)
    kernel = settings.get("kernel_size", layer.settings.get("kernel_size", 1))
    sizes = kernel if isinstance(kernel, list) else [kernel] * draft.window
    before, after = _along(draft.window, layer, flowing[0], problem)
    yield from windows(layer.class_name, before, sizes, after)


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
    config: LayerConfig, draft: Draft, problem: Problem, flowing: tuple[Shape, ...]
) -> Candidate | None:
    """Return settings as a candidate if the formula gives what is printed."""
    shapes = tuple(
        tuple(symbol(f"axis_{i}", size, f"input {n}") for i, size in enumerate(shape))
        for n, shape in enumerate(flowing)
    )
    trial = run(config, shapes, problem.options)
    count = trial.count if trial else None
    if trial is None or count is None or problem.number not in (None, count.value):
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
        unseen=draft.unseen,
        count=count,
        fixed=trial.fixed,
        multiplied=trial.multiplied,
        departures=draft.departures | _departures(config, draft, problem, flowing),
    )


def _departures(
    config: LayerConfig, draft: Draft, problem: Problem, flowing: tuple[Shape, ...]
) -> frozenset[str]:
    """Return what is not as it mostly is, but for what somebody knows."""
    known = inside_of(problem.fixed, draft.place)
    return departures_of(at(config, draft.place), problem, flowing) - {*known}


def _fits(outputs: Sequence[Shape], printed: Sequence[PrintedShape]) -> bool:
    """Tell whether shapes are those that are printed, as far as they are."""
    return are_as_many(outputs, printed) and all(
        (len(shape) > len(told.sizes) if told.is_cut else len(shape) == len(told.sizes))
        and told.goes_on_as(shape)
        and all(
            size is None or size == other
            for size, other in zip(shape[1:], told.sizes[1:], strict=False)
        )
        for shape, told in zip(outputs, printed, strict=False)
    )
