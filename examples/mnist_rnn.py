"""The model of the question: images of 28 rows, read row by row by an RNN.

Run it to see where its parameters come from; with a path, as
`python mnist_rnn.py mnist_rnn.keras`, to write the model there.
"""

from __future__ import annotations

import sys

import keras
from keras import layers

import rnnscope


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
    model = build()
    print(rnnscope.explain(model))
    for path in sys.argv[1:]:
        model.save(path)
