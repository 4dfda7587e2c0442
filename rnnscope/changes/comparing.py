"""Two models compared: what somebody changed, and which counts that moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.changes.change import KEPT_IN_NO_LOCK, Change, Changes, Kind
from rnnscope.changes.facts import Facts
from rnnscope.changes.following import Following
from rnnscope.changes.inputs import Inputs
from rnnscope.changes.nodes import Tree
from rnnscope.changes.pairing import Pairing, paired
from rnnscope.changes.places import Places
from rnnscope.changes.remaining import tell_remaining
from rnnscope.changes.sources import Reading
from rnnscope.changes.structural import Structural
from rnnscope.changes.told import Told
from rnnscope.changes.training import compare_training
from rnnscope.changes.upstream import Upstream
from rnnscope.states import ModelState, WeightState
from rnnscope.untrusted.limits import working


def changes(old: ModelState, new: ModelState) -> Changes:
    """Compare two models, as far as both sides know: what is None on either is not compared.

    Raises:
        TooMuchWorkError: it takes longer than the limit `work_seconds`.

    """
    with working():
        if not old.layers or not new.layers:
            return _one_sided(old, new)
        return _compared(old, new)


def _compared(old: ModelState, new: ModelState) -> Changes:
    told = Told()
    pairing = paired(Tree.of(old), Tree.of(new))
    places = Places.of(pairing)
    inputs = Inputs.of(pairing, old, new, told)
    structural = Structural(pairing, places, inputs, told)
    structural.tell()
    facts = Facts.of(pairing, told)
    compare_training(pairing, facts)
    upstream = Upstream(
        pairing=pairing,
        places=places,
        facts=facts,
        added=structural.added,
        removed=structural.removed,
        elsewhere=structural.elsewhere,
        inputs=inputs.last,
    )
    following = Following(facts, inputs, Reading(pairing, places, inputs), upstream)
    for one, other in pairing.pairs:
        following.count(one, other)
    tell_remaining(pairing, facts)
    return told.finished(old, new, _uncompared(pairing))


def _uncompared(pairing: Pairing) -> tuple[str, ...]:
    """Name what a side keeps of no layer, as a lock does not, and what it does not know of some."""
    names = ("settings", "inputs", "output", "macs")
    sides = [[node.state for node in tree.nodes] for tree in (pairing.old, pairing.new)]
    kept_nowhere = (
        words
        for name, words in zip(names, KEPT_IN_NO_LOCK, strict=True)
        if any(all(getattr(state, name) is None for state in side) for side in sides)
    )
    weights = [weight for side in sides for state in side for weight in state.weights]
    return (*kept_nowhere, *_unknown(weights))


def _unknown(weights: Sequence[WeightState]) -> Iterator[str]:
    """Name what is not known of some weights, of either side."""
    if any(not weight.dtype for weight in weights):
        yield "some dtypes"
    if any(weight.trainable is None for weight in weights):
        yield "whether some weights are trained"


def _one_sided(old: ModelState, new: ModelState) -> Changes:
    """Tell of a model that only one side has."""
    if not old.layers and not new.layers:
        return Changes(old=old, new=new)
    model, sign = (new, 1) if new.layers else (old, -1)
    total = sum(layer.params or 0 for layer in model.layers if not layer.shared_with)
    change = Change(
        kind=Kind.ADDED if new.layers else Kind.REMOVED,
        path="",
        own=sign * total,
    )
    return Changes(old=old, new=new, changes=(change,))
