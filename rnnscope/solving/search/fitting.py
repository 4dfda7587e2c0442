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
from rnnscope.layers.recurrent import TAKING_STATES
from rnnscope.model.parts import Shape
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
from rnnscope.solving.formulas.inputs import Flowing
from rnnscope.solving.formulas.numbers import divisors
from rnnscope.solving.formulas.unknowns import Terms
from rnnscope.solving.formulas.worked import Workings, Written, workings

_RANKS = (2, 3, 4, 5, 6, 1)
_DIVISOR = "? divisor"
_KEPT = 512  # questions whose drafts are kept, for each number that is asked about them


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """A draft that may put out what is printed, with the count that is left to solve.

    `inputs` is what flows in, as far as that is known, and `axes` are the symbols of the sizes
    in it that nothing tells.  `values` are the ways in which the printed shapes hold.  `sizes`
    are those of what comes out that no window moves over, with what is printed of each.
    """

    draft: Draft
    inputs: tuple[KnownShape, ...]
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

    def flowing(self, values: Values) -> tuple[Shape, ...]:
        """Return what flows in with the sizes that were found; None for one that nothing tells."""
        found = iter([values.get(axis) for axis in self.axes])
        return tuple(
            tuple(size if isinstance(size, int | None) else next(found) for size in shape)
            for shape in self.inputs
        )


def inputs_of(problem: Problem) -> Iterator[tuple[KnownShape, ...]]:
    """Yield what may flow in: shapes of each number of axes, where nothing tells it.

    All have as many axes, but for the states of a recurrent layer, which lack that of the steps.
    """
    inputs = problem.inputs or (None,)
    if all(shape is not None for shape in inputs):
        yield tuple(shape for shape in inputs if shape is not None)
        return
    fewer = [int(place > 0 and problem.class_name in TAKING_STATES) for place in range(len(inputs))]
    pairs = [*zip(inputs, fewer, strict=True)]
    for rank in {len(shape) + less: None for shape, less in pairs if shape} or _RANKS:
        if rank > max(fewer):
            yield tuple(shape or (None, *[...] * (rank - less - 1)) for shape, less in pairs)


def fitting_drafts(problem: Problem, inputs: tuple[KnownShape, ...]) -> tuple[Fitting, ...]:
    """Return the drafts of a problem's class that may put out what is printed."""
    return _fitting_drafts(Asked.without_number(problem), inputs)


@lru_cache(maxsize=_KEPT)
def _fitting_drafts(asked: Asked, inputs: tuple[KnownShape, ...]) -> tuple[Fitting, ...]:
    return tuple(_fitting(workings(asked.problem, inputs), asked.problem, inputs))


def _fitting(
    every: Workings, problem: Problem, inputs: tuple[KnownShape, ...]
) -> Iterator[Fitting]:
    """Yield the drafts that may put out what is printed; of those alike in that one is asked."""
    axes, known = _axes(every.flowing, inputs)
    refused: set[object] = set()
    for place, draft in enumerate(every.drafts):
        worked = None if draft.outline in refused else every.at(place)
        values = tuple(by_shape(worked, problem.outputs, known)) if worked else ()
        if worked and values:
            sizes = tuple(printed_sizes(worked, problem.outputs))
            yield Fitting(draft, inputs, worked.count, axes, values, sizes)
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


def divided_drafts(problem: Problem, inputs: tuple[KnownShape, ...]) -> Iterator[Fitting]:
    """Yield the drafts of a problem's class in several equal groups, for each number of them."""
    yield from _divided_drafts(Asked.without_number(problem), inputs)


@lru_cache(maxsize=_KEPT)
def _divided_drafts(asked: Asked, inputs: tuple[KnownShape, ...]) -> tuple[Fitting, ...]:
    """Return the drafts in groups; what the formula refuses of one is not asked of those alike."""
    problem, refused = asked.problem, set[object]()
    return tuple(
        divided
        for fitting in _fitting_drafts(asked, inputs)
        if fitting.draft.divisor and problem.is_fed
        if fitting.draft.divisor.name not in problem.fixed
        for divided in _divided(fitting, fitting.draft.divisor, problem, refused)
    )


def _divided(
    fitting: Fitting, divisor: Divisor, problem: Problem, refused: set[object]
) -> Iterator[Fitting]:
    """Yield a draft for each number of groups, of which the formula is run for the first alone.

    `refused` are numbers by which the formula cannot be run, with the outlines of drafts.
    """
    draft = fitting.draft
    whole = next(each for each in draft.symbols if each.name == divisor.of)
    left = tuple(each for each in draft.symbols if each != whole)
    for known in fitting.values:
        if known.get(whole) is None:
            continue
        divided = replace(
            draft,
            config=put_in(draft.config, {whole: known[whole]}),
            symbols=left,
            departures=draft.departures | {divisor.name},
        )
        grouped: _Grouped | None = None
        for number in divisors(known[whole] or 1)[1:]:
            key = (draft.outline, number)
            if grouped is None and key not in refused:
                symbol = Symbol(divisor.name, number, _DIVISOR)
                grouped = _Grouped.of(divided, symbol, problem, fitting.inputs)
                refused |= {key} if grouped is None else set()
            if grouped is not None:
                yield grouped.into(number)


@dataclass(frozen=True, slots=True, eq=False)
class _Grouped:
    """A draft whose formula was run with a symbol for the number of groups.

    So its count, `whole`, says what comes of any number of them.
    """

    fitting: Fitting
    whole: Expr
    groups: Symbol

    @classmethod
    def of(
        cls, draft: Draft, groups: Symbol, problem: Problem, inputs: tuple[KnownShape, ...]
    ) -> _Grouped | None:
        """Run the formula; None where it refuses so many groups."""
        settings = {groups.name: SizedInt(groups.expr)}
        config = with_settings(draft.config, draft.place, settings)
        every = Workings(Flowing.of(inputs), problem.options, (replace(draft, config=config),))
        for fitting in _fitting(every, problem, inputs):
            whole = in_sizes(fitting.count.expr, (*fitting.count.symbols, groups))
            return cls(replace(fitting, draft=draft), whole, groups)
        return None

    def into(self, number: int) -> Fitting:
        """Return the draft in so many groups."""
        draft, symbols = self.fitting.draft, self.fitting.count.symbols
        config = with_settings(draft.config, draft.place, {self.groups.name: number})
        return Fitting(
            replace(draft, config=config),
            self.fitting.inputs,
            Written(self.whole, symbols, {self.groups: number}),
            self.fitting.axes,
            self.fitting.values,
        )
