"""SavedModels as Keras 2 wrote them: TensorFlow saves the objects, the configs are put beside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

Metadata = dict[str, Any]
AutoTrackable = tf.__internal__.tracking.AutoTrackable


def thing(metadata: Metadata | None = None, **held: Any) -> Any:
    """Make an object that holds others under the names given, and has JSON beside it."""
    made = AutoTrackable()
    for name, value in held.items():
        setattr(made, name, value)
    made._keras = "" if metadata is None else json.dumps(metadata)
    return made


def variable(name: str, *shape: int, trainable: bool = True, dtype: Any = tf.float32) -> Any:
    return tf.Variable(tf.zeros(shape, dtype), name=name, trainable=trainable, dtype=dtype)


def layer(
    class_name: str, name: str, shape: Sequence[int | None] | None, settings: Metadata, **held: Any
) -> Any:
    """Make a layer of Keras 2, with the list of its weights."""
    metadata = {
        "name": name,
        "class_name": class_name,
        "config": {"name": name, **settings},
        "build_input_shape": shape and {"class_name": "TensorShape", "items": list(shape)},
    }
    weights = list(dict.fromkeys(v.ref() for value in held.values() for v in _weights(value)))
    listed = [ref.deref() for ref in weights]
    return thing(metadata, **held, variables=listed, trainable_variables=_trainable(listed))


def model(
    layers: Sequence[Any], metadata: Metadata, identifier: str = "sequential", **held: Any
) -> Any:
    """Make a model of such layers; `held` are other attributes of it."""
    listed = [v for each in layers for v in getattr(each, "variables", ())]
    listed += [value for value in held.values() if isinstance(value, tf.Variable)]
    once = [ref.deref() for ref in dict.fromkeys(v.ref() for v in listed)]
    made = thing(metadata, **held, variables=once, trainable_variables=_trainable(once))
    made.keras_api = thing(layers=list(layers))
    made._identifier = f"_tf_keras_{identifier}"
    return made


def metadata_of(made: Any) -> Metadata:
    """Return the JSON that stands beside an object."""
    told: Metadata = json.loads(made._keras)
    return told


def save(made: Any, directory: Path, *, in_graph: bool = False) -> Path:
    """Save a model; `in_graph` puts the configs where TensorFlow up to 2.4 had them."""
    tf.saved_model.save(made, str(directory))
    proto = saved_model_pb2.SavedModel()
    proto.ParseFromString((directory / "saved_model.pb").read_bytes())
    nodes = proto.meta_graphs[0].object_graph_def.nodes
    written = b""
    for node, (identifier, metadata) in _metadata(made, nodes).items():
        if in_graph:
            nodes[node].user_object.identifier = identifier
            nodes[node].user_object.metadata = metadata
        written += field(1, number(2, node) + field(4, identifier) + field(5, metadata))
    if in_graph:
        (directory / "saved_model.pb").write_bytes(proto.SerializeToString())
    else:
        (directory / "keras_metadata.pb").write_bytes(written)
    return directory


def field(number_: int, value: bytes | str) -> bytes:
    """Write a field that is a text or a message."""
    data = value.encode() if isinstance(value, str) else value
    return varint(number_ << 3 | 2) + varint(len(data)) + data


def number(number_: int, value: int) -> bytes:
    """Write a field that is a whole number."""
    return varint(number_ << 3) + varint(value)


def varint(value: int) -> bytes:
    data = b""
    while value >= 0x80:
        data += bytes([value & 0x7F | 0x80])
        value >>= 7
    return data + bytes([value])


def _metadata(made: Any, nodes: Any) -> dict[int, tuple[str, str]]:
    """Find the node of each object that has JSON beside it."""
    found: dict[int, tuple[str, str]] = {}
    waiting = [(made, 0)]
    met = set()
    while waiting:
        at, node = waiting.pop()
        met.add(node)
        if getattr(at, "_keras", ""):
            found[node] = getattr(at, "_identifier", "_tf_keras_layer"), at._keras
        for reference in nodes[node].children:
            child = _child(at, reference.local_name)
            if child is not None and reference.node_id not in met:
                waiting.append((child, reference.node_id))
    return found


def _child(at: Any, name: str) -> Any:
    if isinstance(at, Sequence):
        return at[int(name)]
    return at.get(name) if isinstance(at, Mapping) else getattr(at, name, None)


def _weights(value: Any) -> Iterator[Any]:
    if isinstance(value, tf.Variable):
        yield value
    elif isinstance(value, AutoTrackable):
        yield from getattr(value, "variables", ())
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _weights(each)


def _trainable(variables: Sequence[Any]) -> list[Any]:
    return [v for v in variables if v.trainable]
