"""Models of a few layers, by chance, and the same with one size changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from rnnscope.report.report import Report
from tests.files import alone, entry, sequential, write_json

_SIZES = (1, 2, 3, 4, 5, 7, 8, 10, 12, 16, 20, 24, 32, 50, 64, 100, 128)


@dataclass(frozen=True)
class Made:
    """A layer: its class, that inside it where it is a Bidirectional, and its settings."""

    class_name: str
    name: str
    settings: dict[str, Any]
    inside: str = ""

    @property
    def size(self) -> str:
        """The setting that is its width; empty where it has none."""
        return next((key for key in ("units", "filters") if key in self.settings), "")

    @property
    def size_name(self) -> str:
        """The width as a report names it."""
        return f"{self.name}{'.forward_layer' * bool(self.inside)}.{self.size}"

    def with_size(self, size: int) -> Made:
        """Return it with another width."""
        return replace(self, settings={**self.settings, self.size: size})

    def entry(self) -> dict[str, Any]:
        """Write it as Keras does."""
        if self.inside:
            return entry(
                self.class_name, self.name, layer=entry(self.inside, "inside", **self.settings)
            )
        return entry(self.class_name, self.name, **self.settings)


def made(random: Random) -> tuple[tuple[int | None, ...], list[Made]]:
    """Return the shape of an input, and layers of one of three families over it."""
    family = random.choice([_recurrent, _convolutional, _dense])
    shape, layers = family(random)
    for i in range(random.randint(1, 3)):
        if random.random() < 0.3:
            layers.append(Made("Dropout", f"dropout{i}", {"rate": 0.5}))
        settings = {"units": random.choice(_SIZES), "use_bias": random.random() < 0.8}
        layers.append(Made("Dense", f"dense{i}", settings))
    return shape, layers


def _dense(random: Random) -> tuple[tuple[int | None, ...], list[Made]]:
    return (None, random.choice(_SIZES)), []


def _recurrent(random: Random) -> tuple[tuple[int | None, ...], list[Made]]:
    layers, count = [], random.randint(1, 3)
    for i in range(count):
        class_name = random.choice(["LSTM", "GRU", "SimpleRNN", "Bidirectional"])
        inside = random.choice(["LSTM", "GRU"]) if class_name == "Bidirectional" else ""
        settings = {"units": random.choice(_SIZES), "return_sequences": i < count - 1}
        layers.append(Made(class_name, f"{class_name.lower()}{i}", settings, inside))
    return (None, random.choice([5, 28, None]), random.choice(_SIZES)), layers


def _convolutional(random: Random) -> tuple[tuple[int | None, ...], list[Made]]:
    layers = []
    for i in range(random.randint(1, 3)):
        settings = {
            "filters": random.choice(_SIZES),
            "kernel_size": [random.choice([1, 3])] * 2,
            "padding": random.choice(["same", "valid"]),
        }
        layers.append(Made("Conv2D", f"conv{i}", settings))
        if random.random() < 0.4:
            layers.append(Made("BatchNormalization", f"normalization{i}", {}))
        if random.random() < 0.4:
            layers.append(Made("MaxPooling2D", f"pooling{i}", {"pool_size": 2, "strides": 2}))
    layers.append(Made(random.choice(["Flatten", "GlobalAveragePooling2D"]), "flat", {}))
    return (None, 28, random.choice([16, 28]), random.choice([1, 3])), layers


def explained(shape: tuple[int | None, ...], layers: list[Made], path: Path) -> Report:
    """Write a model and explain it."""
    config = sequential(*(layer.entry() for layer in layers), shape=shape)
    return alone(write_json(path, config))


def resized(random: Random, layers: list[Made]) -> tuple[list[Made], Made, int]:
    """Return layers with one size changed, the layer as it was, and its other size."""
    place = random.choice([i for i, layer in enumerate(layers) if layer.size])
    old = layers[place]
    others = [size for size in (1, 2, 3, 5, 8, 16, 48, 200) if size != old.settings[old.size]]
    new = random.choice(others)
    return [*layers[:place], old.with_size(new), *layers[place + 1 :]], old, new
