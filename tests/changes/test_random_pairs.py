"""Whatever somebody changed: it adds up, and each cause alone moves what is said of it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from rnnscope.changes import Change, Changes, Kind
from rnnscope.changes.comparing import changes
from rnnscope.states import ModelState, lock_text
from tests.changes.random_models import Edit, edited, edits, model, state

pytestmark = pytest.mark.quick
# The last ones were told wrongly once: one cause for two, by each of the ways up from a layer.
SEEDS = [*range(25), 435, 1190, 3090, 4779, 21248, 30655]


def locked(model: ModelState) -> ModelState:
    return lock_text.read(lock_text.written([model]), "rnnscope.lock")[0]


def added_up(told: Changes) -> int:
    own = sum(change.own for change in told.changes)
    return own + sum(difference for _, difference in all_moved(told))


def all_moved(told: Changes) -> list[tuple[str, int]]:
    alone = [pair for change in told.changes for pair in change.moved]
    return alone + [pair for joint in told.joint for pair in joint.moved]


def counts(state: ModelState) -> dict[str, int]:
    return {layer.path: layer.params or 0 for layer in state.layers}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("keep", [lambda state: state, locked], ids=["report", "lock"])
def test_all_adds_up_and_each_cause_is_one(seed: int, keep: Any) -> None:
    random = Random(seed)
    layers = model(random)
    chosen = edits(random, layers)
    old, new = keep(state(layers)), keep(state(edited(layers, chosen)))
    told = changes(old, new)
    assert added_up(told) == (new.total or 0) - (old.total or 0)
    paths = [path for path, _ in all_moved(told)]
    assert len(paths) == len(set(paths))
    back = changes(new, old)
    assert added_up(back) == -added_up(told)
    for change in told.changes:
        alone = {key: value for key, value in chosen.items() if _is_of(change, key, value)}
        if not alone or not change.moved:
            continue
        was, now = counts(old), counts(keep(state(edited(layers, alone))))
        for path, difference in change.moved:
            if path in was and path in now:  # one of the same class in its place counts as renamed
                assert now[path] - was[path] == difference, (change, chosen)


def _is_of(change: Change, key: Edit, value: Any) -> bool:
    """Tell whether an edit is what is told."""
    what, path, name = key
    if what == "set":
        inside = {path, f"{path}.forward_layer", f"{path}.backward_layer"}
        return change.subject == name and not inside.isdisjoint((change.path, *change.also))
    gone = change.before if change.kind is Kind.REPLACED else change.path
    is_whole = change.kind is not Kind.CHANGED
    come = what != "removed" and value.name == change.path
    return is_whole and (come or (what != "added" and path == gone))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_model_is_the_same_as_itself(seed: int) -> None:
    one = state(model(Random(seed)))
    assert not changes(one, state(model(Random(seed))))
    assert not changes(one, locked(one))
    assert not changes(locked(one), one)
