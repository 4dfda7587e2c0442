"""What another word, another class or a layer more would do, held against Keras's own models.

Each pair is a model as it was and as it is: the counts of the first are asserted of the second,
so what is said to make it hold is what the first has.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope import ParamsMismatchError, assert_params

Made = Callable[[], keras.Model]


def chain(shape: tuple[int, ...], *parts: keras.layers.Layer) -> keras.Sequential:
    return keras.Sequential([keras.Input(shape, name="x"), *parts])


def image(*, last: str = "Flatten", pooled: bool = False, **settings: Any) -> keras.Sequential:
    pooling = [layers.MaxPooling2D(name="pool")] if pooled else []
    flat = getattr(layers, last)(name="flat")
    conv = layers.Conv2D(8, 3, name="conv", **settings)
    return chain((28, 28, 4), conv, *pooling, flat, layers.Dense(10, name="dense"))


def text(mode: str) -> keras.Sequential:
    both = layers.Bidirectional(layers.LSTM(16), merge_mode=mode, name="both")
    return chain((12,), layers.Embedding(50, 8), both, layers.Dense(1, name="dense"))


def steps(class_name: str = "LSTM", *, around: bool = False, depth: int = 1) -> keras.Sequential:
    kind = getattr(layers, class_name)
    parts = [kind(16, return_sequences=i < depth - 1, name=f"r{i}") for i in range(depth)]
    if around:
        parts = [layers.Bidirectional(part, name=f"both{i}") for i, part in enumerate(parts)]
    return chain((20, 8), *parts, layers.Dense(10, name="dense"))


def unrolled(*, is_all: bool) -> keras.Sequential:
    parts = (layers.GRU(16, return_sequences=is_all, name="gru"), layers.Flatten())
    return chain((20, 8), *parts, layers.Dense(10, name="dense"))


def deep(*, depth: int = 1, normalized: bool = False) -> keras.Sequential:
    parts: list[keras.layers.Layer] = [layers.Dense(16, name=f"d{i}") for i in range(depth)]
    parts += [layers.BatchNormalization()] if normalized else []
    return chain((20,), *parts, layers.Dense(10, name="dense"))


def branched(*, normalized: bool = False, depth: int = 1, padding: str = "same") -> keras.Model:
    image = keras.Input((16, 16, 3), name="x")
    one, other = (layers.Conv2D(8, 3, padding=padding, name=name)(image) for name in "ab")
    one = layers.BatchNormalization()(one) if normalized else one
    flowing = layers.Flatten()(layers.Add()([one, other]))
    for i in range(depth):
        flowing = layers.Dense(8, name=f"h{i}")(flowing)
    return keras.Model(image, layers.Dense(2, name="out")(flowing))


def tower(*, normalized: bool) -> keras.Sequential:
    parts: list[keras.layers.Layer] = []
    for i, filters in enumerate((8, 16, 32)):
        parts.append(layers.Conv2D(filters, 3, padding="same", name=f"c{i}"))
        parts += [layers.BatchNormalization()] if normalized else []
    return chain((28, 28, 3), *parts, layers.GlobalAveragePooling2D(), layers.Dense(10))


CASES: dict[str, tuple[Made, Made, str]] = {
    "same": (
        lambda: image(padding="same"),
        image,
        "With padding='same' (it is 'valid') in conv ",
    ),
    "valid": (
        lambda: image(pooled=True),
        lambda: image(pooled=True, padding="same"),
        "With padding='valid' (it is 'same') in conv ",
    ),
    "padding of both": (
        lambda: branched(padding="valid"),
        branched,
        "With padding='valid' (it is 'same') in both Conv2D layers, ",
    ),
    "strides": (lambda: image(strides=2), image, "With strides=2 (it is 1) in conv "),
    "no strides": (image, lambda: image(strides=2), "With strides=1 (it is 2) in conv "),
    "groups": (lambda: image(groups=4), image, "With groups=4 (it is 1) in conv "),
    "a pooling": (
        lambda: image(pooled=True),
        image,
        "With a MaxPooling2D (pool_size=2) behind conv ",
    ),
    "a global pooling": (
        lambda: image(last="GlobalAveragePooling2D"),
        image,
        "With a GlobalAveragePooling2D in the place of flat (Flatten) ",
    ),
    "a flatten": (
        image,
        lambda: image(last="GlobalMaxPooling2D"),
        "With a Flatten in the place of flat (GlobalMaxPooling2D) ",
    ),
    "a sum": (
        lambda: text("sum"),
        lambda: text("concat"),
        "With merge_mode='sum' or 'ave' or 'mul' (it is 'concat') in both ",
    ),
    "an average": (
        lambda: text("ave"),
        lambda: text("concat"),
        "With merge_mode='sum' or 'ave' or 'mul' (it is 'concat') in both ",
    ),
    "a product": (
        lambda: text("mul"),
        lambda: text("concat"),
        "With merge_mode='sum' or 'ave' or 'mul' (it is 'concat') in both ",
    ),
    "a concatenation": (
        lambda: text("concat"),
        lambda: text("mul"),
        "With merge_mode='concat' (it is 'mul') in both ",
    ),
    "the last step": (
        lambda: unrolled(is_all=False),
        lambda: unrolled(is_all=True),
        "With return_sequences=False (it is True) in gru ",
    ),
    "all steps": (
        lambda: unrolled(is_all=True),
        lambda: unrolled(is_all=False),
        "With return_sequences=True (it is False) in gru ",
    ),
    "in both directions": (
        lambda: steps("LSTM", around=True),
        lambda: steps("GRU", around=True),
        "With an LSTM in the place of the GRU in both0 ",
    ),
    "in each of two": (
        lambda: steps("GRU", depth=2),
        lambda: steps("LSTM", depth=2),
        "With a GRU in the place of the LSTM in each of r0 and r1, ",
    ),
    "a second": (
        lambda: deep(depth=2),
        deep,
        "With one more layer like d0 (Dense) right behind it, ",
    ),
    "a second of steps": (
        lambda: steps(depth=2),
        steps,
        "With one more layer like r0 (LSTM) right behind it, ",
    ),
    "a second in a graph": (
        lambda: branched(depth=2),
        branched,
        "With one more layer like h0 (Dense) right behind it, ",
    ),
    "a normalization": (
        lambda: deep(normalized=True),
        deep,
        "With a BatchNormalization behind d0 ",
    ),
    "a normalization in a graph": (
        lambda: branched(normalized=True),
        branched,
        "With a BatchNormalization behind one of a, b and h0 ",
    ),
    "normalizations": (
        lambda: tower(normalized=True),
        lambda: tower(normalized=False),
        "With a BatchNormalization behind each of the 3 Conv2D layers, ",
    ),
}


for _article, _was, _now in (
    ("a", "GRU", "LSTM"),
    ("an", "LSTM", "GRU"),
    ("a", "SimpleRNN", "LSTM"),
):
    _said = f"With {_article} {_was} in the place of r0 ({_now}) "
    CASES[f"{_was} for {_now}"] = partial(steps, _was), partial(steps, _now), _said


@pytest.mark.parametrize("case", CASES)
def test_what_was_otherwise_is_named(case: str) -> None:
    before, after, said = CASES[case]
    keras.utils.clear_session()
    asserted, model = before().count_params(), after()
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(model, asserted, summary=False)
    assert f"{said}it would hold." in " ".join(str(caught.value).split())


def test_a_layer_that_may_be_missing_is_nothing_that_the_rest_follows_from() -> None:
    before, after = tower(normalized=True), tower(normalized=False)
    trained, fixed = (
        sum(prod(weight.shape) for weight in weights)
        for weights in (before.trainable_variables, before.non_trainable_variables)
    )
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(
            after, before.count_params(), trainable=trained, non_trainable=fixed, summary=False
        )
    said = " ".join(str(caught.value).split())
    assert "BatchNormalization behind each of the 3 Conv2D layers, all 3 would hold." in said
    assert "because" not in said
