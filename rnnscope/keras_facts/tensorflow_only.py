"""The layer classes that Keras 3 refuses to make without TensorFlow.

Each with the settings that, where they are on, make it so; the empty name says that the class
is refused whatever its settings are.

Written by `python tests/keras_facts/renew.py` from keras 2.12.0, keras 2.15.0, tf_keras 2.20.1,
keras 3.0.5, keras 3.5.0, keras 3.8.0, keras 3.12.0, keras 3.15.1; do not edit.
"""

from __future__ import annotations

TENSORFLOW_ONLY = {
    "BatchNormalization": ("synchronized",),
    "Discretization": ("sparse",),
    "HashedCrossing": ("",),
    "Hashing": ("",),
    "IntegerLookup": ("",),
    "StringLookup": ("",),
    "TFSMLayer": ("",),
    "TextVectorization": ("",),
}
