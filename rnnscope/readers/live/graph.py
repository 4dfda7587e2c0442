"""The config of a live model, put together layer by layer.

Keras writes a model's config only if it can write every layer's; here a layer
without `get_config()` is known by its class and name, and the rest as well as
ever.  Source of the graph: keras/src/models/functional.py.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from rnnscope.model.config import layer_from_config
from rnnscope.model.parts import Call, Constant, LayerConfig, ModelConfig, Shape, TensorRef
from rnnscope.model.structure import mapped
from rnnscope.readers.live.states import is_adapted_inside, serialized, unbuilt

# An operation by its id, and which of its calls.
_Node: TypeAlias = tuple[int, int]


def config_of(model: Any) -> ModelConfig:
    """Return the layers of a live model, and how they are joined where Keras knows it."""
    name = type(model).__name__
    if hasattr(model, "_nodes") and hasattr(model, "operations"):
        return _functional(model)
    is_sequential = isinstance(model, sys.modules["keras"].Sequential)
    return ModelConfig(
        class_name="Sequential" if is_sequential else name,
        name=model.name,
        layers=tuple(map(_layer, model._layers if is_sequential else model.layers)),
        build_shape=_build_shape(model) if is_sequential else None,
        is_builtin=is_sequential,
        trainable=model.trainable,
    )


def _functional(model: Any) -> ModelConfig:
    numbers = dict(_numbered(model))
    return ModelConfig(
        class_name="Functional",
        name=model.name,
        layers=tuple(
            _layer(operation, _calls(operation, numbers)) for operation in model.operations
        ),
        inputs=tuple(_ref(tensor, numbers) for tensor in model.inputs),
        outputs=tuple(_ref(tensor, numbers) for tensor in model.outputs),
        is_builtin=type(model).__name__ == "Functional",
        trainable=model.trainable,
        keys=_keys(model),
    )


def _keys(model: Any) -> tuple[str, ...]:
    """Return the keys by which a dict gives the inputs of a model, in Keras's order."""
    given = getattr(model, "_inputs_struct", None)
    if not isinstance(given, dict):
        return ()
    names = {id(tensor): key for key, tensor in given.items()}
    return tuple(names[id(tensor)] for tensor in model.inputs if id(tensor) in names)


def _numbered(model: Any) -> Iterator[tuple[_Node, int]]:
    """Number the calls that belong to the model, for each operation from 0 on."""
    for operation in model.operations:
        own = (
            i
            for i in range(len(operation._inbound_nodes))
            if f"{id(operation)}_ib-{i}" in model._nodes
        )
        yield from (((id(operation), i), number) for number, i in enumerate(own))


def _calls(operation: Any, numbers: Mapping[_Node, int]) -> tuple[Call, ...]:
    own = (
        node
        for i, node in enumerate(operation._inbound_nodes)
        if (id(operation), i) in numbers and not node.is_input
    )

    def leaf(value: Any) -> Any:
        return _leaf(value, numbers)

    return tuple(
        Call(
            mapped(leaf, tuple(node.arguments.args)),
            mapped(leaf, dict(node.arguments.kwargs)),
            tuple(tuple(tensor.shape) for tensor in node.output_tensors),
        )
        for node in own
    )


def _leaf(value: Any, numbers: Mapping[_Node, int]) -> Any:
    """Return what an argument holds: a tensor that flows, an array, or a plain value."""
    if hasattr(value, "_keras_history"):
        return _ref(value, numbers)
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return Constant(tuple(value.shape), str(value.dtype), value)
    return value


def _ref(tensor: Any, numbers: Mapping[_Node, int]) -> TensorRef:
    operation, number, index = tensor._keras_history
    return TensorRef(operation.name, numbers[id(operation), number], index, tuple(tensor.shape))


def _layer(layer: Any, calls: tuple[Call, ...] = ()) -> LayerConfig:
    """Return one layer's config; a model's own layers with it."""
    if isinstance(layer, sys.modules["keras"].Model):
        inside = config_of(layer)
        config = LayerConfig(
            class_name=inside.class_name,
            name=layer.name,
            module="keras",
            settings={"trainable": layer.trainable},
            model=inside,
        )
    else:
        config = _single(layer)
    return replace(
        config,
        name=layer.name,
        calls=calls,
        shared_id=id(layer),
        is_adapted_inside=is_adapted_inside(layer),
        unbuilt=unbuilt(layer),
    )


def _single(layer: Any) -> LayerConfig:
    try:
        entry = json.loads(json.dumps(serialized(layer), default=repr))
        return layer_from_config(entry, layer.name)
    except Exception:  # noqa: BLE001  # somebody's get_config() may raise anything
        kind = type(layer)
        plain = {"name": layer.name, "trainable": getattr(layer, "trainable", True)}
        return LayerConfig(
            class_name=kind.__name__, name=layer.name, module=kind.__module__, settings=plain
        )


def _build_shape(model: Any) -> Shape | None:
    """Return the shape a Sequential model was built for, batch first."""
    shapes = model._build_shapes_dict or {}
    shape = shapes.get("input_shape") if isinstance(shapes, dict) else None
    return tuple(shape) if isinstance(shape, list | tuple) else None
