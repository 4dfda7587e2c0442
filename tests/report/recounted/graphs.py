"""Graphs of layers, by name, whose sizes are changed one by one here and in Keras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import layers, ops

from tests.report.recounted.making import Made, graph


def _directions(merge_mode: str | None) -> Callable[[Any], Any]:
    def join(x: Any) -> Any:
        y = layers.Bidirectional(layers.LSTM(6), merge_mode=merge_mode)(x)
        return layers.Dense(3)(layers.Concatenate()(y) if merge_mode is None else y)

    return join


def _directions_of_their_own(x: Any) -> Any:
    back = layers.GRU(6, return_sequences=True, go_backwards=True)
    both = layers.Bidirectional(layers.LSTM(6, return_sequences=True), backward_layer=back)
    return layers.Dense(3)(both(x))


def _with_states(x: Any) -> Any:
    y, h, c = layers.LSTM(8, return_state=True, return_sequences=True)(x)
    return layers.Dense(3)(layers.LSTM(8)(y, initial_state=[h, c]))


def _residual(x: Any) -> Any:
    y = layers.Conv2D(8, 3, padding="same", strides=2)(x)
    y = layers.BatchNormalization()(y)
    y = layers.Conv2D(16, 3, padding="same")(y)
    y = layers.Add()([y, layers.Conv2D(16, 1, strides=2)(x)])
    z = layers.Conv2D(16, 3, padding="same")(layers.ReLU()(y))
    return layers.Dense(5)(layers.GlobalAveragePooling2D()(layers.Add()([y, z])))


def _u_net(x: Any) -> Any:
    one = layers.Conv2D(4, 3, padding="same")(x)
    two = layers.Conv2D(8, 3, padding="same")(layers.MaxPooling2D()(one))
    three = layers.Conv2D(16, 3, padding="same")(layers.MaxPooling2D()(two))
    up = layers.Concatenate()([layers.UpSampling2D()(three), two])
    up = layers.Conv2DTranspose(4, 2, strides=2, padding="same")(
        layers.Conv2D(8, 3, padding="same")(up)
    )
    return layers.Conv2D(2, 1)(layers.Concatenate()([up, one]))


def _inception(x: Any) -> Any:
    branches = [
        layers.Conv2D(4, 1)(x),
        layers.Conv2D(6, 3, padding="same")(layers.Conv2D(3, 1)(x)),
        layers.Conv2D(2, 5, padding="same")(x),
        layers.Conv2D(3, 1)(layers.MaxPooling2D(3, strides=1, padding="same")(x)),
    ]
    return layers.Dense(4)(layers.Flatten()(layers.Concatenate()(branches)))


def _squeezed(x: Any) -> Any:
    y = layers.Conv2D(12, 3)(x)
    s = layers.GlobalAveragePooling2D()(y)
    s = layers.Dense(12)(layers.Dense(3)(s))
    y = layers.Multiply()([y, layers.Reshape((1, 1, 12))(s)])
    return layers.Dense(2)(layers.Flatten()(y))


def _attention_block(x: Any) -> Any:
    y = layers.MultiHeadAttention(4, 8)(x, x)
    x = layers.LayerNormalization()(layers.Add()([x, y]))
    y = layers.Dense(32)(layers.Dense(64)(x))
    return layers.Dense(3)(layers.GlobalAveragePooling1D()(layers.LayerNormalization()(x + y)))


def _transformer(x: Any) -> Any:
    return _attention_block(layers.Embedding(100, 32)(x))


def _attention_across(x: Any, y: Any) -> Any:
    z, scores = layers.MultiHeadAttention(2, 5, value_dim=7, output_shape=11)(
        x, y, return_attention_scores=True
    )
    return [layers.Dense(3)(z), scores]


def _grouped_attention(x: Any) -> Any:
    y = layers.GroupQueryAttention(head_dim=4, num_query_heads=6, num_key_value_heads=3)(x, x)
    return layers.Dense(2)(layers.Add()([x, y]))


def _plain_attention(x: Any, y: Any) -> Any:
    a = layers.Attention(use_scale=True)([layers.Dense(6)(x), layers.Dense(6)(y)])
    b = layers.AdditiveAttention()([layers.Dense(6)(x), layers.Dense(6)(y)])
    return layers.Dense(2)(layers.Concatenate()([a, b]))


def _dots(x: Any, y: Any) -> Any:
    a, b = layers.Dense(6)(x), layers.Dense(6)(y)
    return layers.Dense(3)(layers.Dot(axes=-1)([a, b]))


def _users_and_films(x: Any, y: Any) -> Any:
    a = layers.Flatten()(layers.Embedding(50, 8)(x))
    b = layers.Flatten()(layers.Embedding(70, 8)(y))
    return layers.Dense(1)(layers.Concatenate()([layers.Dot(axes=1)([a, b]), a]))


def _siamese(x: Any, y: Any) -> Any:
    tower = keras.Sequential([keras.Input((12,)), layers.Dense(8), layers.Dense(4)], name="tower")
    return layers.Dense(1)(layers.Subtract()([tower(x), tower(y)]))


def _shared(x: Any, y: Any) -> Any:
    one = layers.Dense(6)
    return layers.Dense(2)(layers.Concatenate()([one(x), one(layers.Dense(12)(y))]))


def _nested(x: Any) -> Any:
    inner = keras.Input((12,))
    y = layers.Dense(8)(inner)
    block = keras.Model(inner, layers.Add()([y, layers.Dense(8)(y)]), name="block")
    return layers.Dense(3)(block(layers.Dense(12)(x)))


def _nested_deeper(x: Any) -> Any:
    inner = keras.Sequential(
        [keras.Input((8, 8, 4)), layers.Conv2D(6, 3), layers.Flatten()], name="inner"
    )
    entry = keras.Input((8, 8, 4))
    outer = keras.Model(entry, layers.Dense(5)(inner(entry)), name="outer")
    return layers.Dense(2)(outer(layers.Conv2D(4, 1)(x)))


def _several(x: Any, y: Any, z: Any) -> Any:
    a = layers.LSTM(6)(layers.Embedding(30, 5)(x))
    b = layers.Dense(7)(y)
    c = layers.Flatten()(layers.Conv1D(4, 3, padding="same")(z))
    joined = layers.Concatenate()([a, b, c])
    return [layers.Dense(2)(joined), layers.Dense(1)(layers.Average()([a, layers.Dense(6)(b)]))]


def _operations(x: Any) -> Any:
    y = layers.Dense(12)(x)
    one, other = ops.split(y, 2, axis=-1)
    y = ops.concatenate([one * other, ops.relu(one)], axis=-1)
    y = ops.reshape(y, (-1, 3, 4))
    return layers.Dense(2)(ops.mean(y, axis=1))


def _products(x: Any, y: Any) -> Any:
    a, b = layers.Dense(6)(x), layers.Dense(6)(y)
    scores = ops.softmax(ops.matmul(a, ops.transpose(b, (0, 2, 1))))
    return layers.Dense(3)(ops.matmul(scores, b) + a)


def _more_operations(x: Any) -> Any:
    y = ops.expand_dims(layers.Dense(6)(x), 1)
    y = ops.repeat(y, 3, axis=1)
    y = layers.Conv1D(4, 2)(ops.pad(y, ((0, 0), (1, 1), (0, 0))))
    y = y[:, 1:, :] - ops.mean(y, axis=1, keepdims=True)
    return layers.Dense(2)(ops.squeeze(ops.max(y, axis=1, keepdims=True), 1))


def _einsums(x: Any) -> Any:
    y = layers.EinsumDense("abc,cde->abde", output_shape=(None, 4, 5), bias_axes="de")(x)
    y = layers.EinsumDense("abde,dec->abc", output_shape=(None, 6), bias_axes="c")(y)
    return layers.EinsumDense("...x,xy->...y", output_shape=3)(y)


def _scaled(x: Any) -> Any:
    y = layers.Conv2D(8, 3)(x)
    y = layers.GroupNormalization(4)(y)
    y = layers.LayerNormalization(axis=[1, 2, 3])(y)
    y = layers.BatchNormalization(axis=1)(y)
    return layers.Dense(2)(
        layers.GlobalMaxPooling2D()(layers.SpectralNormalization(layers.Conv2D(4, 3))(y))
    )


def _one_hot(x: Any, y: Any) -> Any:
    a = layers.CategoryEncoding(12, output_mode="multi_hot")(x)
    b = layers.CategoryEncoding(9, output_mode="one_hot")(y)
    return layers.Dense(2)(layers.Concatenate()([a, b]))


def _gated(x: Any) -> Any:
    a = layers.Dense(8, activation="sigmoid")(x)
    b = layers.Dense(8)(x)
    y = layers.Multiply()([a, b]) + layers.Dense(1)(x)
    return layers.Dense(2)(layers.Maximum()([y, layers.Dense(8)(a)]))


def _wavenet(x: Any) -> Any:
    x = layers.Conv1D(8, 1)(x)
    for dilation in (1, 2, 4):
        y = layers.Conv1D(8, 2, padding="causal", dilation_rate=dilation)(x)
        x = layers.Add()([x, y])
    return layers.Conv1D(3, 1)(x)


def _translated(x: Any, y: Any) -> Any:
    _, h, c = layers.LSTM(12, return_state=True)(layers.Embedding(40, 6)(x))
    out = layers.LSTM(12, return_sequences=True)(layers.Embedding(50, 7)(y), initial_state=[h, c])
    return layers.TimeDistributed(layers.Dense(50))(out)


def _patches(x: Any) -> Any:
    y = layers.Conv2D(16, 4, strides=4)(x)
    y = layers.Reshape((-1, 16))(y)
    return _attention_block(layers.Dense(32)(y))


def _variational(x: Any) -> Any:
    y = layers.Flatten()(layers.Conv2D(4, 3, strides=2, padding="same")(x))
    mean, spread = layers.Dense(6)(y), layers.Dense(6)(y)
    z = mean + ops.exp(spread) * 0.5
    z = layers.Reshape((4, 4, 8))(layers.Dense(4 * 4 * 8)(z))
    return layers.Conv2DTranspose(1, 3, strides=2, padding="same")(z)


def _deep_and_wide(x: Any) -> Any:
    y = x
    for units in (16, 8, 16):
        y = layers.Concatenate()([layers.Dense(units)(y), x])
    return layers.Dense(1)(y)


def _boxes(x: Any) -> Any:
    y = layers.Cropping2D(((1, 2), (0, 1)))(layers.ZeroPadding2D(2)(x))
    y = layers.Permute((3, 1, 2))(layers.MaxPooling2D((2, 3), strides=(2, 1))(y))
    return layers.Dense(3)(
        layers.Flatten()(layers.AveragePooling2D(2, data_format="channels_first")(y))
    )


GRAPHS: dict[str, Made] = {
    **{
        f"bidirectional {mode}": (graph(_directions(mode)), [(7, 5)])
        for mode in ("concat", "sum", "mul", "ave", None)
    },
    "directions of their own": (graph(_directions_of_their_own), [(7, 5)]),
    "states handed on": (graph(_with_states), [(7, 5)]),
    "translation": (graph(_translated), [(None,), (None,)]),
    "wavenet": (graph(_wavenet), [(None, 2)]),
    "residual": (graph(_residual), [(16, 16, 3)]),
    "u-net": (graph(_u_net), [(16, 24, 3)]),
    "inception": (graph(_inception), [(8, 9, 5)]),
    "squeeze and excite": (graph(_squeezed), [(10, 9, 3)]),
    "boxes": (graph(_boxes), [(12, 13, 2)]),
    "transformer": (graph(_transformer), [(20,)]),
    "attention": (graph(_attention_block), [(9, 32)]),
    "attention across": (graph(_attention_across), [(9, 6), (8, 4)]),
    "grouped attention": (graph(_grouped_attention), [(9, 6)]),
    "plain attention": (graph(_plain_attention), [(9, 4), (8, 5)]),
    "patches": (graph(_patches), [(32, 16, 3)]),
    "dot": (graph(_dots), [(4,), (3,)]),
    "users and films": (graph(_users_and_films), [(1,), (1,)]),
    "einsum": (graph(_einsums), [(7, 3)]),
    "normalized": (graph(_scaled), [(9, 8, 3)]),
    "nested": (graph(_nested), [(5,)]),
    "nested deeper": (graph(_nested_deeper), [(8, 8, 3)]),
    "siamese": (graph(_siamese), [(12,), (12,)]),
    "shared": (graph(_shared), [(12,), (5,)]),
    "several": (graph(_several), [(10,), (4,), (6, 3)]),
    "encoded": (graph(_one_hot), [(6,), (1,)]),
    "gated": (graph(_gated), [(6,)]),
    "deep and wide": (graph(_deep_and_wide), [(6,)]),
    "variational": (graph(_variational), [(8, 8, 1)]),
    "operations": (graph(_operations), [(7,)]),
    "more operations": (graph(_more_operations), [(7,)]),
    "products": (graph(_products), [(5, 4), (7, 3)]),
}
