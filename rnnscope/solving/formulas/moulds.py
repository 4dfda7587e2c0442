"""What a formula makes of settings, kept so that other numbers can be put into the same settings.

A formula is run once for all settings of a class that differ only in numbers that are looked for,
with a symbol for each. What it says of others follows from what it wrote: the sizes of its weights
and of its outputs as sums of products, and what a size has to be for it not to be refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rnnscope.algebra.expr import SizedInt, Symbol
from rnnscope.layers import Layer
from rnnscope.layers.parts import Need
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.report.trial import Shapes, Trial, tried
from rnnscope.solving.asked.answers import Answer, Cast, Mould, Run
from rnnscope.solving.asked.arguments import OF_ANY_NUMBER, Product, Size, domain_of
from rnnscope.solving.formulas.inputs import symbolic
from rnnscope.untrusted.limits import spend

_PUT_IN = "? put in"  # whose the symbols are that stand for numbers of settings
_KEPT = 4_096  # moulds: of each class, its choices, and the ways in which a window moves


def cast(
    config: LayerConfig, flowing: Sequence[Shape], options: Mapping[str, Any]
) -> Answer | None:
    """Return what a layer's formula says of settings and of what flows in; None if it refuses."""
    spend(2)
    asked = _Asked.of(config, flowing, options)
    try:
        mould = _mould(asked) if asked else None
        if asked and mould:
            found = Cast(mould, mould.slots.values(asked.numbers))
            if found.is_taken:
                return found
        return _alone(config, flowing, options)
    except _RefusedError:
        return None


class _RefusedError(Exception):
    """A formula refuses settings: with other numbers it may not."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Settings and what flows in, equal to others that differ in numbers alone."""

    outline: tuple[object, ...]
    numbers: tuple[int | None, ...]
    config: LayerConfig
    flowing: Sequence[Shape]
    options: Mapping[str, Any]

    @classmethod
    def of(
        cls, config: LayerConfig, flowing: Sequence[Shape], options: Mapping[str, Any]
    ) -> _Asked | None:
        """Take the numbers out; None where a formula may look at them."""
        names = _sought(config.class_name)
        if names is None:
            return None
        outline: list[object] = [config.class_name, config.name, *options]
        numbers: list[int | None] = []
        for name, value in config.settings.items():
            if name in names and type(value) is int:
                outline.append(name)
                numbers.append(value)
            elif name in names and type(value) is list:
                outline.append((name, len(value)))
                numbers += value
            else:
                outline.append((name, repr(value)))
        for shape in flowing:
            outline.append(tuple([size is None for size in shape]))
            numbers += shape
        return cls(tuple(outline), tuple(numbers), config, flowing, options)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.outline == other.outline

    def __hash__(self) -> int:
        return hash(self.outline)


@lru_cache
def _sought(class_name: str) -> frozenset[str] | None:
    """Return the arguments that are numbers which are looked for; None where that is not all."""
    domain = domain_of(class_name)
    if domain.inside or class_name not in OF_ANY_NUMBER:
        return None
    return frozenset(each.name for each in domain.arguments if isinstance(each, Size | Product))


@lru_cache(maxsize=_KEPT)
def _mould(asked: _Asked) -> Mould | None:
    """Run a formula with symbols for all numbers; None where these cannot stand for others.

    Raises:
        _RefusedError: it refuses these numbers.

    """
    put_in: list[Symbol] = []

    def new(name: str, value: int) -> SizedInt:
        put_in.append(Symbol(name, value, _PUT_IN))
        return SizedInt(put_in[-1].expr)

    names = _sought(asked.config.class_name) or ()
    settings: dict[str, Any] = {}
    for name, value in asked.config.settings.items():
        if name in names and type(value) is list:
            settings[name] = [new(f"{name}_{i}", each) for i, each in enumerate(value)]
        else:
            settings[name] = new(name, value) if name in names and type(value) is int else value
    shapes = symbolic(asked.flowing)
    put_in += [size for shape in shapes for each in shape for size in each.symbols]
    trial, needs = _run(replace(asked.config, settings=settings), shapes, asked.options)
    try:
        return Mould.of(trial, put_in, [*filter(_may_fail, needs)])
    except ValueError:  # two sizes look alike that were computed in different ways
        return None


def _may_fail(need: Need) -> bool:
    """Tell whether what is met by some numbers may not be by others: an open size stays open."""
    is_open = need.size.value is None and need.like is None
    return not is_open and need.is_met(lambda size: size.value)


def _alone(config: LayerConfig, flowing: Sequence[Shape], options: Mapping[str, Any]) -> Run:
    """Run a formula for these numbers alone."""
    trial, _ = _run(config, symbolic(flowing), options)
    return Run.of(trial)


def _run(
    config: LayerConfig, inputs: Shapes, options: Mapping[str, Any]
) -> tuple[Trial, tuple[Need, ...]]:
    """Run a formula; return what it says, and what it needs of sizes.

    Raises:
        _RefusedError: it refuses the settings.

    """
    spend(10)
    layer = Layer(config=config, path=config.name, inputs=inputs, options=options)
    trial = tried(layer)
    if trial is None:
        raise _RefusedError
    return trial, tuple(layer.needs)
