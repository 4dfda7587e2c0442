"""What is said of a count of what is trained, held against Keras's own models."""

from __future__ import annotations

import re
from math import prod
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope import ParamsMismatchError, assert_params


def stack(*frozen: str) -> keras.Sequential:
    parts = [
        layers.Conv2D(4, 3, name="a"),
        layers.BatchNormalization(name="n"),
        layers.Conv2D(5, 3, name="b"),
        layers.Flatten(name="flat"),
        layers.Dense(6, name="c"),
        layers.Dense(2, name="d"),
    ]
    for part in parts:
        part.trainable = part.name not in frozen
    return keras.Sequential([keras.Input((8, 8, 3)), *parts])


def transferred(*, frozen: bool) -> keras.Model:
    image = keras.Input((8, 8, 3))
    base = keras.Model(image, stack()(image), name="base")
    base.trainable = not frozen
    return keras.Sequential([keras.Input((8, 8, 3)), base, layers.Dense(3, name="head")])


def trained(model: keras.Model) -> int:
    return sum(prod(weight.shape) for weight in model.trainable_weights)


def causes(model: keras.Model, **asked: Any) -> str:
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(model, **asked, summary=False)
    return " ".join(str(caught.value).split())


def by(model: keras.Model, *, trainable: bool, names: str) -> int:
    """Return how many are trained after a setting of some layers."""
    for each in model.layers:
        if each.name in names.split():
            each.trainable = trainable
    return trained(model)


@pytest.mark.parametrize(
    ("frozen", "trainable", "names", "words"),
    [
        ("", False, "a n b flat c", "With trainable = False of all layers up to c it"),
        ("", False, "a b", "With trainable = False of both Conv2D layers it"),
        ("", False, "n", "With trainable = False of n it"),
        (
            "a n b",
            True,
            "a n b",
            "With trainable = True of all 3 layers that are frozen, a, n and b, it",
        ),
        ("a n", True, "a n", "With trainable = True of both layers that are frozen, a and n, it"),
        ("a n b", True, "n b c", "With trainable = True of all layers from n on it"),
        ("n", True, "n", "With trainable = True of n it"),
        ("a n b c", True, "c", "With trainable = True of c it"),
    ],
)
def test_what_is_said_to_be_trained_otherwise_is_what_keras_counts(
    frozen: str, trainable: bool, names: str, words: str
) -> None:
    model = stack(*frozen.split())
    there = by(stack(*frozen.split()), trainable=trainable, names=names)
    assert there != trained(model)
    assert f"{words} would hold" in causes(model, trainable=there)
    fixed = model.count_params() - there
    assert f"{words} would hold" in causes(model, non_trainable=fixed)


def test_a_base_that_is_frozen_or_not() -> None:
    frozen, free = transferred(frozen=True), transferred(frozen=False)
    assert "With trainable = True of base it would" in causes(frozen, trainable=trained(free))
    assert "With trainable = False of base it would" in causes(free, trainable=trained(frozen))


@pytest.mark.parametrize("asked", ["trainable", "non_trainable"])
def test_frozen_layers_and_statistics_together(asked: str) -> None:
    number = {"trainable": stack().count_params(), "non_trainable": 0}[asked]
    said = causes(stack("a", "b"), **{asked: number})
    a, b = (stack().get_layer(name).count_params() for name in "ab")
    assert (
        f"It is as many as all that is not trained: {a + b:,} in a and b, which are frozen, and 8 "
        "in the moving statistics of n, which are never trained."
    ) in said
    assert "8 in the moving statistics of n" in causes(stack("a", "n"), **{asked: number})
    alone = causes(stack(), **{asked: number})
    assert "It is as many as the moving statistics of n, which are never trained." in alone


def test_a_trained_weight_is_not_told_for_what_is_not_trained() -> None:
    parts = [layers.Dense(4, name="a"), layers.BatchNormalization(name="n")]
    model = keras.Sequential([keras.Input((8,)), *parts, layers.Dense(2, name="b")])
    model.get_layer("a").trainable = False
    said = causes(model, non_trainable=36)  # the kernel of b has 8, which are trained
    assert "8 more than expected, as many as 2*features of n It" in re.sub(
        r" Without.*?hold\.", "", said
    )
    assert "kernel" not in said.partition("8 more")[2]
    said = causes(model, trainable=18 - 8)
    assert "as units*input_dim, the size of b's kernel" in said


def test_what_is_not_trained_stands_in_the_table_where_too_few_are() -> None:
    said = causes(stack("a"), trainable=stack().count_params())
    assert re.search(r" a 0 of 112 params ", said)
