"""A convolutional autoencoder: an image goes through 32 numbers, and back."""

from __future__ import annotations

import keras
from keras import layers


def build() -> keras.Model:
    image = keras.Input((28, 28, 1), name="image")
    x = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(image)
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    code = layers.Dense(32, name="code")(x)

    x = layers.Dense(7 * 7 * 32, activation="relu", name="unfold")(code)
    x = layers.Reshape((7, 7, 32))(x)
    x = layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu")(x)
    again = layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(x)
    return keras.Model(image, again, name="autoencoder")
