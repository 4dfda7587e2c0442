"""Xception, as keras.applications builds it, without its trained weights."""

from __future__ import annotations

import keras


def build() -> keras.Model:
    return keras.applications.Xception(weights=None)
