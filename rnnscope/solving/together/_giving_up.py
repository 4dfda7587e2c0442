"""Defaults that other rows of a model depart from for certain, and that therefore prefer none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from rnnscope.report.row_verdict import Assumed
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.deciding.grounds import is_rounder_without
from rnnscope.solving.deciding.hidden import ARGUMENT, hidden
from rnnscope.solving.deciding.judging import judged_again
from rnnscope.solving.deciding.rarity import is_rare
from rnnscope.solving.rows.flow import Flow, Row
from rnnscope.solving.together._biases import BIAS, SEVERAL, Biases, without_biases
from rnnscope.wording import listed

# Arguments of which layers of one class in one model mostly have the same value.
_SHARED = frozenset(
    ("use_bias", "reset_after", "merge_mode", "center", "scale", "data_format", "activation")
)


def give_up(flow: Flow) -> None:
    """Give a default up that other layers depart from for certain: of the kind, or of all."""
    biases = Biases.of(flow.rows)
    certain = {row.name: _certain(row.decision) for row in flow.rows}
    tally = Counter((_kind_of(row), name) for row in flow.rows for name in certain[row.name])
    for row in flow.rows:
        if not row.decision.told.is_of_some:
            continue
        kind, own = _kind_of(row), certain[row.name]
        names = {name for name in _SHARED if tally[kind, name] > (name in own)}
        count = biases.left_out_beside(row)
        beside = {BIAS} if count else set()
        if names | beside:
            row.decision = _without(flow, row, names, beside, is_usual=count >= SEVERAL)
        elif not any(biases.certain.values()):
            row.decision = _without_grounds(row.decision)


def _without_grounds(decision: Decision) -> Decision:
    """Assume no bias where nothing but the default speaks for one, and a size against it."""
    if BIAS not in decision.assumed:
        return decision
    if not is_rounder_without(BIAS, decision.fits[0], decision.fits[1:]):
        return decision
    return judged_again(decision, decision.fits, {BIAS})


def _without(
    flow: Flow, row: Row, names: set[str], beside: set[str], *, is_usual: bool
) -> Decision:
    """Judge a row again without the defaults that others of its kind, or beside it, depart from.

    Where to have no biases `is_usual` in the model, that is preferred.
    """
    decision, everywhere = row.decision, names | beside
    problem = flow.problem(row)
    fits = (*decision.fits, *(hidden(problem) if ARGUMENT in names else ()))
    given_up = everywhere & {name for fit in fits for name in fit.departures}
    given_up -= frozenset.intersection(*(fit.departures for fit in fits))
    if not given_up:
        return decision
    told = without_biases(fits, decision) if is_usual and given_up == {BIAS} else None
    again = told or judged_again(decision, fits, given_up)
    is_contradicted = told is None or Assumed.AS_OTHERS not in told.taken
    kind = _kind_of(row) if given_up & names else ""
    return replace(again, why=_contradicted(given_up, kind) if is_contradicted else "")


def _certain(decision: Decision) -> frozenset[str]:
    """Return the departures of a row that all settings that fit it have in common."""
    if not decision.told.is_of_one or not decision.fits:
        return frozenset()
    least = decision.fits[0].departures & _SHARED
    usual = [fit.departures for fit in decision.fits if not is_rare(fit)]
    return least.intersection(*usual) - {*decision.assumed}


def _kind_of(row: Row) -> str:
    """Return the class of a row, or of what it wraps; all convolutions are of one kind."""
    wrapped = [fit.inner_class for fit in row.decision.fits[:1] if fit.inner_class]
    name = next(iter(wrapped), row.kind.name)
    return "Conv" if "Conv" in name else name


def _contradicted(names: set[str], kind: str) -> str:
    others = "convolutions" if kind == "Conv" else f"{kind} layers".lstrip()
    what = listed(sorted(names))
    return f"no default of {what} is assumed, since other {others} here depart from it"
