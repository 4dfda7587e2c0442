"""ResNet50, as keras.applications builds it, without its trained weights."""

from __future__ import annotations

import keras


def build() -> keras.Model:
    return keras.applications.ResNet50(weights=None)
