"""Keras 2: keras 2.0 to 2.15, tf.keras of TensorFlow 1.4 to 2.15, and tf_keras.

What changed on the way to Keras 3: modules are named, the config of a
Sequential model is never a bare list, a call is written with its arguments.
Source: keras/src/models/functional.py and keras/src/legacy/saving.
"""

from __future__ import annotations

from typing import Any

from rnnscope.generations.entries import (
    MAX_DEPTH,
    MODELS,
    WRAPPED,
    Entry,
    Rules,
    inner,
    is_entry,
    named,
    renamed,
)
from rnnscope.generations.keras1.merge import merging
from rnnscope.generations.keras2.nodes import ends, nodes, shifted
from rnnscope.generations.keras2.settings import known
from rnnscope.generations.tensorflow_graph import operations
from rnnscope.keras_facts.class_names import KERAS_2
from rnnscope.keras_facts.renamed import RENAMED

OWN = "keras.layers"
RULES = Rules()
rule = RULES.rule


def normalized(entry: Entry, depth: int = 0) -> Entry:
    """Return a serialized layer or model as Keras 3 writes it, with all those inside it."""
    if depth > MAX_DEPTH:
        return entry
    result = _named(RULES.applied(_plain_root(entry)))
    if result["module"] == OWN:
        result["config"] = known(result["class_name"], result["config"])
    if result["class_name"] in MODELS or "layers" in result["config"]:
        result["config"] = _model(result["config"], depth)
    change = lambda layer: normalized(layer, depth + 1)  # noqa: E731
    result["config"] = inner(result["config"], change, WRAPPED)
    if "inbound_nodes" in entry:
        result["inbound_nodes"] = nodes(entry["inbound_nodes"], result["class_name"])
    return operations.normalized(result)


def _named(entry: Entry) -> Entry:
    """Say which module a class is from, and call a layer in its settings as the graph does.

    The `.keras` files of TensorFlow 2.12 to 2.15 name modules as Keras 3 does,
    other packages' and their own old ones.
    """
    name = entry.get("name")
    if isinstance(name, str) and entry["config"].get("name") != name:
        entry = {**entry, "config": {**entry["config"], "name": name}}
    if "module" not in entry:
        return named(entry, KERAS_2)
    package, _, module = str(entry["module"]).partition(".")
    if package not in ("keras", "tf_keras"):
        return entry
    if module.startswith("src.applications."):
        return {**entry, "module": f"keras.{module}", "registered_name": None}
    is_own = entry["class_name"] in KERAS_2
    return {**entry, "module": OWN, "registered_name": None} if is_own else entry


def _plain_root(entry: Entry) -> Entry:
    """Write the bare list of a Sequential model, up to Keras 2.2.2, as the object it became."""
    if not isinstance(entry["config"], list):
        return entry
    return {**entry, "config": {"name": entry.get("name", "sequential"), "layers": entry["config"]}}


def _model(settings: dict[str, Any], depth: int) -> dict[str, Any]:
    """Write the layers of a model; a nested model's calls are counted from 0."""
    entries = settings.get("layers")
    if not isinstance(entries, list):
        return settings
    layers = [normalized(e, depth + 1) if is_entry(e) else e for e in entries]
    result = {**settings, "layers": layers}
    if "input_layers" not in settings:
        return result
    joined = {key: ends(settings.get(key)) for key in ("input_layers", "output_layers")}
    return shifted({**result, **joined})


@rule("Model", "Graph")
def model(entry: Entry) -> Entry:
    """A Functional model was of the class Model, up to TensorFlow 2.3."""
    return {**entry, "class_name": "Functional" if _is_functional(entry) else entry["class_name"]}


def _is_functional(entry: Entry) -> bool:
    return "input_layers" in entry["config"]


@rule("Sequential")
def sequential(entry: Entry) -> Entry:
    """A Sequential model's first layer told what flows in, and had no InputLayer before it."""
    settings = entry["config"]
    layers = settings.get("layers")
    first = layers[0] if isinstance(layers, list) and layers else None
    if settings.get("build_input_shape") is None and is_entry(first):
        shape = _declared(first)
        settings = settings if shape is None else {**settings, "build_input_shape": shape}
    return {**entry, "config": settings}


def _declared(entry: Entry, depth: int = 0) -> Any:
    """Return the shape that a layer says it takes; a model at the start asks its own first."""
    settings = entry["config"]
    if isinstance(settings, list):
        settings = {"layers": settings}
    shape = settings.get("batch_input_shape") or settings.get("batch_shape")
    layers = settings.get("layers")
    if shape is None and isinstance(layers, list) and layers and is_entry(layers[0]):
        return _declared(layers[0], depth + 1) if depth < MAX_DEPTH else None
    return shape


