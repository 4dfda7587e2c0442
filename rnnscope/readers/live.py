"""A model in memory: its config from `get_config()`, its tensors from its variables.

Keras is not imported here: whoever has a model has it imported already.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rnnscope.errors import NotBuiltError
from rnnscope.model import (
    LayerConfig,
    Model,
    Place,
    Tensor,
    groups_in_container,
)
from rnnscope.readers._live_graph import config_of

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

    """
    if not source.built or (source.layers and not any(layer.built for layer in source.layers)):
        raise NotBuiltError(source.name)
    optimizer: Any = getattr(source, "optimizer", None)
    variables = optimizer.variables if optimizer is not None and optimizer.built else ()
    return Model(
        config=config_of(source),
        source=None,
        format=FORMAT,
        keras_version=sys.modules["keras"].__version__,
        store=LiveStore(source),
        optimizer=tuple(map(_tensor, variables)),
        compiled=bool(source.compiled),
        live=source,
    )


@dataclass(frozen=True, slots=True)
class LiveStore:
    """The variables of a layer or model, in Keras's order."""

    source: Any

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight."""
        return tuple(map(_tensor, self.source.weights))

    def place(self, places: Sequence[Place]) -> Sequence[Tensor | None]:
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
        id(variable),
    )
