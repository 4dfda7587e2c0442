"""What of a model is no longer as its lock says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rnnscope.changes.change import Change
from rnnscope.changes.comparing import changes
from rnnscope.expectations import Failure, Subject
from rnnscope.pages.changes_page import change_line, joint_line
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
        remedy = f"`rnnscope lock {state.source}` adds it"
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
    """Yield what an entry has otherwise where no change is told, so that none goes unseen.

    Formulas and the names of sizes are left out: another rnnscope may write them otherwise.  So
    are the names of inputs that are no layers of the model: Keras counts them on, run by run.
    """
    locked, found = map(_facts, (entry, kept(state)))
    for path in dict.fromkeys((*locked, *found)):
        if locked.get(path) != found.get(path):
            sentence = f"the lock has {shown(path)} otherwise"
            yield Failure(subject=Subject.LOCKED, path=path, sentence=sentence)


def _facts(model: ModelState) -> dict[str, tuple[object, ...]]:
    paths = {layer.path for layer in model.layers}

    def sources(layer: LayerState) -> dict[str, list[tuple[str, int | None]]]:
        return {
            size: [(n, layer.set_sizes.get(n)) for n in names if n.rpartition(".")[0] in paths]
            for size, names in layer.sources.items()
        }

    return {
        layer.path: (
            *(layer.class_name, layer.params, layer.weights, layer.shared_with),
            sources(layer),
        )
        for layer in model.layers
    }
