"""Weights that several layers of a live model have: one variable, counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rnnscope.report.report import LayerReport, WeightReport


def with_ties(layers: Sequence[LayerReport]) -> tuple[LayerReport, ...]:
    """Mark each weight that a layer before has too with the path of that layer."""
    first: dict[int, str] = {}
    return tuple(_marked(layer, first) for layer in layers)


def frozen(layers: Sequence[LayerReport]) -> tuple[LayerReport, ...]:
    """Mark all weights of a model that is frozen as a whole: Keras trains none of them."""
    return tuple(
        replace(
            layer,
            weights=tuple(replace(weight, trainable=False) for weight in layer.weights),
            children=frozen(layer.children),
        )
        for layer in layers
    )


def _marked(layer: LayerReport, first: dict[int, str]) -> LayerReport:
    if layer.shared_with:
        return layer
    weights = tuple(_tied(weight, layer.path, first) for weight in layer.weights)
    children = tuple(_marked(child, first) for child in layer.children)
    if weights == layer.weights and children == layer.children:
        return layer
    return replace(layer, weights=weights, children=children)


def _tied(weight: WeightReport, path: str, first: dict[int, str]) -> WeightReport:
    if weight.identity is None or weight.shared_with:
        return weight
    owner = first.setdefault(weight.identity, path)
    return weight if owner == path else replace(weight, shared_with=owner)
