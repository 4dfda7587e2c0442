"""A whole model in HDF5, as Keras 1 to 3 save it under a name in .h5.

The root's attributes hold the config, `/model_weights` a group for each layer,
whose attribute lists its weights.  Names that are too many for an attribute
are split over several.  Source: keras/src/legacy/saving/legacy_h5_format.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model, Tensor
from rnnscope.readers.hdf5.headers import Headers
from rnnscope.readers.source import Confidence, Opened
from rnnscope.readers.text.config_text import config_of
from rnnscope.readers.weights.keras1 import as_keras_2, is_keras_1
from rnnscope.readers.weights.listed import read_lists
from rnnscope.untrusted.fields import Fields
from rnnscope.untrusted.json_text import parse_of

FORMAT = "hdf5"
WEIGHTS = "model_weights"


def sniff(opened: Opened[Headers]) -> Confidence:
    """Tell whether a file has the config of a model."""
    has_config = opened.content.text("", "model_config") is not None
    return Confidence.SIGNATURE if has_config else Confidence.NONE


def read(opened: Opened[Headers]) -> Model:
    """Read the config and the lists of weights.

    Raises:
        UnreadableModelError: the config is broken, or there is no list of the layers.

    """
    name, headers = opened.source.name, opened.content
    version = headers.text("", "keras_version")
    config = config_of(name, "model_config", headers.text("", "model_config") or "", version)
    stored = read_lists(name, headers, WEIGHTS)
    lists = stored.lists
    if is_keras_1(headers.text(WEIGHTS, "keras_version") or version):
        lists = as_keras_2(config, lists)
    return Model(
        config=config,
        source=name,
        format=FORMAT,
        keras_version=version,
        store=stored.store(lists),
        optimizer=_optimizer(headers),
        compiled=headers.text("", "training_config") is not None,
        training=_training(name, headers),
    )


def _training(name: str, headers: Headers) -> Mapping[str, Any]:
    """Return how the model was compiled; nothing where that is broken, for no count needs it."""
    try:
        data = parse_of(name, "training_config", headers.text("", "training_config") or "{}")
    except UnreadableModelError:
        return {}
    return Fields.of(data, "training_config").values


def _optimizer(headers: Headers) -> tuple[Tensor, ...]:
    prefix = "optimizer_weights/"
    return tuple(tensor for path, tensor in headers.tensors.items() if path.startswith(prefix))
