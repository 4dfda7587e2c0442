"""Where mistakes are kept: functions of a layer, each for the classes it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import chain, combinations
from typing import TypeAlias

from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import RIGHT, Thought

Thoughts: TypeAlias = Iterator[Thought]
MistakeFunction: TypeAlias = Callable[[Seen], Thoughts]

ANY = "any layer"
_FAMILIES = (
    "recurrent",
    "dense",
    "convolutional",
    "attention",
    "normalization",
    "embedding",
    "sizes",
    "any_layer",
)
_FUNCTIONS: dict[str, list[MistakeFunction]] = {}
_COMBINED = 5.0  # rank up to which a mistake is common enough to come with a second one
_COMMON = 2.8  # and with a third


def mistake(*class_names: str) -> Callable[[MistakeFunction], MistakeFunction]:
    """Register a function that yields the mistakes people make with layers of these classes."""

    def register(function: MistakeFunction) -> MistakeFunction:
        for class_name in class_names:
            _FUNCTIONS.setdefault(class_name, []).append(function)
        return function

    return register


def thoughts_of(seen: Seen, *, together: bool = True) -> tuple[Thought, ...]:
    """Return the mistakes that can be made with a layer's own weights, several at once with them.

    Without those `together` it is done much sooner.
    Those that come to the same counts of the same weights are one: the commonest.
    Several at once are none where fewer give the same sum, whatever the sizes are.
    """
    for family in _FAMILIES:
        import_module(f"{__package__}.{family}")
    single = sorted(_single(seen), key=lambda thought: thought.rank)
    kept: dict[tuple[int | None, ...], Thought] = {_numbers(seen, RIGHT): RIGHT}
    sums = {RIGHT.count(seen.layer)}
    several = chain(_together(single, 2, _COMBINED), _together(single, 3, _COMMON))
    for thought in chain(single, several if together else ()):
        numbers, count = _numbers(seen, thought), thought.count(seen.layer)
        is_new = thought.is_single or count not in sums
        if is_new and None not in numbers:
            kept.setdefault(numbers, thought)
            sums.add(count)
    return tuple(thought for thought in kept.values() if thought is not RIGHT)


def _together(single: list[Thought], times: int, rank: float) -> Thoughts:
    """Yield several mistakes as one, of those that are common enough."""
    common = [thought for thought in single if thought.rank <= rank]
    for first, *others in combinations(common, times):
        all_of_them: Thought | None = first
        for other in others:
            all_of_them = all_of_them and all_of_them.also(other)
        if all_of_them is not None:
            yield all_of_them


def _single(seen: Seen) -> Thoughts:
    for name in (seen.layer.class_name, ANY) if seen.is_keras else (ANY,):
        for function in _FUNCTIONS.get(name, ()):
            for i, thought in enumerate(function(seen)):
                yield replace(thought, key=thought.key or f"{function.__name__}[{i}]")


def _numbers(seen: Seen, thought: Thought) -> tuple[int | None, ...]:
    return tuple(part.value for part in thought.counts(seen.layer))
