"""Two images are told to be alike or not; one network, counted once, reads both."""

from __future__ import annotations

import keras
from keras import layers, ops


def reader() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            layers.Conv2D(16, 5, strides=2, activation="relu"),
            layers.Conv2D(32, 5, strides=2, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(64),
        ],
        name="reader",
    )


def build() -> keras.Model:
    left, right = keras.Input((64, 64, 3), name="left"), keras.Input((64, 64, 3), name="right")
    both = reader()
    apart = ops.abs(both(left) - both(right))
    alike = layers.Dense(1, activation="sigmoid", name="alike")(apart)
    return keras.Model([left, right], alike, name="siamese")
