from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]

MERGE_MODES = ["concat", "sum", "mul", "ave", None]
WRAPPED: dict[str, Callable[[], Any]] = {
    "simple": lambda: layers.SimpleRNN(4),
    "lstm": lambda: layers.LSTM(4),
    "gru": lambda: layers.GRU(4),
    "sequences": lambda: layers.LSTM(4, return_sequences=True),
    "state": lambda: layers.LSTM(4, return_state=True),
    "gru-state": lambda: layers.GRU(4, return_sequences=True, return_state=True),
    "cell": lambda: layers.RNN(layers.GRUCell(4)),
    "cell-state": lambda: layers.RNN(layers.LSTMCell(4), return_state=True),
    "cells": lambda: layers.RNN([layers.LSTMCell(4), layers.GRUCell(5)], return_sequences=True),
    "frozen-inside": lambda: layers.LSTM(4, trainable=False),
}


@pytest.mark.parametrize("merge_mode", MERGE_MODES)
@pytest.mark.parametrize("layer", WRAPPED.values(), ids=WRAPPED.keys())
def test_bidirectional(
    explained: Explained, layer: Callable[[], Any], merge_mode: str | None
) -> None:
    explained(layers.Bidirectional(layer(), merge_mode=merge_mode), (5, 3))


def test_frozen_bidirectional(explained: Explained) -> None:
    explained(layers.Bidirectional(layers.LSTM(4), trainable=False), (5, 3))


def test_bidirectional_over_any_number_of_steps(explained: Explained) -> None:
    explained(layers.Bidirectional(layers.GRU(4, return_sequences=True)), (None, 3))


def test_stateful_bidirectional(explained: Explained) -> None:
    explained(layers.Bidirectional(layers.LSTM(4, stateful=True)), (5, 3), batch=2)


def test_bidirectional_conv_lstm(explained: Explained) -> None:
    layer = layers.ConvLSTM2D(4, 2, return_sequences=True)
    explained(layers.Bidirectional(layer), (3, 7, 6, 2))


def test_bidirectional_that_begins_at_the_end(explained: Explained) -> None:
    ahead = layers.GRU(4, go_backwards=True)
    explained(layers.Bidirectional(ahead, backward_layer=layers.GRU(4)), (5, 3))


BACKWARD: dict[str, Callable[[], Any]] = {
    "other-class": lambda: layers.GRU(4, go_backwards=True),
    "other-units": lambda: layers.LSTM(6, go_backwards=True),
    "other-class-and-units": lambda: layers.SimpleRNN(7, go_backwards=True, use_bias=False),
    "cell": lambda: layers.RNN(layers.LSTMCell(4), go_backwards=True),
}


@pytest.mark.parametrize("merge_mode", ["concat", None])
@pytest.mark.parametrize("backward", BACKWARD.values(), ids=BACKWARD.keys())
def test_backward_layer_of_another_kind(
    explained: Explained, backward: Callable[[], Any], merge_mode: str | None
) -> None:
    layer = layers.Bidirectional(layers.LSTM(4), merge_mode=merge_mode, backward_layer=backward())
    explained(layer, (5, 3))


def test_backward_layer_of_other_states(explained: Explained) -> None:
    backward = layers.GRU(4, go_backwards=True, return_state=True)
    layer = layers.Bidirectional(layers.LSTM(4, return_state=True), backward_layer=backward)
    explained(layer, (5, 3))


def test_the_directions_are_told_apart(explained: Explained) -> None:
    backward = layers.GRU(4, go_backwards=True)
    report = explained(layers.Bidirectional(layers.LSTM(4), backward_layer=backward), (10, 8))
    assert report.formula == "forward_layer + backward_layer"
    assert report.numbers == "208 + 168"
    assert [child.class_name for child in report.children] == ["LSTM", "GRU"]


def test_initial_states(explained: Explained) -> None:
    def call(layer: Any, sequences: Any, *states: Any) -> Any:
        return layer(sequences, initial_state=list(states))

    explained(layers.Bidirectional(layers.LSTM(4)), (None, 3), *[(4,)] * 4, call=call)


def _functional() -> Any:
    inputs = keras.Input((6,))
    hidden = layers.Dense(4)(inputs)
    return keras.Model(inputs, layers.Add()([hidden, layers.Dense(4)(inputs)]))


DISTRIBUTED: dict[str, tuple[Callable[[], Any], tuple[int | None, ...]]] = {
    "dense": (lambda: layers.Dense(4), (5, 6)),
    "dense-any-steps": (lambda: layers.Dense(4, use_bias=False), (None, 6)),
    "dense-rank-3": (lambda: layers.Dense(4), (5, 6, 7)),
    "conv2d": (lambda: layers.Conv2D(4, 3, strides=2), (5, 9, 8, 3)),
    "conv2d-any-steps": (lambda: layers.Conv2D(4, 3), (None, 9, 8, 3)),
    "lstm": (lambda: layers.LSTM(4), (5, 6, 3)),
    "lstm-sequences": (lambda: layers.LSTM(4, return_sequences=True), (5, None, 3)),
    "batch-normalization": (lambda: layers.BatchNormalization(), (5, 6)),
    "flatten": (lambda: layers.Flatten(), (5, 6, 3)),
    "pooling": (lambda: layers.MaxPooling2D(), (5, 9, 8, 3)),
    "embedding": (lambda: layers.Embedding(10, 4), (5, 6)),
    "dropout": (lambda: layers.Dropout(0.1), (5, 6)),
    "bidirectional": (lambda: layers.Bidirectional(layers.GRU(4)), (5, 6, 3)),
    "time-distributed": (lambda: layers.TimeDistributed(layers.Dense(4)), (5, 6, 3)),
    "sequential": (
        lambda: keras.Sequential([layers.Dense(4), layers.BatchNormalization(), layers.Dense(2)]),
        (5, 6),
    ),
    "sequential-with-input": (
        lambda: keras.Sequential([keras.Input((6,)), layers.Dense(4), layers.Dense(2)]),
        (5, 6),
    ),
    "functional": (_functional, (5, 6)),
    "frozen-inside": (lambda: layers.Dense(4, trainable=False), (5, 6)),
}


@pytest.mark.parametrize(("layer", "shape"), DISTRIBUTED.values(), ids=DISTRIBUTED.keys())
def test_time_distributed(
    explained: Explained, layer: Callable[[], Any], shape: tuple[int | None, ...]
) -> None:
    explained(layers.TimeDistributed(layer()), shape)


def test_frozen_time_distributed(explained: Explained) -> None:
    explained(layers.TimeDistributed(layers.Dense(4), trainable=False), (5, 6))


def test_every_step_is_the_same_layer(explained: Explained) -> None:
    report = explained(layers.TimeDistributed(layers.Dense(4), name="each"), (5, 6))
    (child,) = report.children
    assert (report.formula, child.formula) == ("layer", "units*input_dim + units")
    assert child.path == "each.layer"
