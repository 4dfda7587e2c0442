"""A small transformer that classifies texts: two blocks of attention and feed-forward."""

from __future__ import annotations

import keras
from keras import layers, ops

WORDS, STEPS, WIDTH, HEADS, HIDDEN = 10_000, 128, 64, 4, 256


def block(x: keras.KerasTensor, number: int) -> keras.KerasTensor:
    attention = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=f"attention_{number}")
    x = layers.LayerNormalization(name=f"norm_{number}a")(x + attention(x, x))
    y = layers.Dense(HIDDEN, activation="gelu", name=f"widen_{number}")(x)
    y = layers.Dense(WIDTH, name=f"narrow_{number}")(y)
    return layers.LayerNormalization(name=f"norm_{number}b")(x + y)


def build() -> keras.Model:
    tokens = keras.Input((STEPS,), dtype="int32", name="tokens")
    x = layers.Embedding(WORDS, WIDTH)(tokens)
    x = block(block(x, 1), 2)
    x = ops.mean(x, axis=1)
    outputs = layers.Dense(2, activation="softmax", name="label")(x)
    return keras.Model(tokens, outputs, name="transformer")
