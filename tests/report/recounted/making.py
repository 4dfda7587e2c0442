"""How models are made whose sizes are changed: chains of layers and graphs of them, on inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import keras
from keras import layers

Shape: TypeAlias = tuple[int | None, ...]
Made: TypeAlias = tuple[Callable[..., Any], Sequence[Shape]]


def chain(*members: Callable[[], Any]) -> Callable[..., Any]:
    """Return how a chain of layers is built on one input."""
    return lambda shape, **how: keras.Sequential(
        [keras.Input(shape, **how), *(make() for make in members)]
    )


def graph(join: Callable[..., Any]) -> Callable[..., Any]:
    """Return how a Functional model is built on one input or several."""

    def build(*shapes: Shape, **how: Any) -> Any:
        inputs = [keras.Input(shape, name=f"x{i}", **how) for i, shape in enumerate(shapes)]
        return keras.Model(inputs, join(*inputs))

    return build


def of(kind: Callable[..., Any], *sizes: Any, **how: Any) -> Callable[[], Any]:
    """Return how a layer is made, anew each time."""
    return partial(kind, *sizes, **how)


def dense(units: int = 10) -> Callable[[], Any]:
    """Return how a Dense is made."""
    return of(layers.Dense, units)
