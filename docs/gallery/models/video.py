"""A video is classified: the same small network looks at each frame, an LSTM at what it saw."""

from __future__ import annotations

import keras
from keras import layers


def look() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(4),
            layers.Conv2D(32, 3, activation="relu"),
            layers.GlobalMaxPooling2D(),
        ],
        name="look",
    )


def build() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((None, 64, 64, 3)),
            layers.TimeDistributed(look(), name="each_frame"),
            layers.LSTM(48),
            layers.Dense(5, activation="softmax", name="action"),
        ],
        name="video",
    )
