from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]


def join(layer: Any, *inputs: Any) -> Any:
    return layer(list(inputs))


ELEMENTWISE = [
    layers.Add,
    layers.Subtract,
    layers.Multiply,
    layers.Average,
    layers.Maximum,
    layers.Minimum,
]
SHAPES: list[list[Shape]] = [
    [(5, 3), (5, 3)],
    [(5, 3), (1, 3)],
    [(5, 1), (1, 3)],
    [(1, 1), (5, 3)],
    [(5, 3), (3,)],
    [(3,), (4, 5, 3)],
    [(1,), (5, 3)],
    [(1,), (2,)],
    [(2, 3), (1, 1)],
    [(None, 3), (None, 3)],
    [(None, 3), (5, 3)],
    [(5, 3), (None, 3)],
    [(None, 3), (1, 3)],
    [(1, 3), (None, 1)],
]


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("cls", ELEMENTWISE)
def test_elementwise(explained: Explained, cls: Any, shapes: list[Shape]) -> None:
    explained(cls(), *shapes, call=join)


@pytest.mark.parametrize("cls", [cls for cls in ELEMENTWISE if cls is not layers.Subtract])
def test_elementwise_of_many(explained: Explained, cls: Any) -> None:
    explained(cls(), (5, 3), (1, 3), (5, 1), (5, 3), call=join)


@pytest.mark.parametrize("sizes", [(2, None), (None, 2), (2, 2)], ids=str)
def test_the_known_batch_wins(
    explained_model: Callable[[Any], Report], sizes: tuple[int | None, ...]
) -> None:
    inputs = [keras.Input((3,), batch_size=size) for size in sizes]
    explained_model(keras.Model(inputs, layers.Add()(inputs)))


CONCATENATED: list[tuple[int, list[Shape]]] = [
    (-1, [(5, 3), (5, 4)]),
    (-1, [(3,), (4,), (6,)]),
    (1, [(5, 3), (7, 3)]),
    (1, [(5, 3), (None, 3)]),
    (-2, [(5, 3), (7, 3)]),
    (2, [(5, 3), (5, 4)]),
    (2, [(4, 5, 3), (4, 6, 3)]),
    (-1, [(None, 3), (None, 4)]),
    (3, [(4, None, 3), (4, None, 3)]),
]


@pytest.mark.parametrize(("axis", "shapes"), CONCATENATED, ids=str)
def test_concatenate(explained: Explained, axis: int, shapes: list[Shape]) -> None:
    explained(layers.Concatenate(axis=axis), *shapes, call=join)


def test_concatenate_along_the_batch(explained: Explained) -> None:
    explained(layers.Concatenate(axis=0), (5, 3), (5, 3), call=join, batch=2)


DOTTED: list[tuple[Any, list[Shape]]] = [
    (1, [(3,), (3,)]),
    (-1, [(3,), (3,)]),
    (1, [(3, 4), (3, 5)]),
    (2, [(4, 3), (5, 3)]),
    (-1, [(4, 3), (5, 3)]),
    ((1, 2), [(3, 4), (5, 3)]),
    ([2, 1], [(4, 3), (3, 5)]),
    ((1, 1), [(3,), (3, 5)]),
    ((2, 1), [(4, 3), (3,)]),
    ((1, 2), [(3, 4, 5), (6, 3, 7)]),
    ((2, 1), [(None, 3), (3, None)]),
]


@pytest.mark.parametrize("normalize", [False, True], ids=["plain", "normalized"])
@pytest.mark.parametrize(("axes", "shapes"), DOTTED, ids=str)
def test_dot(explained: Explained, axes: Any, shapes: list[Shape], normalize: bool) -> None:
    explained(layers.Dot(axes, normalize=normalize), *shapes, call=join)


def test_dense_reads_the_sum_of_what_is_joined(
    explained_model: Callable[[Any], Report],
) -> None:
    inputs = keras.Input((3,), name="inputs")
    hidden = layers.Dense(4, name="hidden")(inputs)
    joined = layers.Concatenate()([hidden, inputs])
    model = keras.Model(inputs, layers.Dense(2, name="last")(joined))
    (origin,) = explained_model(model)["last"].provenance
    assert origin.text == "input_dim = 7 (hidden.units + inputs.features = 4 + 3)"


def test_dense_reads_through_a_residual_connection(
    explained_model: Callable[[Any], Report],
) -> None:
    inputs = keras.Input((3,))
    first = layers.Dense(4, name="first")(inputs)
    second = layers.Dense(4, name="second")(first)
    added = layers.Add()([first, second])
    report = explained_model(keras.Model(inputs, layers.Dense(2, name="last")(added)))
    (origin,) = report["last"].provenance
    assert origin.text == "input_dim = 4 (first.units)"


@pytest.mark.parametrize("axis", [0, -2])
def test_concatenated_along_the_batch(explained: Explained, axis: int) -> None:
    report = explained(layers.Concatenate(axis=axis), (3,), (3,), call=join, batch=2)
    assert report.output_shape == (4, 3)
