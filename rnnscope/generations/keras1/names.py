"""The arguments that many layers of Keras 1 had under other names."""

from __future__ import annotations

from collections.abc import Mapping

from rnnscope.generations.entries import Entry, renamed

KERNEL = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "W_constraint": "kernel_constraint",
    "b_regularizer": "bias_regularizer",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
GATES = {
    "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation",
    "U_regularizer": "recurrent_regularizer",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
}
EMBEDDINGS = {
    "init": "embeddings_initializer",
    "W_regularizer": "embeddings_regularizer",
    "W_constraint": "embeddings_constraint",
}


def changed(entry: Entry, names: Mapping[str, str], *left_out: str) -> Entry:
    """Return a layer with its settings under their new names, some of them left out."""
    settings = {key: value for key, value in entry["config"].items() if key not in left_out}
    return {**entry, "config": renamed(settings, names)}
