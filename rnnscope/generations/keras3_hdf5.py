"""Keras 3's configs as it writes them into HDF5: without the modules of classes.

Source: keras/src/legacy/saving/serialization.py.
"""

from __future__ import annotations

from rnnscope.generations._entries import MAX_DEPTH, WRAPPED, Entry, inner, named
from rnnscope.generations._names import KERAS_3

# Classes that are written here by their name in Python, elsewhere by the one they are known by.
_EXPORTED = {"GroupedQueryAttention": "GroupQueryAttention"}


def normalized(entry: Entry, depth: int = 0) -> Entry:
    """Return a serialized layer or model with the module of each class of Keras's own."""
    if depth > MAX_DEPTH or not isinstance(entry["config"], dict):
        return entry
    change = lambda each: normalized(each, depth + 1)  # noqa: E731
    settings = inner(entry["config"], change, WRAPPED | {"layers"})
    entry = {**entry, "class_name": _EXPORTED.get(entry["class_name"], entry["class_name"])}
    return (
        named({**entry, "config": settings}, KERAS_3)
        if "module" not in entry
        else {**entry, "config": settings}
    )
