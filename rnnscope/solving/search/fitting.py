"""The drafts of a class that may put out what is printed, whatever number is.

They are worked out once for all rows of one class and one shape before and after, whose numbers may
be any: that a number is asked for, doubted and its neighbours looked for runs no formula again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from rnnscope.algebra.expr import Expr, SizedInt, Symbol
from rnnscope.algebra.solutions import in_sizes
from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.solving.asked.arguments import Divisor
from rnnscope.solving.asked.problem import Asked, KnownShape, Problem
from rnnscope.solving.formulas.drafts import Draft, put_in, with_settings
from rnnscope.solving.formulas.equations import (
    PrintedSize,
    Values,
    by_shape,
    left_over,
    printed_sizes,
)
from rnnscope.solving.formulas.numbers import divisors
from rnnscope.solving.formulas.unknowns import Terms
from rnnscope.solving.formulas.worked import Flowing, Workings, Written, workings

_RANKS = (2, 3, 4, 5, 6, 1)
_WITH_STATES = frozenset((*SEQUENCE_LAYERS, "Bidirectional"))
_DIVISOR = "? divisor"
_KEPT = 512  # questions whose drafts are kept, for each number that is asked about them


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the printed shapes tell of a draft's symbols, with the count that is left to solve.

    `axes` are the symbols of sizes that flow in and that nothing tells.  `values` are the ways
    in which the shapes hold.  `sizes` are those of what comes out that no window moves over,
    with what is printed of each.
    """

    count: Written
    axes: tuple[Symbol, ...]
    values: tuple[Values, ...]
    sizes: tuple[PrintedSize, ...] = ()
    _left: dict[int, Terms | None] = field(default_factory=dict)

    def left(self, way: int) -> Terms | None:
        """Return what the count is by one of the ways; None where it has a size that is open."""
        if way not in self._left:
            self._left[way] = left_over(self.count, self.values[way])
        return self._left[way]

    def goes_on(self, values: Values) -> bool:
        """Tell whether what comes out may be what is printed, as far as its polynomials say it."""
        return all(size.may_be(values) for size in self.sizes)


def inputs_of(problem: Problem) -> Iterator[tuple[KnownShape, ...]]:
    """Yield what may flow in: shapes of each number of axes, where nothing tells it.

    All have as many axes, but for the states of a recurrent layer, which lack that of the steps.
    """
    inputs = problem.inputs or (None,)
    if all(shape is not None for shape in inputs):
        yield tuple(shape for shape in inputs if shape is not None)
        return
    fewer = [int(place > 0 and problem.class_name in _WITH_STATES) for place in range(len(inputs))]
    pairs = [*zip(inputs, fewer, strict=True)]
    for rank in {len(shape) + less: None for shape, less in pairs if shape} or _RANKS:
        if rank > max(fewer):
            yield tuple(shape or (None, *[...] * (rank - less - 1)) for shape, less in pairs)


def fitting_drafts(
    problem: Problem, inputs: tuple[KnownShape, ...]
) -> tuple[tuple[Draft, Told], ...]:
    """Return the drafts of a problem's class that may put out what is printed."""
    return _fitting_drafts(Asked.without_number(problem), inputs)


@lru_cache(maxsize=_KEPT)
def _fitting_drafts(asked: Asked, inputs: tuple[KnownShape, ...]) -> tuple[tuple[Draft, Told], ...]:
    return tuple(_fitting(workings(asked.problem, inputs), asked.problem, inputs))


def _fitting(
    every: Workings, problem: Problem, inputs: tuple[KnownShape, ...]
) -> Iterator[tuple[Draft, Told]]:
    axes, known = _axes(every.flowing, inputs)
    refused: set[object] = set()
    for place, draft in enumerate(every.drafts):
        worked = None if draft.outline in refused else every.at(place)
        told = tuple(by_shape(worked, problem.outputs, known)) if worked else ()
        if worked and told:
            sizes = tuple(printed_sizes(worked, problem.outputs))
            yield draft, Told(worked.count, axes, told, sizes)
        else:
            refused.add(draft.outline)


def _axes(flowing: Flowing, inputs: tuple[KnownShape, ...]) -> tuple[tuple[Symbol, ...], Values]:
    """Return the symbols of sizes that nothing tells, and the numbers of the others."""
    sizes = chain.from_iterable(inputs)
    places = chain.from_iterable(flowing.shapes)
    axes, known = [], Values()
    for size, place in zip(sizes, places, strict=True):
        axis = place.single
        if axis in flowing.axes:
            if isinstance(size, int):
                known[axis] = size
            else:
                axes.append(axis)
    return tuple(axes), known


def divided_drafts(
    problem: Problem, inputs: tuple[KnownShape, ...]
) -> Iterator[tuple[Draft, Told]]:
    """Yield the drafts of a problem's class in several equal groups, for each number of them."""
    yield from _divided_drafts(Asked.without_number(problem), inputs)


@lru_cache(maxsize=_KEPT)
def _divided_drafts(asked: Asked, inputs: tuple[KnownShape, ...]) -> tuple[tuple[Draft, Told], ...]:
    problem, refused = asked.problem, set[object]()
    return tuple(
        divided
        for draft, told in _fitting_drafts(asked, inputs)
        if draft.divisor and problem.is_fed and draft.divisor.name not in problem.fixed
        for divided in _divided(draft, draft.divisor, told, refused, problem, inputs)
    )


def _divided(
    draft: Draft,
    divisor: Divisor,
    told: Told,
    refused: set[object],
    problem: Problem,
    inputs: tuple[KnownShape, ...],
) -> Iterator[tuple[Draft, Told]]:
    """Yield a draft for each number of groups, of which the formula is run for the first alone.

    That has a symbol for the number, so that the count says what comes of the others.
    `refused` are numbers by which the formula cannot be run, with the outlines of drafts.
    """
    whole = next(each for each in draft.symbols if each.name == divisor.of)
    left = tuple(each for each in draft.symbols if each != whole)
    for known in told.values:
        if known.get(whole) is None:
            continue
        divided = replace(
            draft,
            config=put_in(draft.config, {whole: known[whole]}),
            symbols=left,
            departures=draft.departures | {divisor.name},
        )
        first: tuple[Told, Expr, Symbol] | None = None
        for number in divisors(known[whole] or 1)[1:]:
            key = (draft.outline, number)
            if first is None and key not in refused:
                first = _first(divided, Symbol(divisor.name, number, _DIVISOR), problem, inputs)
                refused |= {key} if first is None else set()
            if first is not None:
                config = with_settings(divided.config, draft.place, {divisor.name: number})
                yield replace(divided, config=config), _where(first, number)


def _first(
    draft: Draft, groups: Symbol, problem: Problem, inputs: tuple[KnownShape, ...]
) -> tuple[Told, Expr, Symbol] | None:
    """Run the formula with a symbol for the number of groups; None where it is refused."""
    settings = {groups.name: SizedInt(groups.expr)}
    config = with_settings(draft.config, draft.place, settings)
    every = Workings(Flowing.of(inputs), problem.options, (replace(draft, config=config),))
    for _, told in _fitting(every, problem, inputs):
        return told, in_sizes(told.count.expr, (*told.count.symbols, groups)), groups
    return None


def _where(first: tuple[Told, Expr, Symbol], number: int) -> Told:
    """Return what is told where there are so many groups."""
    told, count, groups = first
    written = Written(count, told.count.symbols, {groups: number})
    return Told(written, told.axes, told.values)
