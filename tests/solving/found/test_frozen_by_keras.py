"""Frozen models of Keras's, printed and pasted back: nothing contradicts what Keras counts."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import keras
import pytest
from keras import layers as kl

import rnnscope
from rnnscope.renderers import render
from tests.pages.code.programs import printed_by
from tests.solving.round_trip import printed

Made = Callable[[], Any]


def _base() -> Any:
    inputs = keras.Input((16, 16, 3), name="image")
    x = kl.Conv2D(8, 3, name="conv1")(inputs)
    x = kl.BatchNormalization(name="norm1")(x)
    x = kl.Conv2D(12, 3, name="conv2")(x)
    return keras.Model(inputs, kl.Flatten(name="flat")(x), name="base")


def prefix() -> Any:
    base = _base()
    model = keras.Model(base.inputs, kl.Dense(5, name="head")(base.outputs[0]))
    for layer in model.layers[:4]:
        layer.trainable = False
    return model


def norm_alone() -> Any:
    base = _base()
    model = keras.Model(base.inputs, kl.Dense(5, name="head")(base.outputs[0]))
    model.get_layer("norm1").trainable = False
    return model


def nested() -> Any:
    base = _base()
    base.trainable = False
    return keras.Sequential([keras.Input((16, 16, 3)), base, kl.Dense(5, name="head")])


def whole() -> Any:
    model = nested()
    model.trainable = False
    return model


def wrapped() -> Any:
    inputs = keras.Input((9, 6), name="steps")
    both = kl.Bidirectional(kl.LSTM(4, return_sequences=True), name="both")
    each = kl.TimeDistributed(kl.Dense(6), name="each")
    attention = kl.MultiHeadAttention(2, 3, name="attention")
    x = each(both(inputs))
    x = attention(x, x)
    both.trainable = attention.trainable = False
    return keras.Model(inputs, kl.Dense(2, name="head")(x))


def compiled() -> Any:
    model = prefix()
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


_COLUMN, _NESTED = {"show_trainable": True}, {"expand_nested": True}


@pytest.mark.parametrize(
    ("made", "options"),
    [
        *((made, {}) for made in (prefix, norm_alone, nested, whole, wrapped, compiled)),
        *((made, _COLUMN) for made in (norm_alone, wrapped)),
        *((made, options) for made in (nested,) for options in (_NESTED, {**_NESTED, **_COLUMN})),
    ],
)
def test_what_is_trained_is_as_keras_counts_it(made: Made, options: dict[str, Any]) -> None:
    keras.utils.clear_session()
    model = made()
    trained = sum(prod(weight.shape) for weight in model.trainable_weights)
    other = sum(prod(weight.shape) for weight in model.non_trainable_weights)
    report = rnnscope.explain_summary(printed(model, 150, **options))
    assert (report.trainable, report.non_trainable) == (trained, other)
    assert not report.differences
    assert report.freezing is not None
    assert report.freezing.is_told
    again = printed_by(render(report, "code"))
    assert (again.trainable, again.non_trainable) == (trained, other)
