"""The drafts of a class that may put out what is printed, whatever number is.

They are worked out once for all rows of one class and one shape before and after, whose numbers may
be any: that a number is asked for, doubted and its neighbours looked for runs no formula again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rnnscope.algebra.expr import Expr, SizedInt, Symbol, symbol
from rnnscope.algebra.solutions import in_sizes
from rnnscope.layers import SymbolicShape
from rnnscope.solving._arguments import Divisor
from rnnscope.solving._drafts import Draft, Wanted, drafts, put_in, with_settings
from rnnscope.solving._equations import UNKNOWN, Values, by_shape, left_over
from rnnscope.solving._made import run
from rnnscope.solving._numbers import divisors
from rnnscope.solving._problem import Asked, Known, Problem
from rnnscope.solving._unknowns import Terms, terms_of

_PROBE = 5_040
_RANKS = (2, 3, 4, 5, 6, 1)
_DIVISOR = "? divisor"
_KEPT = 2_048  # questions whose drafts are kept: a summary has hardly more shapes that differ


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the printed shapes tell of a draft's symbols, with the count that is left to solve.

    `symbols` are those of the draft, and of the axes that nothing tells.  `values` are the ways in
    which the shapes hold.  `put_in` are numbers of further symbols that the count has.
    """

    count: Expr
    axes: tuple[Symbol, ...]
    symbols: tuple[Symbol, ...]
    values: tuple[Values, ...]
    put_in: Mapping[Symbol, int] = field(default_factory=dict)
    _terms: list[Terms] = field(default_factory=list)
    _left: dict[int, Terms | None] = field(default_factory=dict)

    def terms(self) -> Terms:
        """Return the count as a polynomial in the symbols.

        Raises:
            ArithmeticError: it divides by one.
            UnknownSizeError: another size is known only at run time.

        """
        if not self._terms:
            self._terms.append(terms_of(self.count, self.symbols, self.put_in))
        return self._terms[0]

    def left(self, way: int) -> Terms | None:
        """Return what the count is by one of the ways; None where it has a size that is open."""
        if way not in self._left:
            self._left[way] = left_over(self.terms(), self.symbols, self.values[way])
        return self._left[way]


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


def fitting_drafts(problem: Problem, inputs: tuple[Known, ...]) -> tuple[tuple[Draft, Told], ...]:
    """Return the drafts of a problem's class that may put out what is printed."""
    return _fitting_drafts(Asked.without_number(problem), inputs)


@lru_cache(maxsize=_KEPT)
def _fitting_drafts(asked: Asked, inputs: tuple[Known, ...]) -> tuple[tuple[Draft, Told], ...]:
    problem = asked.problem
    wanted = Wanted(
        name=problem.name,
        rank=len(inputs[0]),
        is_single=len(problem.outputs) == 1 and not problem.outputs[0].is_cut,
        fixed=problem.fixed,
        generation=problem.generation,
    )
    return tuple(_fitting(drafts(problem.class_name, wanted), problem, inputs))


def _fitting(
    every: Iterable[Draft], problem: Problem, inputs: tuple[Known, ...]
) -> Iterator[tuple[Draft, Told]]:
    flowing, axes = symbolic(inputs)
    refused: set[object] = set()
    for draft in every:
        trial = None if draft.outline in refused else run(draft.config, flowing, problem.options)
        symbols = (*draft.symbols, *axes)
        told = tuple(by_shape(trial, draft, problem.outputs, symbols)) if trial else ()
        if trial and told:
            yield draft, Told(trial.count, axes, symbols, told)
        else:
            refused.add(draft.outline)


def symbolic(inputs: tuple[Known, ...]) -> tuple[tuple[SymbolicShape, ...], tuple[Symbol, ...]]:
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


def divided_drafts(problem: Problem, inputs: tuple[Known, ...]) -> Iterator[tuple[Draft, Told]]:
    """Yield the drafts of a problem's class in several equal groups, for each number of them."""
    yield from _divided_drafts(Asked.without_number(problem), inputs)


@lru_cache(maxsize=_KEPT)
def _divided_drafts(asked: Asked, inputs: tuple[Known, ...]) -> tuple[tuple[Draft, Told], ...]:
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
    inputs: tuple[Known, ...],
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
        first: tuple[Told, Symbol] | None = None
        for number in divisors(known[whole] or 1)[1:]:
            key = (draft.outline, number)
            if first is None and key not in refused:
                first = _first(divided, Symbol(divisor.name, number, _DIVISOR), problem, inputs)
                refused |= {key} if first is None else set()
            if first is not None:
                again, groups = first
                config = with_settings(divided.config, draft.place, {divisor.name: number})
                yield replace(divided, config=config), _where(again, groups, number)


def _first(
    draft: Draft, groups: Symbol, problem: Problem, inputs: tuple[Known, ...]
) -> tuple[Told, Symbol] | None:
    """Run the formula with a symbol for the number of groups; None where it is refused."""
    settings = {groups.name: SizedInt(groups.expr)}
    config = with_settings(draft.config, draft.place, settings)
    every = _fitting((replace(draft, config=config),), problem, inputs)
    for _, told in every:
        count = in_sizes(told.count, (*told.symbols, groups))
        return Told(count, told.axes, told.symbols, told.values), groups
    return None


def _where(told: Told, symbol: Symbol, number: int) -> Told:
    """Return what is told where one more symbol of the count is a number."""
    return Told(told.count, told.axes, told.symbols, told.values, {symbol: number})
