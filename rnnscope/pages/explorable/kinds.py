"""The families of layer classes: each has a colour on the page."""

from __future__ import annotations

_KINDS = {
    "recurrent": ("RNN", "LSTM", "GRU", "Bidirectional"),
    "dense": ("Dense",),
    "convolution": ("Conv",),
    "attention": ("Attention",),
    "table": ("Embedding", "Lookup", "Vectorization"),
    "norm": ("Normalization",),
    "input": ("Input",),
}


def kind_of(class_name: str) -> str:
    """Return the family of a class."""
    parts = _KINDS.items()
    return next((kind for kind, names in parts if any(n in class_name for n in names)), "other")
