"""What a config of Keras 1 leaves unsaid, and has to be told from elsewhere in it.

A Sequential model inside another has no name, a first layer may say the
shape it takes by `input_dim`, and layers that only move rows and columns
about do not say which axes those are.
Source: keras/models.py, keras/engine/topology.py and keras/layers of keras 1.2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rnnscope.generations.entries import MAX_DEPTH, WRAPPED, Entry, Settings, inner, is_entry

# Classes that leave `dim_ordering` out of their config.
_SILENT = frozenset(
    f"{kind}{rank}D"
    for kind in ("UpSampling", "ZeroPadding", "Cropping", "SpatialDropout")
    for rank in (2, 3)
)
_BY_STEPS = frozenset(
    """
    TimeDistributedDense Convolution1D AtrousConvolution1D LocallyConnected1D
    SimpleRNN GRU LSTM
    """.split()  # noqa: SIM905
)
_BY_FEATURES = frozenset({"Dense", "MaxoutDense", "Highway"})


def orderings(value: Any) -> Iterator[str]:
    """Find every `dim_ordering` in a config: `th` or `tf`."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("dim_ordering") in ("th", "tf"):
                yield value["dim_ordering"]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def ordered(entry: Entry, ordering: str | None) -> Entry:
    """Return a layer with the order of axes that the model's other layers agree on."""
    if ordering is None or entry["class_name"] not in _SILENT:
        return entry
    return {**entry, "config": {"dim_ordering": ordering, **entry["config"]}}


def numbered(entry: Entry, numbers: Iterator[int], depth: int = 0) -> Entry:
    """Name each Sequential model inside as Keras 1 does one without a name: `sequential_1`."""
    if depth > MAX_DEPTH:
        return entry
    return _with_layers(entry, lambda layer: numbered(_named(layer, numbers), numbers, depth + 1))


def _named(entry: Entry, numbers: Iterator[int]) -> Entry:
    if not isinstance(entry["config"], list) or isinstance(entry.get("name"), str):
        return entry
    return {**entry, "name": f"sequential_{next(numbers)}"}


def _with_layers(entry: Entry, change: Callable[[Entry], Entry]) -> Entry:
    """Return an entry in which each layer inside is changed."""
    settings = entry["config"]
    if isinstance(settings, list):
        changed: Any = [change(layer) if is_entry(layer) else layer for layer in settings]
    else:
        changed = inner(settings, change, WRAPPED | {"layers"})
    return {**entry, "config": changed}


def declared(entry: Entry, depth: int = 0) -> list[Any] | None:
    """Return the shape that a layer says it takes, batch first; a model asks its first layer."""
    settings = entry["config"]
    if isinstance(settings, dict) and isinstance(settings.get("batch_input_shape"), list):
        return list(settings["batch_input_shape"])
    layers = settings if isinstance(settings, list) else settings.get("layers")
    if isinstance(layers, list):
        first = layers[0] if layers else None
        return declared(first, depth + 1) if is_entry(first) and depth < MAX_DEPTH else None
    return _by_sizes(entry["class_name"], settings)


def _by_sizes(class_name: str, settings: Settings) -> list[Any] | None:
    """Return the shape that `input_dim` and `input_length` tell."""
    length, features = settings.get("input_length"), settings.get("input_dim")
    if class_name == "Embedding":
        return [None, length]
    if not isinstance(features, int):
        return None
    if class_name in _BY_STEPS:
        return [None, length, features]
    return [None, features] if class_name in _BY_FEATURES else None


def declaring(entry: Entry) -> Entry:
    """Return a first layer that says the shape it takes as Keras 2 does."""
    if not isinstance(entry["config"], dict) or "layers" in entry["config"]:
        return entry
    shape = declared(entry)
    return entry if shape is None else _with_shape(entry, shape)


def _with_shape(entry: Entry, shape: list[Any]) -> Entry:
    return {**entry, "config": {**entry["config"], "batch_input_shape": shape}}
