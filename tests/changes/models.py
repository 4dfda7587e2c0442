"""Pairs of real models, each of which somebody changed in one way, made by Keras."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
from keras import layers

CHANGES: dict[str, Callable[[], Iterator[Any]]] = {}


def change(make: Callable[[], Iterator[Any]]) -> Callable[[], Iterator[Any]]:
    """Name a pair: what yields the model before, then the one after."""
    CHANGES[make.__name__] = make
    return make


def pair(name: str) -> tuple[Any, Any]:
    """Make both models, each as in a process of its own: Keras begins to count its names again."""
    models = CHANGES[name]()
    keras.backend.clear_session()
    old = next(models)
    keras.backend.clear_session()
    return old, next(models)


def rnn(*more: Any, shape: tuple[int, ...] = (28, 28), units: int = 128, **options: Any) -> Any:
    head = more or (layers.Dense(10),)
    return keras.Sequential([keras.Input(shape), layers.SimpleRNN(units, **options), *head])


def image(*more: Any, channels: int = 1, **options: Any) -> Any:
    conv = layers.Conv2D(**({"filters": 8, "kernel_size": 3} | options))
    last = more or (layers.Flatten(), layers.Dense(10))
    return keras.Sequential([keras.Input((28, 28, channels)), conv, *last])


def dense(*units: int, **options: Any) -> Any:
    return keras.Sequential([keras.Input((8,)), *(layers.Dense(n, **options) for n in units)])


@change
def units() -> Iterator[Any]:
    yield rnn()
    yield rnn(units=256)


@change
def bias() -> Iterator[Any]:
    yield rnn()
    yield rnn(use_bias=False)


@change
def inserted() -> Iterator[Any]:
    yield dense(64, 10)
    yield dense(64, 32, 10)


@change
def inserted_without_weights() -> Iterator[Any]:
    yield rnn()
    yield rnn(layers.Dropout(0.5), layers.Dense(10))


@change
def removed() -> Iterator[Any]:
    yield dense(64, 32, 10)
    yield dense(64, 10)


@change
def renamed() -> Iterator[Any]:
    yield rnn()
    yield rnn(layers.Dense(10, name="head"))


@change
def moved() -> Iterator[Any]:
    yield rnn(layers.Dense(16), layers.Dropout(0.5), layers.Dense(10))
    yield rnn(layers.Dropout(0.5), layers.Dense(16), layers.Dense(10))


@change
def frozen() -> Iterator[Any]:
    yield rnn()
    model = rnn()
    model.layers[0].trainable = False
    yield model


@change
def quantized() -> Iterator[Any]:
    yield dense(64, 10)
    model = dense(64, 10)
    model.quantize("int8")
    yield model


@change
def dtype() -> Iterator[Any]:
    yield dense(64, 10)
    yield dense(64, 10, dtype="float16")


@change
def dtype_policy() -> Iterator[Any]:
    yield dense(64, 10)
    yield dense(64, 10, dtype="mixed_float16")


def two_towers(first: Any, second: Any) -> Any:
    one, other = keras.Input((8,), name="one"), keras.Input((8,), name="other")
    joined = layers.Concatenate()([first(one), second(other)])
    return keras.Model([one, other], layers.Dense(2)(joined))


@change
def split() -> Iterator[Any]:
    shared = layers.Dense(4, name="tower")
    yield two_towers(shared, shared)
    yield two_towers(layers.Dense(4, name="tower"), layers.Dense(4, name="other_tower"))


@change
def joined() -> Iterator[Any]:
    yield two_towers(layers.Dense(4, name="tower"), layers.Dense(4, name="other_tower"))
    shared = layers.Dense(4, name="tower")
    yield two_towers(shared, shared)


def both_ways(units: int = 16, **options: Any) -> Any:
    both = layers.Bidirectional(layers.LSTM(units), **options)
    return keras.Sequential([keras.Input((28, 28)), both, layers.Dense(10)])


@change
def merge_mode() -> Iterator[Any]:
    yield both_ways()
    yield both_ways(merge_mode="sum")


@change
def both_directions() -> Iterator[Any]:
    yield both_ways()
    yield both_ways(32)


def sentiment(size: int, units: int, mode: str) -> Any:
    both = layers.Bidirectional(layers.LSTM(units), merge_mode=mode)
    return keras.Sequential(
        [keras.Input((None,)), layers.Embedding(500, size), both, layers.Dense(16)]
    )


@change
def merge_mode_and_units() -> Iterator[Any]:
    yield sentiment(32, 64, "concat")
    yield sentiment(16, 32, "ave")


@change
def another_input() -> Iterator[Any]:
    yield keras.Sequential([keras.Input((6, 6, 1), name="img"), layers.Flatten(), layers.Dense(4)])
    tokens = keras.Input((None,), name="tokens")
    pooled = layers.GlobalAveragePooling1D()(layers.Embedding(50, 8)(tokens))
    yield keras.Model(tokens, layers.Dense(4)(pooled))


@change
def kernel_size() -> Iterator[Any]:
    yield image()
    yield image(kernel_size=5)


@change
def strides() -> Iterator[Any]:
    yield image()
    yield image(strides=2)


@change
def filters() -> Iterator[Any]:
    yield image()
    yield image(filters=16)


@change
def input_features() -> Iterator[Any]:
    yield rnn()
    yield rnn(shape=(28, 32))


@change
def timesteps() -> Iterator[Any]:
    yield rnn()
    yield rnn(shape=(56, 28))


@change
def channels() -> Iterator[Any]:
    yield image()
    yield image(channels=3)


def gru(**options: Any) -> Any:
    return keras.Sequential([keras.Input((28, 28)), layers.GRU(32, **options), layers.Dense(10)])


@change
def reset_after() -> Iterator[Any]:
    yield gru()
    yield gru(reset_after=False)


@change
def lstm_to_gru() -> Iterator[Any]:
    yield keras.Sequential([keras.Input((28, 28)), layers.LSTM(32), layers.Dense(10)])
    yield gru()


@change
def two_at_once() -> Iterator[Any]:
    yield rnn()
    yield rnn(layers.Dense(12), units=256)


@change
def filters_and_strides() -> Iterator[Any]:
    yield image()
    yield image(filters=16, strides=2)


@change
def units_and_bias() -> Iterator[Any]:
    yield rnn()
    yield rnn(units=64, use_bias=False)


def nested(units: int) -> Any:
    inside = keras.Sequential([layers.Dense(units), layers.Dense(8)], name="encoder")
    return keras.Sequential([keras.Input((8,)), inside, layers.Dense(10)])


@change
def inside_a_model() -> Iterator[Any]:
    yield nested(16)
    yield nested(24)


def attention(**options: Any) -> Any:
    features = keras.Input((10, 32))
    out = layers.MultiHeadAttention(**({"num_heads": 4, "key_dim": 8} | options))(
        features, features
    )
    return keras.Model(features, layers.Dense(10)(out))


@change
def heads() -> Iterator[Any]:
    yield attention()
    yield attention(num_heads=8)


@change
def key_dim() -> Iterator[Any]:
    yield attention()
    yield attention(key_dim=16)


@change
def lora() -> Iterator[Any]:
    yield dense(64, 10)
    model = dense(64, 10)
    model.layers[0].enable_lora(4)
    yield model


@change
def all_renamed() -> Iterator[Any]:
    yield dense(64, 32, 10)
    dense(64, 32, 10)
    yield dense(64, 32, 10)


@change
def activation() -> Iterator[Any]:
    yield rnn()
    yield rnn(activation="relu")


@change
def return_sequences() -> Iterator[Any]:
    yield rnn()
    yield rnn(return_sequences=True)


@change
def wrapped() -> Iterator[Any]:
    yield rnn(layers.Dense(10), return_sequences=True)
    yield rnn(layers.TimeDistributed(layers.Dense(10)), return_sequences=True)


@change
def put_inside() -> Iterator[Any]:
    yield dense(64, 32, 10)
    inside = keras.Sequential([layers.Dense(64), layers.Dense(32)], name="encoder")
    yield keras.Sequential([keras.Input((8,)), inside, layers.Dense(10)])


@change
def taken_out() -> Iterator[Any]:
    inside = keras.Sequential([layers.Dense(64), layers.Dense(32)], name="encoder")
    yield keras.Sequential([keras.Input((8,)), inside, layers.Dense(10)])
    yield dense(64, 32, 10)


@change
def many_more() -> Iterator[Any]:
    yield dense(8, 10)
    yield dense(8, *[8] * 12, 10)


@change
def as_functional() -> Iterator[Any]:
    yield dense(64, 10)
    features = keras.Input((8,))
    yield keras.Model(features, layers.Dense(10)(layers.Dense(64)(features)))


@change
def skipped() -> Iterator[Any]:
    features = keras.Input((8,))
    yield keras.Model(features, layers.Dense(2)(layers.Dense(8)(features)))
    features = keras.Input((8,))
    joined = layers.Add()([features, layers.Dense(8)(features)])
    yield keras.Model(features, layers.Dense(2)(joined))


@change
def rewired() -> Iterator[Any]:
    for second in (False, True):
        features = keras.Input((8,))
        first = layers.Dense(8, name="first")(features)
        other = layers.Dense(8, name="other")(first)
        yield keras.Model(
            features,
            layers.Dense(2, name="last")(
                layers.Add(name="add")([features if second else first, other])
            ),
        )


@change
def nothing() -> Iterator[Any]:
    yield rnn()
    yield rnn()