@rule("Merge")
def merge(entry: Entry) -> Entry:
    """Keras 1's class was in keras/legacy/layers.py until Keras 2.2, with its old settings."""
    return merging(entry) if "mode_type" in entry["config"] else entry


@rule("InputLayer")
def input_layer(entry: Entry) -> Entry:
    """`batch_input_shape` is `batch_shape` now; there are no ragged inputs any more."""
    settings = renamed(entry["config"], {"batch_input_shape": "batch_shape"})
    settings.pop("ragged", None)
    return {**entry, "config": settings}


@rule("GRU", "GRUCell")
def gru(entry: Entry) -> Entry:
    """`reset_after` came with Keras 2.1.5, off; a GRU written before it has one bias."""
    return {**entry, "config": {"reset_after": False, **entry["config"]}}


@rule("BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2")
def batch_normalization(entry: Entry) -> Entry:
    """The axis was a list of one in tf.keras."""
    settings = dict(entry["config"])
    axis = settings.get("axis")
    if isinstance(axis, dict):  # TensorFlow 2.4 to 2.6: a list in a wrapper
        axis = axis.get("items", axis.get("config", axis))
    if isinstance(axis, list) and len(axis) == 1:
        axis = axis[0]
    if axis is not None:
        settings["axis"] = axis
    return {**entry, "class_name": "BatchNormalization", "config": settings}


@rule("SyncBatchNormalization")
def sync_batch_normalization(entry: Entry) -> Entry:
    """A class of its own in tf.keras, a setting now; `.keras` files name its weights after it."""
    if "module" in entry:
        return entry
    entry = batch_normalization(entry)
    return {**entry, "config": {**entry["config"], "synchronized": True}}


@rule("LeakyReLU")
def leaky_relu(entry: Entry) -> Entry:
    """`alpha` is `negative_slope` now, and no longer below 0."""
    settings = renamed(entry["config"], {"alpha": "negative_slope"})
    slope = settings.get("negative_slope")
    kept = {"negative_slope": 0.0} if isinstance(slope, int | float) and slope < 0 else {}
    return {**entry, "config": {**settings, **kept}}


@rule("GaussianNoise")
def gaussian_noise(entry: Entry) -> Entry:
    """`stddev` could be above 1."""
    stddev = entry["config"].get("stddev")
    kept = {"stddev": 1.0} if isinstance(stddev, int | float) and stddev > 1 else {}
    return {**entry, "config": {**entry["config"], **kept}}


@rule("ThresholdedReLU")
def thresholded_relu(entry: Entry) -> Entry:
    """A ReLU with a threshold, up to Keras 2.15."""
    settings = renamed(entry["config"], {"theta": "threshold"})
    return {**entry, "class_name": "ReLU", "config": settings}


@rule("CategoryEncoding")
def category_encoding(entry: Entry) -> Entry:
    """`num_tokens` was `max_tokens` up to TensorFlow 2.5, "multi_hot" was "binary"."""
    settings = renamed(entry["config"], {"max_tokens": "num_tokens"})
    if settings.get("output_mode") == "binary":
        settings["output_mode"] = "multi_hot"
    return {**entry, "config": settings}


@rule("TextVectorization")
def text_vectorization(entry: Entry) -> Entry:
    """It was built for one text, and takes a batch of them."""
    return {key: value for key, value in entry.items() if key != "build_config"}


@rule("Discretization")
def discretization(entry: Entry) -> Entry:
    """`bin_boundaries` was `bins` up to TensorFlow 2.5."""
    return {**entry, "config": renamed(entry["config"], {"bins": "bin_boundaries"})}


@rule("MultiHeadAttention")
def multi_head_attention(entry: Entry) -> Entry:
    """The shapes it was built for stood among its settings."""
    settings = dict(entry["config"])
    shapes = {key: settings.pop(key, None) for key in ("query_shape", "key_shape", "value_shape")}
    known = {key: _shape(shape) for key, shape in shapes.items() if _shape(shape) is not None}
    return {
        **entry,
        "config": settings,
        **({"build_config": {"shapes_dict": known}} if known else {}),
    }


def _shape(value: object) -> object:
    """Return a shape; TensorFlow wrapped some as `{"class_name": "TensorShape", "items": ...}`."""
    if isinstance(value, dict):
        value = value.get("items", value.get("config"))
    return value if isinstance(value, list) else None


@rule(*RENAMED)
def other_names(entry: Entry) -> Entry:
    """Names that classes had for a while in TensorFlow 1.13 to 2.0."""
    return {**entry, "class_name": RENAMED[entry["class_name"]]}
