"""Networks as people build them, by name, whose sizes are changed here and in Keras."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from tests.report.recounted.making import Made, Shape, chain, dense, graph, of


def _text_cnn(x: Any) -> Any:
    y = layers.Embedding(60, 8)(x)
    pools = [layers.GlobalMaxPooling1D()(layers.Conv1D(5, size)(y)) for size in (3, 4, 5)]
    return layers.Dense(2)(layers.Dropout(0.5)(layers.Concatenate()(pools)))


def _mixer(x: Any) -> Any:
    y = layers.LayerNormalization()(x)
    y = layers.Permute((2, 1))(layers.Dense(6)(layers.Dense(10)(layers.Permute((2, 1))(y))))
    x = layers.Add()([x, y])
    y = layers.Dense(8)(layers.Dense(16)(layers.LayerNormalization()(x)))
    return layers.Dense(3)(layers.GlobalAveragePooling1D()(layers.Add()([x, y])))


def _fire(x: Any) -> Any:
    s = layers.Conv2D(3, 1)(layers.MaxPooling2D(3, strides=2)(x))
    y = layers.Concatenate()([layers.Conv2D(6, 1)(s), layers.Conv2D(6, 3, padding="same")(s)])
    return layers.GlobalAveragePooling2D()(layers.Conv2D(4, 1)(y))


def _inverted(x: Any) -> Any:
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False)(x)
    for _ in range(2):
        y = layers.BatchNormalization()(layers.Conv2D(24, 1, use_bias=False)(x))
        y = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(layers.ReLU(6.0)(y))
        x = layers.Add()([x, layers.Conv2D(8, 1)(layers.BatchNormalization()(y))])
    return layers.Dense(3)(layers.GlobalAveragePooling2D(keepdims=True)(x))


def _shuffled(x: Any) -> Any:
    y = layers.Conv2D(12, 1, groups=3)(layers.Conv2D(12, 1)(x))
    y = layers.Reshape((6, 6, 3, 4))(y)
    y = layers.Reshape((6, 6, 12))(layers.Permute((1, 2, 4, 3))(y))
    return layers.Conv2D(6, 1, groups=3)(y)


def _exception(x: Any) -> Any:
    y = layers.SeparableConv2D(8, 3, padding="same")(x)
    y = layers.MaxPooling2D(3, strides=2, padding="same")(layers.BatchNormalization()(y))
    return layers.Dense(2)(layers.Add()([y, layers.Conv2D(8, 1, strides=2, padding="same")(x)]))


def _gated_u_net(x: Any) -> Any:
    one = layers.Conv2D(4, 3, padding="same")(x)
    two = layers.Conv2D(8, 3, padding="same")(layers.MaxPooling2D()(one))
    up = layers.Conv2DTranspose(4, 2, strides=2)(two)
    gate = layers.Add()([layers.Conv2D(3, 1)(up), layers.Conv2D(3, 1)(one)])
    gate = layers.Conv2D(1, 1, activation="sigmoid")(layers.ReLU()(gate))
    return layers.Conv2D(2, 1)(layers.Concatenate()([up, layers.Multiply()([one, gate])]))


def _pyramid(x: Any) -> Any:
    y = layers.Conv2D(6, 3, padding="same", strides=2)(x)
    rates = [layers.Conv2D(4, 3, padding="same", dilation_rate=rate)(y) for rate in (1, 2, 4)]
    pooled = layers.Conv2D(4, 1)(layers.GlobalAveragePooling2D(keepdims=True)(y))
    pooled = layers.UpSampling2D((8, 6))(pooled)
    return layers.Conv2D(2, 1)(layers.Concatenate()([*rates, pooled]))


def _features(x: Any) -> Any:
    one = layers.Conv2D(6, 3, strides=2, padding="same")(x)
    two = layers.Conv2D(12, 3, strides=2, padding="same")(one)
    top = layers.Conv2D(8, 1)(two)
    low = layers.Add()([layers.Conv2D(8, 1)(one), layers.UpSampling2D()(top)])
    head = layers.Conv2D(3, 3, padding="same", name="head")
    return [layers.Flatten()(head(each)) for each in (top, low)]


def _decoder(x: Any, y: Any) -> Any:
    words = layers.Embedding(50, 12)
    a, b = words(x), words(y)
    b = layers.LayerNormalization()(b + layers.MultiHeadAttention(3, 4)(b, b, use_causal_mask=True))
    b = layers.LayerNormalization()(b + layers.MultiHeadAttention(3, 4)(b, a))
    b = layers.LayerNormalization()(b + layers.Dense(12)(layers.Dense(20, "gelu")(b)))
    return layers.Dense(50)(b)


def _llama(x: Any) -> Any:
    words = layers.ReversibleEmbedding(40, 12)
    y = words(x)
    z = layers.RMSNormalization()(y)
    y = y + layers.GroupQueryAttention(3, 4, 2)(z, z)
    z = layers.RMSNormalization()(y)
    y = y + layers.Dense(12)(ops.silu(layers.Dense(18)(z)) * layers.Dense(18)(z))
    return words(layers.RMSNormalization()(y), reverse=True)


def _heads_by_hand(x: Any) -> Any:
    def heads(tensor: Any) -> Any:
        return ops.transpose(ops.reshape(layers.Dense(12)(tensor), (-1, 9, 3, 4)), (0, 2, 1, 3))

    q, k, v = heads(x), heads(x), heads(x)
    scores = ops.softmax(ops.matmul(q, ops.transpose(k, (0, 1, 3, 2))) / 2.0)
    y = ops.reshape(ops.transpose(ops.matmul(scores, v), (0, 2, 1, 3)), (-1, 9, 12))
    return layers.Dense(2)(y[:, 0])


def _einsums_by_hand(x: Any, y: Any) -> Any:
    a, b = layers.Dense(6)(x), layers.Dense(6)(y)
    return layers.Dense(3)(ops.einsum("btd,bsd->bts", a, b))


def _interacting(x: Any, y: Any, z: Any) -> Any:
    vectors = [layers.Flatten()(layers.Embedding(n, 6)(t)) for n, t in ((20, x), (30, y))]
    vectors.append(layers.Dense(6)(layers.Dense(12)(z)))
    pairs = [layers.Dot(axes=1)([a, b]) for i, a in enumerate(vectors) for b in vectors[:i]]
    return layers.Dense(1)(layers.Dense(5)(layers.Concatenate()([*pairs, vectors[-1]])))


def _autoencoder(x: Any) -> Any:
    entry, code = keras.Input((12,)), keras.Input((4,))
    encoder = keras.Model(entry, layers.Dense(4)(layers.Dense(8)(entry)), name="encoder")
    decoder = keras.Model(code, layers.Dense(12)(layers.Dense(8)(code)), name="decoder")
    return decoder(encoder(x))


def _contrastive(x: Any, y: Any) -> Any:
    entry = keras.Input((10, 8, 3))
    pooled = layers.GlobalMaxPooling2D()(layers.Conv2D(6, 3)(entry))
    tower = keras.Model(entry, layers.UnitNormalization()(layers.Dense(5)(pooled)), name="tower")
    a, b = tower(x), tower(y)
    return layers.Dense(1)(ops.concatenate([ops.abs(a - b), a * b], axis=-1))


def _transferred(shape: Shape) -> Any:
    entry = keras.Input((12, 12, 3))
    body = layers.Conv2D(4, 3, padding="same")(layers.Rescaling(1 / 255)(entry))
    base = keras.Model(entry, layers.Add()([body, layers.Conv2D(4, 1)(entry)]), name="base")
    return keras.Sequential(
        [keras.Input(shape), base, layers.GlobalAveragePooling2D(), layers.Dense(2)]
    )


def _skips(x: Any) -> Any:
    x, skips = layers.Conv1D(6, 1)(x), []
    for dilation in (1, 2):
        a = layers.Conv1D(6, 2, padding="causal", dilation_rate=dilation, activation="tanh")(x)
        b = layers.Conv1D(6, 2, padding="causal", dilation_rate=dilation, activation="sigmoid")(x)
        y = layers.Multiply()([a, b])
        skips.append(layers.Conv1D(5, 1)(y))
        x = layers.Add()([x, layers.Conv1D(6, 1)(y)])
    return layers.Conv1D(3, 1)(layers.ReLU()(layers.Add()(skips)))


def _trunk(x: Any, y: Any) -> Any:
    joined = layers.Concatenate(axis=1)([layers.Dense(6)(x), layers.Dense(6)(y)])
    trunk = layers.Bidirectional(layers.GRU(4, return_sequences=True))(joined)
    return [
        layers.TimeDistributed(layers.Dense(3))(trunk),
        layers.Dense(2)(layers.GlobalAveragePooling1D()(trunk)),
        layers.Dense(1)(trunk[:, -1, :4]),
    ]


def _stateful(shape: Shape) -> Any:
    batch = keras.Input(batch_shape=(4, *shape))
    return keras.Sequential(
        [batch, layers.GRU(5, stateful=True, return_sequences=True), layers.LSTM(4, unroll=True)]
    )


def _called(shape: Shape) -> Any:
    model = keras.Sequential([layers.Dense(6), layers.Flatten(), layers.Dense(2)])
    model.build((None, *shape))
    return model


def _over_images(x: Any) -> Any:
    y = layers.MultiHeadAttention(2, 3, attention_axes=(1, 2))(x, x)
    return layers.Dense(2)(layers.Flatten()(layers.Average()([x, y])))


NETWORKS: dict[str, Made] = {
    "text cnn": (graph(_text_cnn), [(20,)]),
    "mixer": (graph(_mixer), [(6, 8)]),
    "squeezenet": (graph(_fire), [(11, 12, 3)]),
    "inverted residuals": (graph(_inverted), [(12, 12, 3)]),
    "shuffled channels": (graph(_shuffled), [(6, 6, 3)]),
    "xception": (graph(_exception), [(9, 8, 3)]),
    "gated u-net": (graph(_gated_u_net), [(8, 8, 3)]),
    "spatial pyramid": (graph(_pyramid), [(16, 12, 3)]),
    "feature pyramid": (graph(_features), [(16, 16, 3)]),
    "decoder": (graph(_decoder), [(9,), (7,)]),
    "grouped queries and gates": (graph(_llama), [(9,)]),
    "heads by hand": (graph(_heads_by_hand), [(9, 12)]),
    "einsums by hand": (graph(_einsums_by_hand), [(5, 4), (7, 3)]),
    "interactions": (graph(_interacting), [(1,), (1,), (5,)]),
    "autoencoder": (graph(_autoencoder), [(12,)]),
    "contrastive": (graph(_contrastive), [(10, 8, 3), (10, 8, 3)]),
    "transferred": (_transferred, [(12, 12, 3)]),
    "skips": (graph(_skips), [(None, 2)]),
    "trunk": (graph(_trunk), [(5, 4), (6, 3)]),
    "stateful": (_stateful, [(7, 3)]),
    "called": (_called, [(5, 3)]),
    "attention over images": (graph(_over_images), [(4, 5, 6)]),
    "generator": (
        chain(
            dense(3 * 3 * 16),
            of(layers.Reshape, (3, 3, 16)),
            of(layers.BatchNormalization),
            of(layers.Conv2DTranspose, 8, 4, strides=2, padding="same"),
            of(layers.Conv2DTranspose, 3, 5, strides=3),
        ),
        [(10,)],
    ),
    "frames by convolution": (
        chain(
            of(layers.TimeDistributed, layers.Conv2D(4, 3)),
            of(layers.TimeDistributed, layers.MaxPooling2D()),
            of(layers.TimeDistributed, layers.Flatten()),
            of(layers.LSTM, 5),
            dense(2),
        ),
        [(4, 9, 8, 2)],
    ),
    "sequences coded": (
        chain(
            of(layers.LSTM, 6, return_sequences=True),
            of(layers.LSTM, 3),
            of(layers.RepeatVector, 7),
            of(layers.LSTM, 6, return_sequences=True),
            of(layers.TimeDistributed, layers.Dense(4)),
        ),
        [(7, 4)],
    ),
    "cells both ways": (
        chain(lambda: layers.Bidirectional(layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)]))),
        [(7, 4)],
    ),
    "capsules": (
        chain(
            of(layers.Conv2D, 12, 3, strides=2),
            of(layers.Reshape, (-1, 4)),
            of(layers.EinsumDense, "bnd,de->bne", output_shape=(48, 5)),
            layers.Flatten,
            dense(2),
        ),
        [(9, 9, 1)],
    ),
    "prepared": (
        chain(
            of(layers.Resizing, 12, 10),
            of(layers.CenterCrop, 8, 9),
            of(layers.Normalization, axis=-1),
            of(layers.Conv2D, 4, 3),
            of(layers.PReLU, shared_axes=[1]),
            of(layers.AdaptiveAveragePooling2D, 3),
            layers.Flatten,
            dense(2),
        ),
        [(20, 18, 3)],
    ),
    "sounds": (
        chain(
            of(layers.STFTSpectrogram, frame_length=8, frame_step=4, window=None),
            of(layers.Conv1D, 5, 3, strides=2, padding="same"),
            of(layers.GRU, 4),
        ),
        [(64, 1)],
    ),
}
