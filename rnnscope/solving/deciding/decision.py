"""Which verdict the settings that fit a row come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rnnscope.model.parts import LayerConfig
from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.arguments import DOMAINS, Divisor, Size
from rnnscope.solving.asked.problem import Asked, Candidate, Problem
from rnnscope.solving.deciding.as_one import as_one, rare_of, rarity
from rnnscope.solving.deciding.grounds import are_grounds
from rnnscope.solving.formulas.unknowns import UnsolvedError
from rnnscope.solving.search.search import bare, candidates, may_be_put_out
from rnnscope.solving.search.shaped import is_told_by_shapes
from rnnscope.solving.search.usual import SIMPLE

MOST = 1_000  # settings that are looked at for one row
NO_SHAPE = "no setting of Keras's class puts out this shape: it may be somebody's own of that name"
NO_PADDED = "no setting that is looked for puts out this shape: it may have an output_padding"
NOT_BEFORE = (
    "what flows in cannot be what stands before it, since no setting makes this shape of it"
)
NOT_SOUGHT = "what it is made with is not looked for"
WEIGHTLESS = "it has no weights, and its shapes do not tell what it is made with"
NOT_HELD = "what it holds is not printed, and nothing that was tried gives its number"
UNNUMBERED = "its number is cut off, or not printed, and its shape does not tell all of it"
TOO_LARGE = "there is more that may give its number than can be looked for"
ENTERED = "input_shape"  # what is assumed where nothing tells what flows in
_PLENTY = 64  # beside which no layer inside of a rare class is looked for
_ENOUGH = 4  # that are found where one is preferred, to be told of beside it
_MOST_ALIKE = 64  # settings of the same weights that are kept
# Of which none is preferred to another.
_AS_RARE = frozenset({"data_format", "groups", "merge_mode", SIMPLE})
_OF_ANYTHING = ("RNN", "SpectralNormalization", "TimeDistributed")  # a model, cells, one's own
_INSIDE = ("layer", "cell")  # the arguments that are a layer of another class


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was found for a row: a verdict, and the settings, that which is taken first.

    `assumed` are the arguments, and sizes of the input, whose default or usual value
    tells that one from the others.  `taken` are those of which no other value was looked for.
    `is_short` says that more may fit than are looked at for one row.
    `nearest` are settings that give other numbers, where none gives the printed one.
    `said` is what somebody said besides, without which it would be another decision, as
    `is_given` says it of the shapes of what flows in.
    """

    told: Told
    fits: tuple[Candidate, ...] = ()
    assumed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    is_whole: bool = True
    is_short: bool = False
    why: str = ""
    nearest: tuple[tuple[Candidate, int], ...] = ()
    said: tuple[str, ...] = ()
    is_given: bool = False

    @property
    def chosen(self) -> Candidate | None:
        """The settings that are taken, if one is preferred to all others; a model has none."""
        is_preferred = self.told in (Told.DETERMINED, Told.ASSUMED)
        return self.fits[0] if is_preferred and self.fits else None


def decided(problem: Problem) -> Decision:
    """Look for the settings of a row, and say what they come to."""
    return _decided(Asked.of(problem))


@lru_cache(maxsize=4_096)
def _decided(asked: Asked) -> Decision:
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
    is_whole = True
    try:
        for candidate in candidates(problem):
            if _is_enough(candidate, found):
                is_whole = False
                break
            group = found.setdefault(likeness(candidate), [])
            group += [candidate] if len(group) < _MOST_ALIKE else []
    except UnsolvedError:
        is_whole = False
    return found.values(), is_whole


def _entered(found: tuple[Candidate, ...]) -> Decision:
    """Return the decision for a layer without weights of which nothing tells what flows in.

    One of the shapes is taken that may, and not said to be it.
    """
    return Decision(told=Told.ASSUMED, fits=found, assumed=(ENTERED,), is_whole=False)


def likeness(candidate: Candidate) -> object:
    """Return what settings have in common that are one: their weights; without any, all of them."""
    if candidate.weights:
        return candidate.key
    settings = candidate.config.settings.items()
    told = [(key, repr(value)) for key, value in settings if key not in candidate.untold]
    return tuple(told), candidate.inputs


def _has_late(class_name: str) -> bool:
    """Tell whether a class has arguments that are looked for where nothing fits without."""
    domain = DOMAINS.get(class_name)
    return domain is not None and any(
        isinstance(each, Size) and each.is_late for each in domain.arguments
    )


def _is_enough(candidate: Candidate, found: Mapping[object, Sequence[Candidate]]) -> bool:
    """Tell whether no more need be looked for: those that are rare come last."""
    if len(found) >= MOST:
        return True
    rare = candidate.departures & {"groups", "layer"}
    if not rare or len(found) < _ENOUGH:
        return False
    firsts = [min(group, key=rarity) for group in found.values()]
    is_rarer = bool(rare - _common(firsts)) and _is_usual(firsts)
    is_one_of_many = "layer" in rare and len(found) >= _PLENTY
    return is_rarer and (is_one_of_many or _least(firsts) is not None)


