"""The model of the question: images of 28 rows, read row by row by an RNN.

Run it to write mnist_rnn.keras beside it.
"""

from __future__ import annotations

from pathlib import Path

import keras
from keras import layers


def build() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.SimpleRNN(128),
            layers.Dense(10, activation="softmax"),
        ],
        name="mnist_rnn",
    )


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    build().save(Path(__file__).with_suffix(".keras"))
