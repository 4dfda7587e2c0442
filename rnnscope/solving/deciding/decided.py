"""A row by itself: all settings that fit it are looked for and judged, or why there are none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from rnnscope.report.row_verdict import Assumed, Told
from rnnscope.solving.asked.arguments import DOMAINS, Divisor, Size, domain_of
from rnnscope.solving.asked.problem import Asked, Candidate, Problem
from rnnscope.solving.deciding.as_one import as_one
from rnnscope.solving.deciding.decision import (
    NO_PADDED,
    NO_SHAPE,
    NO_SHAPE_OF_IT,
    NOT_BEFORE,
    NOT_HELD,
    NOT_SOUGHT,
    TOO_LARGE,
    UNNUMBERED,
    WEIGHTLESS,
    Decision,
)
from rnnscope.solving.deciding.judging import is_usual, judged, preferred
from rnnscope.solving.deciding.rarity import rarity
from rnnscope.solving.formulas.unknowns import UnsolvedError
from rnnscope.solving.search.search import bare, candidates, may_be_put_out
from rnnscope.solving.search.shaped import is_told_by_shapes

MOST = 1_000  # settings that are looked at for one row
_KEPT = 4_096  # rows whose decisions are kept
_PLENTY = 64  # beside which no layer inside of a rare class is looked for
_ENOUGH = 4  # that are found where one is preferred, to be told of beside it
_MOST_ALIKE = 64  # settings of the same weights that are kept
_OF_ANYTHING = ("RNN", "SpectralNormalization", "TimeDistributed")  # a model, cells, one's own


def decided(problem: Problem) -> Decision:
    """Look for the settings of a row, and say what they come to."""
    return _decided(Asked.of(problem))


@lru_cache(maxsize=_KEPT)
def _decided(asked: Asked) -> Decision:
    """Look for settings with the usual defaults first, and for late arguments where none fits."""
    problem = asked.problem
    if problem.number == 0 and _is_wrapper(problem.class_name):
        return Decision(told=Told.UNTOLD, why=WEIGHTLESS)
    found, is_whole = _found(problem)
    if not found and is_whole and not problem.is_late and _has_late(problem.class_name):
        return decided(replace(problem, is_late=True))
    if not found:
        return _none(problem, is_whole=is_whole)
    fits = tuple(map(as_one, found))
    if problem.number == 0 and not problem.is_fed:
        return _entered(fits)
    is_short = len(fits) >= MOST
    return judged(fits, taken=_taken(problem), is_whole=is_whole, is_short=is_short)


def _found(problem: Problem) -> tuple[Collection[list[Candidate]], bool]:
    """Return the settings that fit, those of the same weights together, and whether it is all."""
    found: dict[object, list[Candidate]] = {}
    likeliest: dict[object, Candidate] = {}
    is_whole = True
    try:
        for candidate in candidates(problem):
            if _is_enough(candidate, [*likeliest.values()]):
                is_whole = False
                break
            key = likeness(candidate)
            group = found.setdefault(key, [])
            if len(group) < _MOST_ALIKE:
                group.append(candidate)
                likeliest[key] = min(likeliest.get(key, candidate), candidate, key=rarity)
    except UnsolvedError:
        is_whole = False
    return found.values(), is_whole


def _entered(found: tuple[Candidate, ...]) -> Decision:
    """Return the decision for a layer without weights of which nothing tells what flows in.

    One of the shapes is taken that may, and not said to be it.
    """
    return Decision(told=Told.ASSUMED, fits=found, assumed=(Assumed.INPUT_SHAPE,), is_whole=False)


def likeness(candidate: Candidate) -> object:
    """Return what settings have in common that are one: their weights; without any, all of them."""
    if candidate.weights:
        return candidate.key
    settings = candidate.config.settings.items()
    told = [(key, repr(value)) for key, value in settings if key not in candidate.untold]
    return tuple(told), candidate.inputs


def _has_late(class_name: str) -> bool:
    """Tell whether a class has arguments that are looked for where nothing fits without."""
    sizes = (each for each in domain_of(class_name).arguments if isinstance(each, Size))
    return any(each.is_late for each in sizes)


def _is_enough(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Tell whether what was found is enough: those that are rare come last."""
    if len(found) >= MOST:
        return True
    rare = candidate.departures & {"groups", "layer"}
    if not rare or len(found) < _ENOUGH:
        return False
    is_rarer = bool(rare - _common(found)) and is_usual(found)
    is_one_of_many = "layer" in rare and len(found) >= _PLENTY
    return is_rarer and (is_one_of_many or preferred(found) is not None)