def _is_usual(found: Iterable[Candidate]) -> bool:
    """Tell whether some setting departs from none of the defaults that are as rare as others."""
    return any(_AS_RARE.isdisjoint(fit.departures) for fit in found)


def _common(found: Iterable[Candidate]) -> frozenset[str]:
    """Return the departures that all have in common."""
    every = [candidate.departures for candidate in found]
    return frozenset.intersection(*every) if every else frozenset()


def judged(
    found: Sequence[Candidate],
    *,
    taken: Collection[str] = (),
    is_whole: bool = True,
    is_short: bool = False,
    given_up: Collection[str] = (),
) -> Decision:
    """Say what settings come to; defaults that are `given_up` prefer none of them.

    Where there were more than are looked at, `is_short`, none is preferred: it may be among these.
    """
    lost = frozenset(given_up)
    fits = [
        each
        if lost.isdisjoint(each.departures)
        else replace(each, departures=each.departures - lost)
        for each in found
    ]
    least = _least(fits)
    if least is None or is_short:
        listed = sorted(fits, key=lambda fit: (rarity(fit), sorted(fit.departures)))
        return Decision(
            told=Told.ONE_OF,
            fits=tuple(listed),
            taken=tuple(taken),
            is_whole=is_whole,
            is_short=is_short,
        )
    others = sorted((fit for fit in fits if fit is not least), key=rarity)
    assumed = _telling([frozenset(_apart(least, fit)) for fit in others])
    is_sure = is_whole and not others and not taken
    return Decision(
        told=Told.DETERMINED if is_sure else Told.ASSUMED,
        fits=(least, *others),
        assumed=assumed,
        taken=tuple(taken),
        is_whole=is_whole,
    )


def judged_again(
    decision: Decision, fits: Sequence[Candidate], given_up: Collection[str] = ()
) -> Decision:
    """Judge settings as those of a decision, whose search they are of."""
    return judged(
        fits,
        taken=decision.taken,
        is_whole=decision.is_whole,
        is_short=decision.is_short,
        given_up=given_up,
    )


def _telling(apart: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """Return as few names as there need be for one of those that tell each other one apart."""
    found = []
    while apart:
        tally = Counter(name for names in apart for name in names)
        name = min(tally, key=lambda name: (-tally[name], name), default="")
        apart = [names for names in apart if names and name not in names]
        found += [name] if name else []
    return tuple(sorted(found))


def _apart(least: Candidate, other: Candidate) -> Iterable[str]:
    """Return what has to be assumed for one to be meant and not the other."""
    for key in _INSIDE:
        inner = [fit.config.settings.get(key) for fit in (least, other)]
        classes = {each.class_name for each in inner if isinstance(each, LayerConfig)}
        if len(classes) > 1:
            return (key,)
    return other.departures - least.departures


def _least(found: Sequence[Candidate]) -> Candidate | None:
    """Return the one that departs from defaults less than all others; None where none does.

    Of the same input an oblong kernel is rarer than a layer without biases.
    """
    every = found
    is_one_input = len({fit.inputs for fit in found}) == 1
    rare = rare_of(found[0])
    rare = (*rare, "kernel_size") if is_one_input else rare
    if not _is_usual(found):
        rare = tuple(name for name in rare if name not in _AS_RARE)
    for name in rare:
        found = [fit for fit in found if name not in fit.departures] or found
    for one in found:
        if all(one.departures < other.departures for other in found if other is not one):
            return one if are_grounds(one, every) else None
    return None


def _taken(problem: Problem) -> tuple[str, ...]:
    """Return the arguments of which only the default was looked at."""
    domain = DOMAINS.get(problem.class_name)
    if domain is None:
        return ()
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
    return class_name in DOMAINS and bool(DOMAINS[class_name].inside)


def _is_sought(class_name: str) -> bool:
    """Tell whether the arguments of a class are looked for, or its shapes alone say all."""
    return class_name in DOMAINS or is_told_by_shapes(class_name)


def _elsewhere(problem: Problem) -> Decision:
    """Look for what else may flow in, where no setting makes the printed shape of what seems to."""
    if problem.class_name.endswith("Transpose"):
        return Decision(told=Told.UNTOLD, why=NO_PADDED)
    if problem.is_fed:
        decision = decided(problem.unfed())
        if decision.told in (Told.DETERMINED, Told.ASSUMED):
            taken = (*decision.taken, "input")
            return replace(decision, told=Told.ASSUMED, taken=taken, why=NOT_BEFORE)
        if decision.told is Told.ONE_OF:
            return replace(decision, why=NOT_BEFORE)
    if problem.class_name in _OF_ANYTHING:
        return Decision(told=Told.UNTOLD, why=NOT_HELD)
    return Decision(told=Told.UNTOLD, why=NO_SHAPE)
