"""Keras 3's configs as it writes them into HDF5: without the modules of classes.

Keras itself cannot load a model from there in which a node is an operation.
Source: keras/src/legacy/saving/serialization.py.
"""

from __future__ import annotations

from rnnscope.generations.entries import MAX_DEPTH, WRAPPED, Entry, inner, named
from rnnscope.keras_facts.class_names import KERAS_3, OPERATIONS, PYTHON_NAMES

# Classes that are written here by their name in Python, elsewhere by the one they are known by.
_EXPORTED = {python: exported for exported, python in PYTHON_NAMES.items()}


def normalized(entry: Entry, depth: int = 0) -> Entry:
    """Return a serialized layer or model with the module of each class of Keras's own."""
    if depth > MAX_DEPTH or not isinstance(entry["config"], dict):
        return entry
    change = lambda layer: normalized(layer, depth + 1)  # noqa: E731
    settings = inner(entry["config"], change, WRAPPED | {"layers"})
    entry = {**entry, "config": settings}
    if "module" in entry:
        return entry
    if _is_operation(entry):
        name = entry["class_name"]
        return {**entry, "module": OPERATIONS[name], "registered_name": name}
    name = _EXPORTED.get(entry["class_name"], entry["class_name"])
    return named({**entry, "class_name": name}, KERAS_3)


def _is_operation(entry: Entry) -> bool:
    """Tell an operation from a layer of the same name, whose settings say if it is trainable.

    Only a Functional model has operations: its nodes are entries with calls.
    Sources: keras/src/ops/operation.py and keras/src/layers/layer.py, get_config.
    """
    if entry["class_name"] not in OPERATIONS or not entry.get("inbound_nodes"):
        return False
    return "name" in entry["config"] and "trainable" not in entry["config"]
