"""Every step's state is laid side by side: what comes behind fits one length only."""

from __future__ import annotations

import keras
from keras import layers


def build() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.SimpleRNN(128, return_sequences=True),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ],
        name="one_length",
    )
