"""A sequence is read by one GRU, whose last state another starts from to write a sequence."""

from __future__ import annotations

import keras
from keras import layers

WORDS_READ, WORDS_WRITTEN, WIDTH, UNITS = 8_000, 6_000, 128, 256


def build() -> keras.Model:
    read = keras.Input((None,), dtype="int32", name="read")
    x = layers.Embedding(WORDS_READ, WIDTH, mask_zero=True, name="embed_read")(read)
    _, state = layers.GRU(UNITS, return_state=True, name="reader")(x)

    written = keras.Input((None,), dtype="int32", name="written")
    y = layers.Embedding(WORDS_WRITTEN, WIDTH, mask_zero=True, name="embed_written")(written)
    y = layers.GRU(UNITS, return_sequences=True, name="writer")(y, initial_state=state)
    words = layers.Dense(WORDS_WRITTEN, activation="softmax", name="words")(y)
    return keras.Model([read, written], words, name="seq2seq")
