"""Chains of layers, by name, whose sizes are changed one by one here and in Keras."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from tests.report.recounted.making import Made, Shape, chain, dense, of

_CELLS = (layers.LSTMCell, layers.GRUCell, layers.SimpleRNNCell)


def _frames(shape: Shape) -> Any:
    members = [keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Flatten()]
    each = keras.Sequential(members, name="each")
    return keras.Sequential(
        [keras.Input(shape), layers.TimeDistributed(each), layers.LSTM(5), layers.Dense(2)]
    )


def _adapted(shape: Shape) -> Any:
    model = keras.Sequential(
        [keras.Input(shape), layers.Dense(8), layers.Dense(6, lora_rank=2), layers.Dense(3)]
    )
    model.layers[0].enable_lora(3)
    return model


CHAINS: dict[str, Made] = {
    "one recurrent layer": (chain(of(layers.SimpleRNN, 128), dense()), [(28, 28)]),
    "stacked": (
        chain(of(layers.LSTM, 8, return_sequences=True), of(layers.GRU, 6), dense(2)),
        [(7, 5)],
    ),
    "gru without reset_after": (chain(of(layers.GRU, 6, reset_after=False)), [(7, 5)]),
    "open length": (chain(of(layers.GRU, 6, return_sequences=True), dense(2)), [(None, 5)]),
    "cells": (
        chain(lambda: layers.RNN([kind(5) for kind in _CELLS], return_sequences=True), dense(2)),
        [(7, 5)],
    ),
    "one cell": (chain(lambda: layers.RNN(layers.LSTMCell(5)), dense(2)), [(7, 5)]),
    "conv lstm": (
        chain(
            of(layers.ConvLSTM2D, 4, 3, return_sequences=True),
            of(layers.ConvLSTM2D, 3, 2),
            layers.Flatten,
            dense(2),
        ),
        [(3, 9, 8, 2)],
    ),
    "conv lstm 1d": (chain(of(layers.ConvLSTM1D, 4, 3, padding="same"), dense(2)), [(3, 9, 2)]),
    "conv1d": (
        chain(
            of(layers.Conv1D, 6, 5, strides=2),
            of(layers.MaxPooling1D, 2),
            of(layers.Conv1D, 4, 3, dilation_rate=2),
            layers.Flatten,
            dense(2),
        ),
        [(50, 3)],
    ),
    "causal": (
        chain(
            of(layers.Conv1D, 6, 3, padding="causal"),
            layers.Flatten,
            dense(2),
        ),
        [(20, 3)],
    ),
    "conv2d": (
        chain(
            of(layers.Conv2D, 8, 3),
            of(layers.MaxPooling2D),
            of(layers.Conv2D, 16, (3, 2)),
            of(layers.MaxPooling2D),
            layers.Flatten,
            dense(16),
            dense(),
        ),
        [(28, 28, 1)],
    ),
    "conv3d": (
        chain(
            of(layers.Conv3D, 4, 3),
            of(layers.MaxPooling3D),
            of(layers.Conv3D, 3, 2, padding="same", strides=2),
            layers.Flatten,
            dense(2),
        ),
        [(9, 10, 11, 2)],
    ),
    "groups": (
        chain(
            of(layers.Conv2D, 12, 3, groups=4),
            of(layers.Conv2D, 6, 3, groups=3, dilation_rate=2),
            of(layers.GlobalMaxPooling2D),
            dense(2),
        ),
        [(16, 16, 8)],
    ),
    "mobile": (
        chain(
            of(layers.DepthwiseConv2D, 3, depth_multiplier=2),
            of(layers.SeparableConv2D, 8, 3, depth_multiplier=3, strides=2),
            of(layers.SeparableConv2D, 4, 3, padding="same"),
            of(layers.DepthwiseConv2D, 2, strides=2),
            layers.Flatten,
            dense(2),
        ),
        [(20, 18, 3)],
    ),
    "mobile 1d": (
        chain(
            of(layers.DepthwiseConv1D, 3, depth_multiplier=2),
            of(layers.SeparableConv1D, 8, 3),
            layers.Flatten,
            dense(2),
        ),
        [(20, 3)],
    ),
    "transposed": (
        chain(
            of(layers.Conv2DTranspose, 6, 3, strides=2),
            of(layers.Conv2DTranspose, 3, 2, strides=2, padding="same", output_padding=1),
            layers.Flatten,
            dense(2),
        ),
        [(5, 6, 2)],
    ),
    "transposed 1d and 3d": (
        chain(
            of(layers.Conv1DTranspose, 4, 3, dilation_rate=2),
            of(layers.Reshape, (4, 2, 2, 4)),
            of(layers.Conv3DTranspose, 2, 2, strides=2),
            layers.Flatten,
            dense(2),
        ),
        [(12, 3)],
    ),
    "channels first": (
        chain(
            of(layers.Conv2D, 4, 3, data_format="channels_first"),
            of(layers.MaxPooling2D, 2, data_format="channels_first"),
            of(layers.BatchNormalization, axis=1),
            layers.Flatten,
            dense(2),
        ),
        [(3, 12, 13)],
    ),
    "reshaped": (
        chain(
            dense(24),
            of(layers.Reshape, (6, 4)),
            of(layers.Permute, (2, 1)),
            of(layers.LSTM, 5),
            of(layers.RepeatVector, 3),
            of(layers.GRU, 4),
            dense(2),
        ),
        [(7,)],
    ),
    "reshaped by the rest": (
        chain(
            dense(24),
            of(layers.Reshape, (-1, 4)),
            of(layers.Conv1D, 3, 2),
            layers.Flatten,
            dense(2),
        ),
        [(7,)],
    ),
    "upsampled": (
        chain(
            dense(36),
            of(layers.Reshape, (3, 3, 4)),
            of(layers.UpSampling2D, (2, 3)),
            of(layers.Conv2D, 2, 2),
            of(layers.ZeroPadding2D, ((0, 1), (2, 0))),
            of(layers.Cropping2D, 1),
            layers.Flatten,
            dense(2),
        ),
        [(7,)],
    ),
    "text": (
        chain(
            of(layers.Embedding, 100, 8, mask_zero=True),
            layers.GlobalAveragePooling1D,
            dense(4),
            of(layers.Dropout, 0.5),
            dense(1),
        ),
        [(20,)],
    ),
    "text flattened": (chain(of(layers.Embedding, 100, 8), layers.Flatten, dense(1)), [(20,)]),
    "masked": (chain(of(layers.Masking), of(layers.LSTM, 5), dense(1)), [(None, 4)]),
    "each step": (
        chain(
            of(layers.TimeDistributed, layers.Dense(6)),
            layers.Flatten,
            dense(2),
        ),
        [(4, 5)],
    ),
    "frames": (_frames, [(5, 8, 8, 3)]),
    "lora": (_adapted, [(5,)]),
    "quantized": (
        chain(
            of(layers.Dense, 8, dtype="int8_from_float32"),
            of(layers.EinsumDense, "ab,bc->ac", output_shape=6, dtype="int8_from_float32"),
            of(layers.Dense, 4, dtype="int4_from_float32"),
        ),
        [(5,)],
    ),
}
