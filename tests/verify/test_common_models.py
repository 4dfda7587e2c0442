"""Models of shapes that people have: each must agree with Keras, live and from its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.api import explain
from rnnscope.words import model_sentences


def _encoder_decoder() -> Any:
    encoded, decoded = keras.Input((None, 16)), keras.Input((None, 16))
    _, *states = layers.LSTM(64, return_state=True)(encoded)
    steps = layers.LSTM(64, return_sequences=True)(decoded, initial_state=states)
    return keras.Model([encoded, decoded], layers.Dense(10)(steps))


def _tower() -> Any:
    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Dense(3)(inputs), name="tower")


def _ends_in_a_model() -> Any:
    inputs = keras.Input((4,))
    return keras.Model(inputs, _tower()(inputs))


def _siamese() -> Any:
    tower, left, right = _tower(), keras.Input((4,)), keras.Input((4,))
    return keras.Model([left, right], [tower(left), tower(right)])


def _frozen() -> Any:
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(1)])
    model.trainable = False
    return model


def _frozen_but_for_a_layer() -> Any:
    model = _frozen()
    model.layers[-1].trainable = True
    return model


MAKERS = [_encoder_decoder, _ends_in_a_model, _siamese, _frozen]


@pytest.mark.parametrize("make", [*MAKERS, _frozen_but_for_a_layer])
def test_live(make: Callable[[], Any]) -> None:
    model = make()
    report = explain(model)
    assert report.verified
    assert report.total == model.count_params()
    assert report.trainable == sum(weight.size for weight in map(_value, model.trainable_weights))


@pytest.mark.parametrize("make", MAKERS)
def test_saved(make: Callable[[], Any], tmp_path: Path) -> None:
    model = make()
    model.save(tmp_path / "model.keras")
    report = explain(tmp_path / "model.keras")
    assert report.verified
    assert report.total == model.count_params()


def _value(weight: Any) -> Any:
    return weight.numpy()


@pytest.mark.parametrize("state", ["int8", "lora"])
def test_a_state_inside_a_layer_is_left_to_its_variables(state: str) -> None:
    inputs = keras.Input((7, 8))
    attention = layers.MultiHeadAttention(2, 4)
    model = keras.Model(inputs, attention(inputs, inputs))
    if state == "lora":
        attention.query_dense.enable_lora(2)
    else:
        attention.query_dense.quantize("int8")
    report = explain(model)
    assert (report.total, report.differences) == (model.count_params(), ())
    assert not report.verified


def test_a_length_that_output_shape_fixes() -> None:
    layer = layers.EinsumDense("abc,cd->abd", output_shape=(6, 5), name="einsum")
    sentences = model_sentences(explain(keras.Sequential([keras.Input((6, 4)), layer])))
    assert "axis 1 (of size 6) is in no formula, but einsum needs that size." in sentences