def _common(found: Iterable[Candidate]) -> frozenset[str]:
    """Return the departures that all have in common."""
    every = [candidate.departures for candidate in found]
    return frozenset.intersection(*every) if every else frozenset()


def _taken(problem: Problem) -> tuple[str, ...]:
    """Return the arguments of which only the default was looked at."""
    domain = domain_of(problem.class_name)
    divisors = (each.name for each in domain.arguments if isinstance(each, Divisor))
    is_told = problem.outputs and not any(each.is_cut for each in problem.outputs)
    unfed = () if problem.is_fed and is_told else tuple(divisors)
    inner = (domain.key,) if domain.inside and domain.key not in problem.fixed else ()
    wide = () if problem.is_fed and is_told else domain.wide
    taken = () if problem.is_late else (*domain.taken, *wide)
    return (*taken, *unfed, *inner)


def _none(problem: Problem, *, is_whole: bool) -> Decision:
    """Say why no setting was found."""
    if not is_whole:
        return Decision(told=Told.UNTOLD, is_whole=False, why=TOO_LARGE)
    if problem.number == 0:
        return Decision(told=Told.UNTOLD, why=WEIGHTLESS)
    if not (_is_sought(problem.class_name) or bare(problem) == 0):
        return Decision(told=Told.UNTOLD, why=NOT_SOUGHT)
    if not (is_told_by_shapes(problem.class_name) or may_be_put_out(problem)):
        return _elsewhere(problem)
    why = _possible(problem)
    return Decision(told=Told.UNTOLD if why else Told.IMPOSSIBLE, why=why)


def _possible(problem: Problem) -> str:
    """Say why a number that nothing gave may be right all the same; nothing where it may not.

    An output_padding may make the shape by a kernel that the number tells.
    """
    if problem.number is None:
        return UNNUMBERED
    if problem.class_name in _OF_ANYTHING:
        return NOT_HELD
    is_transposed = problem.class_name.endswith("Transpose") and problem.is_fed
    is_padded = is_transposed and decided(problem.unfed()).told is not Told.IMPOSSIBLE
    return NO_PADDED if is_padded else ""


def _is_wrapper(class_name: str) -> bool:
    """Tell whether a class holds a layer, which may be any if it has no weights."""
    return bool(domain_of(class_name).inside)


def _is_sought(class_name: str) -> bool:
    """Tell whether the arguments of a class are looked for, or its shapes alone say all."""
    return class_name in DOMAINS or is_told_by_shapes(class_name)


def _elsewhere(problem: Problem) -> Decision:
    """Look for what else may flow in, where no setting makes the printed shape of what seems to."""
    if problem.class_name.endswith("Transpose"):
        return Decision(told=Told.UNTOLD, why=NO_PADDED)
    if problem.is_fed:
        decision = decided(problem.unfed())
        if decision.told.is_of_one:
            taken = (*decision.taken, Assumed.INPUT)
            return replace(decision, told=Told.ASSUMED, taken=taken, why=NOT_BEFORE)
        if decision.told is Told.ONE_OF:
            return replace(decision, why=NOT_BEFORE)
    if problem.class_name in _OF_ANYTHING:
        return Decision(told=Told.UNTOLD, why=NOT_HELD)
    return Decision(told=Told.UNTOLD, why=NO_SHAPE_OF_IT if problem.is_fed else NO_SHAPE)
