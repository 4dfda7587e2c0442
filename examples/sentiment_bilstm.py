"""A text classifier for sequences of any length, compiled and fitted for one step.

Run it to see where its parameters come from; with a path, to write the model
there: the file then holds the optimizer's variables too, which are not the
model's parameters.
"""

from __future__ import annotations

import sys

import keras
import numpy as np
from keras import layers

import rnnscope

VOCABULARY = 500


def build() -> keras.Model:
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    x = layers.Embedding(VOCABULARY, 16, mask_zero=True)(tokens)
    x = layers.Bidirectional(layers.LSTM(16, return_sequences=True))(x)
    x = layers.GRU(8)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Dropout(0.3)(x)
    outputs = layers.Dense(1, activation="sigmoid", name="sentiment")(x)
    return keras.Model(tokens, outputs, name="sentiment_bilstm")


if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    model = build()
    model.compile("adam", "binary_crossentropy")
    x = np.random.default_rng(0).integers(1, VOCABULARY, (8, 12))
    model.fit(x, np.arange(8) % 2, verbose=0)
    print(rnnscope.explain(model))
    for path in sys.argv[1:]:
        model.save(path)
