"""A model in memory: its config from `get_config()`, its tensors from its variables.

Keras is not imported here: whoever has a model has it imported already.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from types import SimpleNamespace
from typing import Any, ClassVar

from rnnscope.errors import NotBuiltError
from rnnscope.model.parts import Family, Kept, LayerConfig, Model, Tensor, groups_in_container
from rnnscope.readers.live.graph import config_of
from rnnscope.readers.live.states import may_get_weights

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
    if not _has_begun(source):
        raise NotBuiltError(source.name, remedy=_remedy(source))
    optimizer: Any = getattr(source, "optimizer", None)
    variables = optimizer.variables if optimizer is not None and optimizer.built else ()
    return Model(
        config=config_of(source),
        source=None,
        format=FORMAT,
        keras_version=sys.modules["keras"].__version__,
        store=LiveStore(source),
        optimizer=tuple(map(Tensor.of, variables)),
        compiled=bool(source.compiled),
        live=source,
    )


def _has_begun(model: Any) -> bool:
    """Tell whether a model is built, or some of its layers are."""
    if any(layer.weights for layer in model.layers):
        return True
    return model.built and (not model.layers or any(layer.built for layer in model.layers))


def _remedy(model: Any) -> str:
    """Return what builds a model: only one that has a build() of its own can do without a call."""
    keras = sys.modules["keras"]
    if model.built:
        return "its build() left its layers unbuilt; call it once on data"
    if isinstance(model, keras.Sequential):
        return "give it a keras.Input, call it once on data, or call model.build(input_shape)"
    if type(model).build is keras.Model.build:
        return "call it once on data"
    return "call it once on data, or call model.build(input_shape)"


@dataclass(frozen=True, slots=True)
class LiveStore:
    """The variables of a layer or model, in Keras's order."""

    family: ClassVar = Family.LIVE

    source: Any

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight."""
        return tuple(map(Tensor.of, self.source.weights))

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:
        """Return what the layer under each group has itself, and all that this one has in order."""
        weights = {id(weight) for weight in self.source.weights}
        for group in groups:
            for variable in _own(self._holder(group)):
                if id(variable) in weights:
                    yield Kept(Tensor.of(variable), group, variable.name)
        for number, variable in enumerate(self.source.weights):
            yield Kept(Tensor.of(variable), name=variable.name, index=number)

    def _holder(self, group: str) -> Any:
        """Return the layer under a group; this one where there is none, or none such."""
        return (_at(self.source, group) if group else None) or self.source

    def below(self, attribute: str) -> LiveStore:
        """Return the layer held under an attribute; one without weights where there is none."""
        return LiveStore(_at(self.source, attribute) or _NOTHING)

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the model's weights that none of its layers has."""
        stores = [store for store in self.split(layers) if store is not None]
        claimed = {id(weight) for store in stores for weight in store.source.weights}
        return tuple(Tensor.of(w) for w in self.source.weights if id(w) not in claimed)

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[LiveStore | None]:
        """Return the model's layers by name; nothing for those that may get weights yet."""
        by_name = {e.name: e for e in self.source.layers if not may_get_weights(e)}
        return [
            LiveStore(by_name[layer.name]) if layer.name in by_name else None for layer in layers
        ]


def _own(layer: Any) -> list[Any]:
    """Return a layer's own variables, in Keras's order."""
    kinds = ("_trainable_variables", "_non_trainable_variables")
    return [variable for kind in kinds for variable in getattr(layer, kind, ())]


_NOTHING = SimpleNamespace(weights=())


def _at(holder: Any, path: str) -> Any:
    """Return what is held under a path of attributes; None where there is no such thing."""
    try:
        return reduce(_held, path.split("/"), holder)
    except (AttributeError, ValueError):
        return None


def _held(holder: Any, name: str) -> Any:
    if isinstance(holder, list | tuple | dict):
        held = list(holder.values() if isinstance(holder, dict) else holder)
        groups = groups_in_container(type(item).__name__ for item in held)
        return held[groups.index(name)]
    return getattr(holder, name)
