"""A model in memory: its config from `get_config()`, its tensors from its variables.

Keras is not imported here: whoever has a model has it imported already.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rnnscope.config import layer_from_config, model_from_config
from rnnscope.errors import BadConfigError, NotBuiltError, UnreadableModelError
from rnnscope.model import (
    LayerConfig,
    Model,
    ModelConfig,
    Tensor,
    groups_in_container,
)

FORMAT = "live"


def matches(source: object) -> bool:
    """Tell whether an object is a Keras 3 model."""
    keras = sys.modules.get("keras")
    model = getattr(keras, "Model", None)
    return isinstance(model, type) and isinstance(source, model)


def read(source: Any) -> Model:
    """Read a live model; it is not changed, and not called.

    Raises:
        NotBuiltError: the model has no weights yet.
        UnreadableModelError: its layers cannot be told, since it has no config.

    """
    if not source.built or (source.layers and not any(layer.built for layer in source.layers)):
        raise NotBuiltError(source.name)
    config = _config(source)
    optimizer: Any = getattr(source, "optimizer", None)
    variables = optimizer.variables if optimizer is not None and optimizer.built else ()
    return Model(
        config=config,
        source=None,
        format=FORMAT,
        keras_version=sys.modules["keras"].__version__,
        store=LiveStore(source),
        optimizer=tuple(map(_tensor, variables)),
        compiled=bool(source.compiled),
        live=source,
    )


def _config(source: Any) -> ModelConfig:
    """Serialize a model; of a class of somebody's own, each of its layers."""
    name = f"the model {source.name!r}"
    class_name = type(source).__name__
    try:
        if class_name in ("Sequential", "Functional"):
            return model_from_config(_serialized([source])[0], name)
        entries = _serialized(source.layers)
        layers = tuple(
            layer_from_config(entry, f"{name}.layers[{i}]") for i, entry in enumerate(entries)
        )
    except (NotImplementedError, TypeError, ValueError, BadConfigError) as error:
        raise UnreadableModelError(name, str(error)) from None
    return ModelConfig(class_name=class_name, name=source.name, layers=layers, is_builtin=False)


def _serialized(objects: Sequence[Any]) -> list[Any]:
    """Return configs as a file would hold them: plain JSON, with shared objects marked."""
    library = sys.modules["keras.src.saving.serialization_lib"]
    with library.ObjectSharingScope():
        configs = [library.serialize_keras_object(each) for each in objects]
    plain: list[Any] = json.loads(json.dumps(configs, default=repr))
    return plain


@dataclass(frozen=True, slots=True)
class LiveStore:
    """The variables of a layer or model, in Keras's order."""

    source: Any

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight."""
        return tuple(map(_tensor, self.source.weights))

    def place(self, places: Sequence[tuple[str, int]]) -> Sequence[Tensor | None]:
        """Return the weights in order, as many as there are places."""
        tensors: list[Tensor | None] = list(self.tensors())
        return [*tensors, *[None] * len(places)][: len(places)]

    def below(self, attribute: str) -> LiveStore:
        """Return the layer held under an attribute."""
        held = self.source
        for name in attribute.split("/"):
            held = _held(held, name)
        return LiveStore(held)

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the model's weights that none of its layers has."""
        stores = [store for store in self.split(layers) if store is not None]
        claimed = {id(weight) for store in stores for weight in store.source.weights}
        return tuple(_tensor(w) for w in self.source.weights if id(w) not in claimed)

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[LiveStore | None]:
        """Return the model's layers by name; nothing for those that are not built yet."""
        by_name = {layer.name: layer for layer in self.source.layers if layer.built}
        return [
            LiveStore(by_name[layer.name]) if layer.name in by_name else None for layer in layers
        ]


def _held(holder: Any, name: str) -> Any:
    if isinstance(holder, list | tuple):
        groups = groups_in_container(type(item).__name__ for item in holder)
        return holder[groups.index(name)]
    return getattr(holder, name)


def _tensor(variable: Any) -> Tensor:
    return Tensor(
        variable.path,
        tuple(variable.shape),
        str(variable.dtype),
        bool(variable.trainable),
    )
