"""What a SavedModel of Keras 2 tells of layers beyond the config, put into the config.

Beside each layer stands the shape it was built for.  It is a witness to the
shape that flows in, and all there is behind a layer of which nobody can tell
what it puts out.  And the objects tell which layers of two nested models are
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rnnscope.errors import BadConfigError
from rnnscope.model.parts import Call, LayerConfig, ModelConfig, Shape, TensorRef
from rnnscope.readers.saved_model.checkpoint import Checkpoint
from rnnscope.untrusted.fields import Fields, shape_at

WRAPPERS = ("__tuple__", "TensorShape")  # classes of a list that is no list in Python


def with_recorded_shapes(config: ModelConfig, checkpoint: Checkpoint, node: int) -> ModelConfig:
    """Return the config of the model at a node, with what is on record of its layers."""
    nodes = checkpoint.named_layers(node)
    layers = (
        _with_shape(layer, checkpoint, nodes[layer.name]) if layer.name in nodes else layer
        for layer in config.layers
    )
    return replace(config, layers=tuple(layers))


def _with_shape(layer: LayerConfig, checkpoint: Checkpoint, node: int) -> LayerConfig:
    layer = replace(layer, shared_id=-1 - node)  # below those that a config gives
    if layer.model is not None:
        layer = replace(layer, model=with_recorded_shapes(layer.model, checkpoint, node))
    shape = recorded_shape(checkpoint.metadata(node))
    if shape is None or layer.class_name == "InputLayer":
        return layer
    return replace(
        layer,
        build_shapes=layer.build_shapes or {"input_shape": shape},
        calls=(*(_with_ref_shape(call, shape) for call in layer.calls[:1]), *layer.calls[1:]),
    )


def _with_ref_shape(call: Call, shape: Shape) -> Call:
    match call.args:
        case (TensorRef(shape=None) as ref,):
            return replace(call, args=(replace(ref, shape=shape, is_first=True),))
        case _:
            return call


def recorded_shape(metadata: Mapping[str, Any]) -> Shape | None:
    """Return the one shape that a layer was built for; None where it took several.

    A layer that is made from its config again, such as TextVectorization, may
    have been built by `adapt()`, for another shape.
    """
    entry = Fields(metadata, "its config")
    if entry.get("must_restore_from_config"):
        return None
    wrapped = entry.inside("build_input_shape")
    is_wrapped = wrapped.get("class_name") in WRAPPERS
    shape = wrapped.get("items") if is_wrapped else entry.get("build_input_shape")
    try:
        return shape_at(shape, wrapped.where)
    except BadConfigError:
        return None
