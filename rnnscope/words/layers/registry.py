"""Which sentences are for which class of Keras."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TypeAlias

from rnnscope.words.layers.subject import Subject

Sentences: TypeAlias = Iterator[str]
WordsFunction: TypeAlias = Callable[[Subject], Sentences]

# Of a class that several speak of, the first is said first.
_MODULES = (
    "recurrent",
    "recurrent_elsewhere",
    "wrapping",
    "convolution",
    "recurrent_output",
    "dense",
    "normalization",
    "attention",
    "weightless",
)
_OF_CLASS: dict[str, list[WordsFunction]] = {}


@cache
def _import_all() -> None:
    for module in _MODULES:
        import_module(f"{__package__}.{module}")


def words(*class_names: str) -> Callable[[WordsFunction], WordsFunction]:
    """Register a function that yields sentences of layers of these classes.

    A class may have several; they are said in the order in which they are registered.
    Each sentence has to hold for the settings of the layer that it is given, and
    every number in it comes from there.  One whose number is not known raises
    `UnsaidError`, and nothing more is said by that function.
    """

    def register(function: WordsFunction) -> WordsFunction:
        for class_name in class_names:
            _OF_CLASS.setdefault(class_name, []).append(function)
        return function

    return register


def words_of(class_name: str) -> tuple[WordsFunction, ...]:
    """Return the functions for a class, in order."""
    _import_all()
    return tuple(_OF_CLASS.get(class_name, ()))


def spoken_of() -> frozenset[str]:
    """Return the classes that have sentences of their own."""
    _import_all()
    return frozenset(_OF_CLASS)
