"""TensorFlow's SavedModel: a directory of Keras 2, or of an export.

Keras 2 wrote the JSON config of every layer beside the graph of objects: up to
TensorFlow 2.4 in it, since then in `keras_metadata.pb`.  Keras 3 only exports,
without configs; of those the variables are known by name.  Of the model's
computations nothing is read, and no file outside the directory is opened.
Source: tf_keras/src/saving/legacy/saved_model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.generations import normalized
from rnnscope.model.config import layer_from_config, model_from_config
from rnnscope.model.parts import LayerConfig, Model, ModelConfig
from rnnscope.readers.directory_files import file_bytes, regular_file
from rnnscope.readers.saved_model.checkpoint import Checkpoint
from rnnscope.readers.saved_model.graph_store import GraphStore
from rnnscope.readers.saved_model.object_graph import Node, ObjectGraph, read_graph
from rnnscope.readers.saved_model.recorded import WRAPPERS, recorded_shape, with_recorded_shapes
from rnnscope.readers.saved_model.tensor_bundle import Entry, read_index
from rnnscope.readers.source import Confidence, Source
from rnnscope.readers.stores.named import NamedStore
from rnnscope.untrusted.fields import Fields
from rnnscope.untrusted.json_text import parse_of
from rnnscope.untrusted.protobuf import MalformedError, WireReader, message, number, text

FORMAT = "saved_model"
GRAPH, METADATA, INDEX = "saved_model.pb", "keras_metadata.pb", "variables/variables.index"

MAX_DEPTH = 150  # of lists and objects in a config
MAX_MODELS = 20  # of one in another
_STEPS = 200  # that reading a layer by itself takes as long as


def sniff(source: Source) -> Confidence:
    """Tell by the files in it whether a directory is a SavedModel."""
    return Confidence.SIGNATURE if source.has_file(GRAPH, METADATA) else Confidence.NONE


def read(source: Source) -> Model:
    """Read the configs, and the shapes of the variables.

    Raises:
        UnreadableModelError: a file is broken or leads elsewhere; the message says which and why.

    """
    directory = source.path
    graph = _graph(directory)
    if graph is None:
        return _without_graph(directory)
    try:
        checkpoint = Checkpoint.of(graph, _index(directory))
    except MalformedError as error:
        raise UnreadableModelError(directory, f"{GRAPH}: {error}") from None
    try:
        return _model(directory, checkpoint)
    except BadConfigError as error:
        raise UnreadableModelError(directory, f"its config: {error}") from None


def _model(directory: Path, checkpoint: Checkpoint) -> Model:
    top = checkpoint.graph.nodes[0]
    root = _root(directory, top.metadata) if top.identifier.startswith("_tf_keras") else {}
    if not root:
        return _export(directory, checkpoint)
    return Model(
        config=_config(checkpoint, root),
        source=str(directory),
        format=FORMAT,
        keras_version=_version(root),
        store=GraphStore(checkpoint),
        optimizer=checkpoint.optimizer(),
        compiled=bool(root.get("training_config")),
        training=_training(root),
    )


def _without_graph(directory: Path) -> Model:
    """Read a directory of which only the configs are left."""
    try:
        metadata = _keras_metadata(directory)
        root = _root(directory, metadata[0][1] if 0 in metadata else "")
        config = model_from_config(normalized(_described(root), _version(root)))
    except (BadConfigError, MalformedError) as error:
        raise UnreadableModelError(directory, f"{METADATA}: {error}") from None
    return Model(
        config=config,
        source=str(directory),
        format=FORMAT,
        keras_version=_version(root),
        no_store=f"there is no {GRAPH}, which says what the variables are",
        compiled=bool(root.get("training_config")),
        training=_training(root),
    )


def _export(directory: Path, checkpoint: Checkpoint) -> Model:
    """Read a SavedModel without configs: the layers are those that its variables name."""
    store = NamedStore(tuple(checkpoint.tensors[n] for n in checkpoint.weights(0)))
    if not store.weights:
        raise UnreadableModelError(directory, "it has neither a Keras config nor variables")
    layers = tuple(LayerConfig(class_name="?", name=name) for name in store.groups())
    return Model(
        config=ModelConfig(
            class_name="?", name=directory.absolute().name, layers=layers, is_builtin=False
        ),
        source=str(directory),
        format=FORMAT,
        store=store,
        optimizer=checkpoint.optimizer(),
        compiled="optimizer" in checkpoint.graph.nodes[0].children,
    )


def _config(checkpoint: Checkpoint, root: Mapping[str, Any]) -> ModelConfig:
    """Read the config of the whole model, or of its layers one by one where it has none."""
    data, version = _described(root), _version(root)
    config = model_from_config(normalized(data, version))
    if not config.layers and not config.is_builtin:
        config = replace(config, layers=_layers(checkpoint, 0, version), own=None)
    return with_recorded_shapes(config, checkpoint, 0)


def _described(root: Mapping[str, Any]) -> dict[str, Any]:
    """Return the config of a model or layer as `to_json()` writes it."""
    inside = root.get("model_config")
    data = inside if isinstance(inside, dict) else root
    config = data.get("config")
    config = config if isinstance(config, dict | list) else {}
    shape = recorded_shape(root)
    if data.get("class_name") == "Sequential" and isinstance(config, dict) and shape is not None:
        config = {"build_input_shape": list(shape), **config}
    entry = {"class_name": data.get("class_name"), "config": config}
    return {**entry, "name": root["name"]} if isinstance(root.get("name"), str) else entry


def _layers(
    checkpoint: Checkpoint, node: int, version: str | None, depth: int = 0
) -> tuple[LayerConfig, ...]:
    """Read the layers of a model of somebody's own class, from what stands beside each."""
    if depth > MAX_MODELS:
        raise BadConfigError("layers", f"models are nested more than {MAX_MODELS} deep")
    layers: list[LayerConfig] = []
    for child in checkpoint.layers(node):
        checkpoint.spend(_STEPS + len(checkpoint.graph.nodes[child].metadata) // 10)
        metadata = _plain(checkpoint.metadata(child))
        if "class_name" not in metadata:
            continue
        entry = normalized(_described(metadata), version)
        config = layer_from_config(entry, f"layers[{len(layers)}]")
        if _is_own_model(checkpoint.graph.nodes[child], config):
            inside = _layers(checkpoint, child, version, depth + 1)
            config = replace(config, model=_nested(config, inside))
        layers.append(config)
    return tuple(layers)


def _is_own_model(node: Node, config: LayerConfig) -> bool:
    return node.identifier == "_tf_keras_model" and config.model is None


def _nested(config: LayerConfig, layers: tuple[LayerConfig, ...]) -> ModelConfig:
    return ModelConfig(
        class_name=config.class_name, name=config.name, layers=layers, is_builtin=False
    )


def _graph(directory: Path) -> ObjectGraph | None:
    """Read the objects, with what Keras wrote of each.

    A `keras_metadata.pb` may be left from another save: then it stands beside a
    graph that has the configs itself, or speaks of objects that there are not.
    """
    path = regular_file(directory, GRAPH)
    if path is None:
        return None
    try:
        graph = read_graph(path)
    except MalformedError as error:
        raise UnreadableModelError(directory, f"{GRAPH}: {error}") from None
    if graph.nodes[0].metadata:  # of TensorFlow up to 2.4, which wrote no other
        return graph
    try:
        metadata = _keras_metadata(directory)
    except MalformedError as error:
        raise UnreadableModelError(directory, f"{METADATA}: {error}") from None
    return graph.with_metadata(metadata) if max(metadata, default=0) < len(graph.nodes) else graph


def _keras_metadata(directory: Path) -> dict[int, tuple[str, str]]:
    """Read `keras_metadata.pb`: the identifier and the JSON of each node that is Keras's."""
    data = file_bytes(directory, METADATA, "metadata_bytes")
    wire = WireReader()
    names = {}
    for field, value in wire.fields(memoryview(data or b"")):
        if field == 1:
            values = dict(wire.fields(message(value)))
            empty = memoryview(b"")
            node = number(values.get(2, 0))
            names[node] = text(values.get(4, empty)), text(values.get(5, empty))
    return names


def _index(directory: Path) -> dict[str, Entry] | None:
    data = file_bytes(directory, INDEX, "index_bytes")
    if data is None:
        return None
    try:
        return read_index(data)
    except MalformedError as error:
        raise UnreadableModelError(directory, f"{INDEX}: {error}") from None


def _root(directory: Path, metadata: str) -> dict[str, Any]:
    """Return what Keras wrote of the model itself; nothing where Keras 2 did not write it."""
    root = _plain(parse_of(directory, "its config", metadata or "{}"))
    return root if isinstance(root, dict) and "class_name" in root else {}


def _plain(value: Any, depth: int = 0) -> Any:
    """Return JSON without the wrappers that say of a list that it was a tuple or a shape."""
    if depth > MAX_DEPTH:
        raise BadConfigError("config", f"it is nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        if value.get("class_name") in WRAPPERS and isinstance(value.get("items"), list):
            return _plain(value["items"], depth + 1)
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    return [_plain(item, depth + 1) for item in value] if isinstance(value, list) else value


def _training(root: Mapping[str, Any]) -> Mapping[str, Any]:
    return Fields(root, "its config").inside("training_config").values


def _version(root: Mapping[str, Any]) -> str | None:
    return Fields(root, "its config").optional_name("keras_version")
