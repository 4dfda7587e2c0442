"""Settings with numbers put in, which hold only if the formula gives what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.solving.asked.problem import Candidate, Problem
from rnnscope.solving.formulas.drafts import Draft, at, inside_of, put_in, untold_of, with_settings
from rnnscope.solving.formulas.equations import Values, are_as_many
from rnnscope.solving.formulas.moulds import cast
from rnnscope.solving.formulas.numbers import factors
from rnnscope.solving.search.fitting import Fitting
from rnnscope.solving.search.usual import departures_of
from rnnscope.solving.search.windows import OF_WINDOWS, STILL, Ways, ways_of

_NOTHING = PrintedShape(sizes=(), is_cut=True)  # of what comes out, where the text has no shape


@dataclass(frozen=True, slots=True)
class Attempt:
    """Settings that are tried: a draft with numbers put in, and what flows in by these."""

    problem: Problem
    draft: Draft
    config: LayerConfig
    flowing: tuple[Shape, ...]

    @property
    def layer(self) -> LayerConfig:
        """The layer that the draft is about: inside a wrapper that one."""
        return at(self.config, self.draft.place)

    @property
    def printed(self) -> PrintedShape:
        """What is printed of the first output."""
        return self.problem.outputs[0] if self.problem.outputs else _NOTHING

    @property
    def known(self) -> Mapping[str, Any]:
        """What somebody knows of the layer's arguments."""
        return inside_of(self.problem.fixed, self.draft.place) if self.problem.fixed else {}

    def having(self, settings: Mapping[str, Any]) -> Attempt:
        """Return the attempt with more settings of the layer."""
        return replace(self, config=with_settings(self.config, self.draft.place, settings))


def made(fitting: Fitting, problem: Problem, values: Values) -> Iterator[Candidate]:
    """Yield the settings with numbers put in, where they give what is printed."""
    draft, flowing = fitting.draft, fitting.flowing(values)
    if not problem.may_take(flowing):
        return
    attempt = Attempt(problem, draft, put_in(draft.config, values), flowing)
    for settings in _products(draft, values):
        sized = attempt.having(settings)
        ways, names = _ways(sized)
        for way in ways:
            candidate = candidate_of(sized.having(way), names)
            if candidate is not None:
                yield candidate
                break


def _products(draft: Draft, values: Values) -> Iterator[dict[str, Any]]:
    """Yield the arguments that make up a product."""
    if not draft.products:
        yield {}
        return
    ((each, argument),) = draft.products.items()
    for way in factors(values[each] or 1, argument.axes):
        yield {argument.name: way[0] if len(set(way)) == 1 else list(way)}


def _ways(attempt: Attempt) -> Ways:
    """Return how a window may move, with what somebody knows of that."""
    (ways, names), known = moved(attempt), attempt.known
    own = {name: known[name] for name in OF_WINDOWS if name in known}
    return ([{**way, **own} for way in ways], names.difference(own)) if own else (ways, names)


def moved(attempt: Attempt) -> Ways:
    """Return how a window may move for the printed shape to come out."""
    axes = attempt.draft.window
    if not axes:
        return STILL
    kernel = attempt.layer.settings.get("kernel_size", 1)
    sizes = kernel if isinstance(kernel, list) else [kernel] * axes
    before, after = _along(axes, attempt)
    asked = [_axis(*axis) for axis in zip(before, sizes, after, strict=True)]
    return ways_of(attempt.layer.class_name, tuple(asked))


def _axis(before: int | None, kernel: int, after: int | None) -> tuple[int | None, int, int | None]:
    """Return an axis as it is asked about: of an open one only if a kernel has one place."""
    return (None, min(kernel, 2), None) if before is None else (before, kernel, after)


def _along(axes: int, attempt: Attempt) -> tuple[Sequence[int | None], Sequence[int | None]]:
    """Return the sizes before and after a window; None where nothing is printed of an axis."""
    layer, flowing, printed = attempt.layer, attempt.flowing[0], attempt.printed
    is_first = layer.is_channels_first
    before = flowing[-axes:] if is_first else flowing[-axes - 1 : -1]
    if not printed.is_cut:
        return before, printed.sizes[-axes:] if is_first else printed.sizes[-axes - 1 : -1]
    is_recurrent = layer.class_name.startswith("ConvLSTM")
    is_last_step = is_recurrent and not layer.settings.get("return_sequences")
    start = len(flowing) - is_last_step - axes - (not is_first)
    after = printed.sizes[start : start + axes]
    missing = (None,) * (axes - len(after))
    return (*before[: len(after)], *missing), (*after, *missing)


def candidate_of(attempt: Attempt, untold: frozenset[str] = frozenset()) -> Candidate | None:
    """Return settings as a candidate if the formula gives what is printed; else None.

    `untold` are arguments by which a window moves, of which others would do as well.
    """
    problem = attempt.problem
    said = cast(attempt.config, attempt.flowing, problem.options)
    count = said.count if said else None
    if said is None or count is None or problem.number not in (None, count):
        return None
    outputs = said.outputs
    if problem.outputs and not _are_printed(outputs, problem.outputs):
        return None
    return Candidate(
        config=attempt.config,
        inputs=attempt.flowing,
        outputs=_told_outputs(outputs, attempt),
        weights=said.weights,
        options=problem.options,
        unseen=attempt.draft.unseen,
        cast=said,
        departures=attempt.draft.departures | _departures(attempt),
        untold=untold.union(_behind_cut(attempt), _idle(attempt)),
    )


def _are_printed(outputs: Sequence[Shape], printed: Sequence[PrintedShape]) -> bool:
    """Tell whether shapes are those that are printed, as far as they are."""
    return are_as_many(outputs, printed) and all(
        told.may_be(shape) for shape, told in zip(outputs, printed, strict=False)
    )


def _told_outputs(outputs: tuple[Shape, ...], attempt: Attempt) -> tuple[Shape, ...]:
    """Return what comes out, but for sizes that a window tells and nothing prints."""
    printed, window = attempt.printed, attempt.draft.window
    if not window or not printed.is_cut:
        return outputs
    channels = -window - 1 if attempt.layer.is_channels_first else -1
    return tuple(
        tuple(
            size if i < len(printed.sizes) or i == len(shape) + channels else None
            for i, size in enumerate(shape)
        )
        for shape in outputs
    )


def _departures(attempt: Attempt) -> frozenset[str]:
    """Return what is not as it mostly is, but for what somebody knows."""
    departures = departures_of(attempt.layer, attempt.problem, attempt.flowing)
    return departures.difference(attempt.known)


def _behind_cut(attempt: Attempt) -> frozenset[str]:
    """Return the argument by which there are more outputs, where these may be cut off.

    Keras prints several in a list: what begins with no bracket of one is the only shape.
    """
    is_cut = len(attempt.problem.outputs) == 1 and attempt.printed.is_listed
    return frozenset({"return_state"} & {*attempt.layer.settings}) if is_cut else frozenset()


def _idle(attempt: Attempt) -> Iterator[str]:
    """Yield the arguments of which other values make no difference to these."""
    layer = attempt.layer
    if attempt.config.settings.get("merge_mode") == "sum":  # as mul and ave do
        yield "merge_mode"
    if layer.class_name == "GroupNormalization":
        yield "groups"
    if layer.settings.get("use_bias") is False and "reset_after" in layer.settings:
        yield "reset_after"  # which says where the biases are
    yield from untold_of(layer.class_name)
