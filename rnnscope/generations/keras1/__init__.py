"""Keras 1: 1.0 to 1.2, whose arguments had other names.

Each rule holds for all of its releases.  Source: the layers of keras 1.2.2,
and keras/legacy/interfaces.py of keras 2.0 to 2.3, which took the old names.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from rnnscope.generations.entries import MAX_DEPTH, WRAPPED, Entry, Rules, inner, is_entry
from rnnscope.generations.keras1.images import RULES as IMAGES
from rnnscope.generations.keras1.merge import as_graph, merging
from rnnscope.generations.keras1.names import EMBEDDINGS, GATES, KERNEL, changed
from rnnscope.generations.keras1.unsaid import declaring, numbered, ordered, orderings

RULES = Rules()
rule = RULES.rule

_IMPLEMENTATIONS = {"cpu": 0, "mem": 1, "gpu": 2}


def normalized(entry: Entry) -> Entry:
    """Return a serialized layer or model as Keras 2 writes it, with all those inside it."""
    declared = set(orderings(entry))
    ordering = declared.pop() if len(declared) == 1 else None
    return _normalized(numbered(entry, count(1)), ordering)


def _normalized(entry: Entry, ordering: str | None, depth: int = 0) -> Entry:
    """Write an entry; `ordering` is what the layers that speak of it agree on."""
    if depth > MAX_DEPTH:
        return entry
    change = lambda layer: _normalized(layer, ordering, depth + 1)  # noqa: E731
    entry = as_graph(entry)
    if isinstance(entry["config"], list):
        return {**entry, "config": _layers(entry["config"], change)}
    result = RULES.applied(IMAGES.applied(ordered(entry, ordering)))
    result["config"] = inner(result["config"], change, WRAPPED | {"layers"})
    result["config"].pop("input_dtype", None)
    return result


def _layers(layers: list[Any], change: Any) -> list[Any]:
    """Write the layers of a Sequential model, the first of which says what flows in."""
    first = [declaring(layer) if is_entry(layer) else layer for layer in layers[:1]]
    return [change(layer) if is_entry(layer) else layer for layer in (*first, *layers[1:])]


@rule("InputLayer")
def input_layer(entry: Entry) -> Entry:
    """`input_dtype` is `dtype` now."""
    return changed(entry, {"input_dtype": "dtype"})


@rule("Dense")
def dense(entry: Entry) -> Entry:
    """`output_dim` is `units` now, and W and b have names that say what they are."""
    return changed(entry, {**KERNEL, "output_dim": "units"}, "input_dim")


@rule("TimeDistributedDense")
def time_distributed_dense(entry: Entry) -> Entry:
    """A Dense layer for each step, which Dense is by itself since Keras 1.2."""
    entry = changed(entry, {**KERNEL, "output_dim": "units"}, "input_dim", "input_length")
    return {**entry, "class_name": "Dense"}


@rule("MaxoutDense", "Highway")
def without_successor(entry: Entry) -> Entry:
    """Keras 2 had these to its release 2.3, with their old arguments."""
    return changed(entry, {}, "input_dim")


@rule("SimpleRNN", "GRU", "LSTM")
def recurrent(entry: Entry) -> Entry:
    """`output_dim` is `units` now; what was W is `kernel`, U is `recurrent`."""
    names = {**KERNEL, **GATES, "output_dim": "units"}
    entry = changed(entry, names, "input_dim", "input_length")
    settings = entry["config"]
    way = settings.pop("consume_less", None)
    if isinstance(way, str) and way in _IMPLEMENTATIONS:
        settings["implementation"] = _IMPLEMENTATIONS[way]
    return entry


@rule("LSTM")
def lstm(entry: Entry) -> Entry:
    """The forget gate's bias had an initializer; now it is 1 or as the others."""
    settings = dict(entry["config"])
    bias = settings.pop("forget_bias_init", None)
    return {**entry, "config": {**settings, "unit_forget_bias": bias in ("one", "ones")}}


@rule("Embedding")
def embedding(entry: Entry) -> Entry:
    """W is `embeddings` now; `dropout` is a layer of its own."""
    return changed(entry, EMBEDDINGS, "dropout")


@rule("BatchNormalization")
def batch_normalization(entry: Entry) -> Entry:
    """`mode` said over what to normalize; each mode had the same four weights."""
    names = {"gamma_init": "gamma_initializer", "beta_init": "beta_initializer"}
    return changed(entry, names, "mode")


@rule("PReLU")
def prelu(entry: Entry) -> Entry:
    """`init` is `alpha_initializer` now."""
    return changed(entry, {"init": "alpha_initializer"})


@rule("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianDropout")
def dropout(entry: Entry) -> Entry:
    """`p` is `rate` now."""
    return changed(entry, {"p": "rate"})


@rule("GaussianNoise")
def gaussian_noise(entry: Entry) -> Entry:
    """`sigma` is `stddev` now."""
    return changed(entry, {"sigma": "stddev"})


@rule("Lambda")
def lambda_layer(entry: Entry) -> Entry:
    """`output_shape` may be a function, which is never run: what comes out is not known then."""
    settings = entry["config"]
    if settings.get("output_shape_type", "raw") == "raw":
        return entry
    return changed(entry, {}, "output_shape")


@rule("Merge")
def merge(entry: Entry) -> Entry:
    """One class for each way of joining, where there was a `mode`."""
    return merging(entry)
