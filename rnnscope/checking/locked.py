"""What of a model is no longer as its lock says."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from rnnscope.algebra.expr import symbol
from rnnscope.changes.change import Change
from rnnscope.changes.comparing import changes
from rnnscope.errors import BadFormulaError
from rnnscope.expectations import Failure, Subject
from rnnscope.pages.compared.changes_page import change_line, joint_line
from rnnscope.report.formula_text import parse
from rnnscope.states import LayerState, ModelState
from rnnscope.states.lock_file import NAME
from rnnscope.states.lock_text import kept
from rnnscope.wording import shown

_RENEWED = "`rnnscope lock` writes it anew, where that is meant"


def failures_of_lock(
    state: ModelState, lock: Sequence[ModelState], name: object = NAME
) -> tuple[Failure, ...]:
    """Return what of a model changed against its entry in a lock: a failure for each change.

    The entry is found by the source of the state; `name` is what people know the lock by.
    """
    entry = next((model for model in lock if model.source == state.source), None)
    if entry is None:
        sentence = f"{name} has no entry for the model"
        remedy = f"`rnnscope lock {shlex.quote(state.source)}` adds it"
        return (Failure(subject=Subject.LOCKED, sentence=sentence, causes=(remedy,)),)
    if twice := tuple(_twice(entry, state)):
        return (*twice[:-1], replace(twice[-1], causes=(f"{name}: {_RENEWED}",)))
    found = changes(entry, kept(state))
    failures = [*map(_failure, found.changes)] or list(_otherwise(entry, state))
    if failures:
        causes = (*(joint_line(found, each) for each in found.joint), f"{name}: {_RENEWED}")
        failures[-1] = replace(failures[-1], causes=causes)
    return tuple(failures)


def _twice(entry: ModelState, state: ModelState) -> Iterator[Failure]:
    """Yield the layers that an entry has more often than the model, as a merge may leave it."""
    locked, found = (Counter(layer.path for layer in each.layers) for each in (entry, state))
    for path, number in locked.items():
        if number > max(1, found[path]):
            often = "twice" if number == 2 else f"{number:,} times"
            sentence = f"the lock has the layer {shown(path)} {often}"
            yield Failure(subject=Subject.LOCKED, path=path, sentence=sentence)


def in_excess(lock: Iterable[ModelState], sources: Iterable[str]) -> tuple[ModelState, ...]:
    """Return the entries of a lock that are of none of the models there are, by their sources."""
    known = set(sources)
    return tuple(model for model in lock if model.source not in known)


def failure_of_excess(name: object = NAME) -> Failure:
    """Return what is wrong with a model that only the lock has."""
    return Failure(
        subject=Subject.LOCKED,
        sentence=f"{name} has it, and it is none of the models any more",
        causes=("`rnnscope lock` leaves it out, where that is meant",),
    )


def _failure(change: Change) -> Failure:
    return Failure(
        subject=Subject.LOCKED,
        path=change.path,
        expected=change.old,
        found=change.new,
        sentence=change_line(change),
    )


def _otherwise(entry: ModelState, state: ModelState) -> Iterator[Failure]:
    """Yield what an entry has otherwise where no change is told, so that none goes unseen."""
    locked, found = ({layer.path: layer for layer in each.layers} for each in (entry, kept(state)))
    for path in dict.fromkeys((*locked, *found)):
        if path in locked and path in found and _is_same(locked[path], found[path], found):
            continue
        sentence = f"the lock has {shown(path)} otherwise"
        yield Failure(subject=Subject.LOCKED, path=path, sentence=sentence)


def _is_same(locked: LayerState, found: LayerState, layers: Container[str]) -> bool:
    """Tell whether two states of a layer say the same.

    Another rnnscope may write a formula otherwise, with other names of sizes: then both have to
    give the same number.
    """
    if locked.formula == found.formula:
        is_same_formula = dict(locked.sizes) == dict(found.sizes)
        is_same_formula &= _sources(locked, layers) == _sources(found, layers)
    else:
        is_same_formula = _value(locked) == _value(found)
    return is_same_formula and _facts(locked, layers) == _facts(found, layers)


def _facts(layer: LayerState, layers: Container[str]) -> tuple[object, ...]:
    set_sizes = {_size(name, layers): size for name, size in layer.set_sizes.items()}
    return layer.class_name, layer.params, layer.weights, layer.shared_with, set_sizes


def _sources(layer: LayerState, layers: Container[str]) -> dict[str, list[str]]:
    return {size: [_size(each, layers) for each in names] for size, names in layer.sources.items()}


def _size(name: str, layers: Container[str]) -> str:
    """Name a size; of an input that is no layer alone: Keras counts its name on, run by run."""
    owner, _, size = name.rpartition(".")
    return name if owner in layers else size


def _value(layer: LayerState) -> int | None:
    """Return what a formula gives with the sizes beside it; None where it cannot be read."""
    names = {name: symbol(name, value) for name, value in layer.sizes.items()}
    try:
        return parse(layer.formula, names).value if layer.formula else 0
    except BadFormulaError:
        return None
