"""Writes the archives beside it, each with what one version of Keras 2 saves of these models.

    uv run --no-project --python 3.11 --with tensorflow==2.13.1 --with 'numpy<2' python write.py

Done with TensorFlow 2.12.0, 2.13.1, 2.14.0 and 2.15.1; mends nothing of what they write.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
from keras import layers

HERE = Path(__file__).parent


def chain() -> Any:
    """Layers of one class, with others between them."""
    inner = [layers.Dense(2), layers.Dropout(0.5), layers.Dense(2), layers.Dropout(0.5)]
    return keras.Sequential([layers.Input((3,)), *inner, layers.Dense(2)])


def graph() -> Any:
    """Wrappers around layers with and without weights, and one layer that is called twice."""
    x = inputs = layers.Input((4, 3))
    for inside in (layers.ReLU(), layers.ReLU(), layers.Dense(3), layers.ReLU(), layers.Dense(3)):
        x = layers.TimeDistributed(inside)(x)
    x = layers.MultiHeadAttention(1, 1)(x, x)
    x = layers.MultiHeadAttention(1, 1)(x, x)
    shared = layers.Dense(3)
    x = layers.BatchNormalization()(shared(shared(x)))
    x = layers.Bidirectional(layers.GRU(1, return_sequences=True))(x)
    x = layers.BatchNormalization()(layers.Bidirectional(layers.GRU(1))(x))
    return keras.Model(inputs, layers.Dense(1)(x))


def models() -> Any:
    """Models in a model; two of them have a layer of the outermost."""
    shared = layers.Dense(3)
    first = keras.Sequential([layers.Input((3,)), shared, layers.Dense(3)])
    entry = layers.Input((3,))
    empty = keras.Model(entry, layers.ReLU()(entry))
    last = keras.Sequential([layers.Input((3,)), layers.Dense(3), shared, layers.Dense(3)])
    inputs = layers.Input((3,))
    return keras.Model(inputs, layers.Dense(3)(last(empty(first(shared(inputs))))))


class Derived(keras.Model):
    """A class of somebody's own with a Functional model's config."""


def derived() -> Any:
    """Layers of a model of somebody's own class."""
    inputs = layers.Input((3,))
    return Derived(inputs, layers.Dense(2)(layers.Dense(2)(inputs)))


class Own(keras.Model):
    """Layers under names that sort before `layers` and after, in a list and in a dict."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.z = layers.Dense(3), layers.Dense(3)
        self.blocks = [layers.Dense(3), layers.Dense(3)]
        self.held = {"x": layers.Dense(3)}

    def call(self, x: Any) -> Any:
        for each in (self.a, *self.blocks, self.held["x"], self.z):
            x = each(x)
        return x

    def get_config(self) -> dict[str, Any]:
        return {}


def own() -> Any:
    """A model without a list of layers in its config."""
    model = Own()
    model(keras.backend.zeros((1, 3)))
    return model


def write(folder: Path, make: Callable[[], Any]) -> int:
    """Save a model whole, its weights alone, and its config alone; return its count."""
    keras.backend.clear_session()
    model, name = make(), make.__name__
    try:  # the last of them fails for a class that has no config
        model.save(folder / f"{name}.keras", save_format="keras_v3")
        model.save_weights(folder / f"{name}.weights.h5")
        (folder / f"{name}.json").write_text(model.to_json())
    except NotImplementedError:
        pass
    return int(model.count_params())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        counts = {
            make.__name__: write(Path(folder), make)
            for make in (chain, graph, models, derived, own)
        }
        Path(folder, "counts.json").write_text(json.dumps(counts))
        target = HERE / f"keras-{keras.__version__}.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.write(path, path.name)
