"""Which of the settings that fit is preferred, and what has to be assumed for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from rnnscope.model.parts import LayerConfig
from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.deciding.grounds import are_grounds
from rnnscope.solving.deciding.rarity import rare_of, rarity
from rnnscope.solving.search.usual import SIMPLE

# Of which none is preferred to another.
_AS_RARE = frozenset({"data_format", "groups", "merge_mode", SIMPLE})
_INSIDE = ("layer", "cell")  # the arguments that are a layer of another class


def judged(
    found: Sequence[Candidate],
    *,
    taken: Collection[str] = (),
    is_whole: bool = True,
    is_short: bool = False,
) -> Decision:
    """Say what settings come to; the others say how far they were looked for, as a decision has it.

    Where there were more than are looked at, `is_short`, none is preferred: it may be among these.
    """
    search = Decision(told=Told.ONE_OF, taken=tuple(taken), is_whole=is_whole, is_short=is_short)
    return judged_again(search, found)


def judged_again(
    search: Decision, found: Sequence[Candidate], given_up: Collection[str] = ()
) -> Decision:
    """Say what settings come to that were found by the search of a decision.

    Defaults that are `given_up` prefer none of them.
    """
    fits = [_without(given_up, fit) for fit in found]
    open_ = Decision(
        told=Told.ONE_OF, taken=search.taken, is_whole=search.is_whole, is_short=search.is_short
    )
    least = None if search.is_short else preferred(fits)
    if least is None:
        listed = sorted(fits, key=lambda fit: (rarity(fit), sorted(fit.departures)))
        return replace(open_, fits=tuple(listed))
    others = sorted((fit for fit in fits if fit is not least), key=rarity)
    assumed = _telling([frozenset(_apart(least, fit)) for fit in others])
    is_sure = search.is_whole and not others and not search.taken
    told = Told.DETERMINED if is_sure else Told.ASSUMED
    return replace(open_, told=told, fits=(least, *others), assumed=assumed)


def _without(given_up: Collection[str], fit: Candidate) -> Candidate:
    """Return settings that depart from no default that is given up."""
    if fit.departures.isdisjoint(given_up):
        return fit
    return replace(fit, departures=fit.departures.difference(given_up))


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


def preferred(found: Sequence[Candidate]) -> Candidate | None:
    """Return the one that departs from defaults less than all others; None where none does.

    Of the same input an oblong kernel is rarer than a layer without biases.
    """
    every = found
    is_one_input = len({fit.inputs for fit in found}) == 1
    rare = rare_of(found[0])
    rare = (*rare, "kernel_size") if is_one_input else rare
    if not is_usual(found):
        rare = tuple(name for name in rare if name not in _AS_RARE)
    for name in rare:
        found = [fit for fit in found if name not in fit.departures] or found
    for one in found:
        if all(one.departures < other.departures for other in found if other is not one):
            return one if are_grounds(one, every) else None
    return None


def is_usual(found: Iterable[Candidate]) -> bool:
    """Tell whether some setting departs from none of the defaults that are as rare as others."""
    return any(_AS_RARE.isdisjoint(fit.departures) for fit in found)
