"""Which Keras wrote a config, and the way from there to Keras 3.

A generation's rules are imported when a config of it is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from rnnscope.generations.entries import is_entry
from rnnscope.keras_facts.versions import Generation

# Settings that Keras 2 gave another name.
_KERAS_1 = frozenset(
    """
    nb_filter border_mode dim_ordering inner_init nb_row init input_dtype consume_less mode_type
    W_regularizer b_regularizer pool_length filter_length
    """.split()  # noqa: SIM905
)
# Classes whose `output_dim` Keras 2 calls `units`, or which it has no more.
_SIZED = frozenset(
    "Dense TimeDistributedDense SimpleRNN GRU LSTM Highway MaxoutDense".split()  # noqa: SIM905
)


def normalized(data: object, keras_version: str | None = None) -> object:
    """Return a model's config as Keras 3 writes it.

    `data` is the JSON of `model.to_json()`, of a file's config.json, or of the
    `model_config` in an HDF5 file.  What is no config comes back as it is.
    """
    while isinstance(data, dict) and "class_name" not in data and "model_config" in data:
        keras_version = keras_version or data.get("keras_version")
        data = data["model_config"]
    if not is_entry(data):
        return data
    number = generation(data, keras_version)
    match number:
        case Generation.KERAS_1:
            from rnnscope.generations import keras1

            return _of_keras_2(keras1.normalized(data))
        case Generation.KERAS_2:
            return _of_keras_2(data)
        case Generation.KERAS_3:
            return _of_keras_3(data)
        case _:
            assert_never(number)


def _of_keras_2(data: dict[str, Any]) -> object:
    from rnnscope.generations import keras2

    return keras2.normalized(data)


def _of_keras_3(data: dict[str, Any]) -> object:
    if all("module" in entry for entry in _layers(data)):
        return data
    from rnnscope.generations.keras3 import hdf5

    return hdf5.normalized(data)


def generation(data: object, keras_version: object = None) -> Generation:
    """Tell by the version, where there is one, or else by how the config is written."""
    own_version = data.get("keras_version") if isinstance(data, dict) else None
    known = Generation.of(keras_version) or Generation.of(own_version)
    if known is not None:
        return known
    entries = list(_layers(data))
    if any("module" in entry for entry in entries):
        return Generation.KERAS_3
    return Generation.KERAS_1 if any(map(_is_keras_1, entries)) else Generation.KERAS_2


def _is_keras_1(entry: dict[str, Any]) -> bool:
    """Tell by the settings of a layer, and of the one that it wraps."""
    settings = entry["config"]
    wrapped = settings.get("layer")
    inside = is_entry(wrapped) and isinstance(wrapped["config"], dict) and _is_keras_1(wrapped)
    sized = entry["class_name"] in _SIZED and "output_dim" in settings and "units" not in settings
    return inside or sized or bool(_KERAS_1 & settings.keys())


def _layers(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the layers of a model's config that have settings, those of models inside too."""
    waiting = [data]
    while waiting:
        config = waiting.pop()["config"]
        layers = config.get("layers") if isinstance(config, dict) else config
        entries = [e for e in layers if is_entry(e)] if isinstance(layers, list) else []
        waiting += entries
        yield from (entry for entry in entries if isinstance(entry["config"], dict))
