"""Normalizations (keras/src/layers/normalization)."""

from __future__ import annotations

from rnnscope.errors import BadConfigError
from rnnscope.expr import Expr
from rnnscope.layers._parts import Layer, Output, Parts, SymbolicShape, Weight
from rnnscope.layers._registry import formula


@formula("BatchNormalization", source="keras/src/layers/normalization/batch_normalization.py")
def batch_normalization(layer: Layer) -> Parts:
    """Scale and shift for each feature are learned; its moving mean and variance are observed.

    Equation:
        y = gamma*(x - mean)/sqrt(variance + epsilon) + beta
    """
    features = _feature(layer, _single_axis(layer))
    yield from _scale_and_shift(layer, (features,))
    statistics = ["moving_mean", "moving_variance"]
    if layer.flag("renorm", default=False):
        statistics += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    for name in statistics:
        yield Weight(name=name, shape=(features,), trainable=False, role="statistic, not trained")
    yield Output((layer.input,))


@formula("LayerNormalization", source="keras/src/layers/normalization/layer_normalization.py")
def layer_normalization(layer: Layer) -> Parts:
    """Scale and shift for each feature are learned; the statistics are each example's own.

    Equation:
        y = gamma*(x - mean)/sqrt(variance + epsilon) + beta
    """
    axes = layer.setting("axis", -1)
    axes = axes if isinstance(axes, list | tuple) else [axes]
    features = tuple(_feature(layer, axis) for axis in axes)
    if layer.flag("rms_scaling", default=False):
        yield Weight(name="gamma", shape=features, role="scale")
    else:
        yield from _scale_and_shift(layer, features)
    yield Output((layer.input,))


def _scale_and_shift(layer: Layer, features: SymbolicShape) -> Parts:
    if layer.flag("scale", default=True):
        yield Weight(name="gamma", shape=features, role="scale")
    if layer.flag("center", default=True):
        yield Weight(name="beta", shape=features, role="shift")


def _single_axis(layer: Layer) -> object:
    """Return `axis`; files of Keras 2 hold a list of one."""
    axis = layer.setting("axis", -1)
    return axis[0] if isinstance(axis, list) and len(axis) == 1 else axis


def _feature(layer: Layer, axis: object) -> Expr:
    rank = len(layer.input)
    if type(axis) is not int or not -rank <= axis < rank:
        raise BadConfigError(f"{layer.path}.config['axis']", f"no axis {axis!r} of {rank}")
    name = "features" if axis % rank == rank - 1 else f"features_{axis % rank}"
    return layer.features(name, axis=axis)
