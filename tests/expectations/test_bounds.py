"""The largest sizes that a bound allows, held against the models that Keras makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import keras
import pytest
from keras import layers

from rnnscope import ParamsMismatchError, assert_params

Made = Callable[[int], keras.Model]
_SAID = re.compile(
    r"With (\S+) = ([\d,]+) at most \(it is 16(?:; ([^)]*) with it)?\) it would hold"
)


def residual(size: int) -> keras.Model:
    flowing = keras.Input((8,), name="x")
    one, other = layers.Dense(size, name="p")(flowing), layers.Dense(size, name="q")(flowing)
    return keras.Model(flowing, layers.Dense(3, name="out")(layers.Add()([one, other])))


def in_two_directions(size: int) -> keras.Model:
    both = layers.Bidirectional(layers.LSTM(size), name="both")
    return keras.Sequential([keras.Input((5, 8)), both, layers.Dense(3, name="out")])


def nested(size: int) -> keras.Model:
    inside = keras.Sequential([keras.Input((8,)), layers.Dense(size, name="p")], name="inside")
    return keras.Sequential([keras.Input((8,)), inside, layers.Dense(3, name="out")])


def transformer(size: int) -> keras.Model:
    tokens = keras.Input((12,), name="x")
    flowing = layers.Embedding(50, size, name="tok")(tokens)
    for i in range(2):
        attended = layers.MultiHeadAttention(2, 4, name=f"a{i}")(flowing, flowing)
        flowing = layers.LayerNormalization(name=f"n{i}")(layers.Add()([flowing, attended]))
        fed = layers.Dense(size, name=f"g{i}")(layers.Dense(40, name=f"f{i}")(flowing))
        flowing = layers.Add()([flowing, fed])
    return keras.Model(tokens, layers.Dense(3, name="out")(flowing))


def grouped(size: int) -> keras.Model:
    conv = layers.Conv2D(size, 3, groups=4, name="g")
    parts = (conv, layers.GlobalAveragePooling2D(), layers.Dense(3, name="out"))
    return keras.Sequential([keras.Input((8, 8, 4)), *parts])


def test_the_most_is_a_size_that_keras_takes() -> None:
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(grouped(16), max_params=195, summary=False)
    assert "With g.filters = 12 at most (it is 16) it would hold." in str(caught.value)
    assert grouped(12).count_params() == 159
    with pytest.raises(ValueError, match="filters"):
        grouped(11)


@pytest.mark.parametrize("bound", ["max_params", "max_bytes"])
@pytest.mark.parametrize(
    ("made", "name", "along"),
    [
        (residual, "p.units", "q.units goes"),
        (in_two_directions, "both.forward_layer.units", "both.backward_layer.units goes"),
        (nested, "inside.p.units", ""),
        (transformer, "tok.output_dim", "g0.units and g1.units go"),
    ],
)
def test_the_most_that_a_size_may_be_with_all_that_move_along(
    made: Made, name: str, along: str, bound: str
) -> None:
    model = made(16)
    most = model.count_params() * 2 // 3
    asked = most if bound == "max_params" else 4 * most
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(model, **{bound: asked}, summary=False)
    said = {found[1]: found for found in _SAID.finditer(" ".join(str(caught.value).split()))}
    assert (said[name][3] or "") == along
    size = int(said[name][2])
    assert made(size).count_params() <= most < made(size + 1).count_params()
