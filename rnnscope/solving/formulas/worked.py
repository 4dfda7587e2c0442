"""Formulas run on drafts: the count and what comes out, as polynomials in what is looked for.

What flows in stands as symbols too where a class's formula says the same of every size.  Then
it is run once for all rows of the class, however their sizes differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.model.parts import LayerConfig
from rnnscope.report.trial import Trial, tried
from rnnscope.solving.asked.arguments import OF_ANY_SIZE
from rnnscope.solving.asked.problem import SCORED, Asked, KnownShape, Problem
from rnnscope.solving.formulas.drafts import Draft, Wanted, drafts
from rnnscope.solving.formulas.inputs import Flowing
from rnnscope.solving.formulas.unknowns import Terms, terms_of, used
from rnnscope.untrusted.limits import spend

_KEPT = 256  # classes, by how they are called and what flows in, whose formulas are kept


@dataclass(slots=True, eq=False)
class Written:
    """An expression as a polynomial in symbols, written out when it is first asked for.

    `known` are numbers of further symbols.
    """

    expr: Expr
    symbols: Sequence[Symbol]
    known: Mapping[Symbol, int] = field(default_factory=dict)
    _terms: Terms | None = None
    _used: tuple[int, ...] | None = None

    def used(self) -> tuple[int, ...]:
        """Return the places of the symbols that it depends on.

        Raises:
            ArithmeticError: it divides by a symbol.
            UnknownSizeError: another size is known only at run time.

        """
        if self._used is None:
            self._used = tuple(used(self.terms()))
        return self._used

    def terms(self) -> Terms:
        """Return the polynomial.

        Raises:
            ArithmeticError: it divides by a symbol.
            UnknownSizeError: another size is known only at run time.

        """
        if self._terms is None:
            self._terms = terms_of(self.expr, self.symbols, self.known)
        return self._terms


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """A draft whose formula was run, with the count and the outputs that came of it."""

    draft: Draft
    count: Written
    outputs: tuple[tuple[Written, ...], ...]


def run(
    config: LayerConfig, inputs: tuple[SymbolicShape, ...], options: Mapping[str, Any]
) -> Trial | None:
    """Run a layer's formula; None where it refuses the settings."""
    spend(10)
    return tried(Layer(config=config, path=config.name, inputs=inputs, options=options))


def worked_out(draft: Draft, flowing: Flowing, options: Mapping[str, Any]) -> Worked | None:
    """Run the formula of a draft; None where it refuses it."""
    trial = run(draft.config, flowing.shapes, options)
    if trial is None:
        return None
    symbols = (*draft.symbols, *flowing.axes)
    outputs = (tuple(Written(size, symbols) for size in shape) for shape in trial.outputs)
    return Worked(draft, Written(trial.count, symbols), tuple(outputs))


@dataclass(frozen=True, slots=True, eq=False)
class Workings:
    """The drafts of a class, each run when it is first asked for."""

    flowing: Flowing
    options: Mapping[str, Any]
    drafts: tuple[Draft, ...]
    _done: dict[int, Worked | None] = field(default_factory=dict)

    def at(self, place: int) -> Worked | None:
        """Return the draft at a place with what its formula says; None where it refuses it."""
        if place not in self._done:
            self._done[place] = worked_out(self.drafts[place], self.flowing, self.options)
        return self._done[place]


def workings(problem: Problem, inputs: tuple[KnownShape, ...]) -> Workings:
    """Return the drafts of a problem's class, for what flows in or for all that is like it."""
    first = problem.outputs[0] if len(problem.outputs) == 1 else None
    is_single = first is not None and not first.is_listed
    asked = Asked.of(replace(problem, inputs=(), outputs=(), number=None))
    return _workings(asked, of_any_size(problem, inputs), is_single, problem.is_scored)


def of_any_size(problem: Problem, inputs: tuple[KnownShape, ...]) -> tuple[KnownShape, ...]:
    """Return what flows in without its sizes, where the formula says the same of all."""
    if len(inputs) != 1 or problem.class_name not in OF_ANY_SIZE:
        return inputs
    return (tuple(None if size is None else ... for size in inputs[0]),)


@lru_cache(maxsize=_KEPT)
def _workings(
    asked: Asked, inputs: tuple[KnownShape, ...], is_single: bool, is_scored: bool
) -> Workings:
    """Return the drafts of a class for inputs and outputs of a kind, kept for all rows alike."""
    problem = asked.problem
    wanted = Wanted(
        name=problem.name,
        rank=len(inputs[0]),
        is_single=is_single,
        fixed=problem.fixed,
        era=problem.era,
        is_late=problem.is_late,
    )
    options = SCORED if is_scored else {}
    return Workings(Flowing.of(inputs), options, tuple(drafts(problem.class_name, wanted)))
