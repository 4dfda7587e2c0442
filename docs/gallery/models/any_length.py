"""The model of the question for sequences of any length, with what is padded left out."""

from __future__ import annotations

import keras
from keras import layers


def build() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((None, 28)),
            layers.Masking(),
            layers.SimpleRNN(128),
            layers.Dense(10, activation="softmax"),
        ],
        name="any_length",
    )
