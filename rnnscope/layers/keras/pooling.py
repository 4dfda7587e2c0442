"""Poolings (keras/src/layers/pooling)."""

from __future__ import annotations

from rnnscope.algebra.expr import as_expr
from rnnscope.layers.keras.convolutional import rank_of
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts
from rnnscope.layers.registry import formula
from rnnscope.layers.spatial import (
    channels,
    extent_names,
    named,
    positions,
    spatial_axes,
    with_channels,
)


@formula(
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    source="keras/src/layers/pooling/base_pooling.py",
)
def pooling(layer: Layer) -> Parts:
    """Gives one number for each window, by a fixed rule: nothing is learned.

    Equation:
        y[p] = max over d (x[p*strides + d - before]), for MaxPooling
        y[p] = mean over d (x[p*strides + d - before]), for AveragePooling
        before = 0, if padding is valid
        before = floor(max(reach - size, 0)/2), if padding is same
        reach = (ceil(size/strides) - 1)*strides + pool_size
        p: each place of the output
        d: each place of the window that lies inside x
        before: how far padding lets the first window begin ahead of x
        size: the size of x along each axis of a place
    """
    rank = rank_of(layer)
    pool = layer.sizes("pool_size", extent_names("pool", rank), default=2)
    strides = pool
    if layer.setting("strides") is not None:
        strides = layer.sizes("strides", extent_names("stride", rank))
    axes = zip(spatial_axes(layer, rank), pool, strides, strict=True)
    sizes = named(layer, (positions(layer, *axis) for axis in axes))
    yield Output((with_channels(layer, sizes, channels(layer)),))


@formula(
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    source="keras/src/layers/pooling/base_global_pooling.py",
)
def global_pooling(layer: Layer) -> Parts:
    """Gives one number for each channel, whatever the spatial sizes: nothing is learned.

    Equation:
        y = max over p (x[p]), for GlobalMaxPooling
        y = mean over p (x[p]), for GlobalAveragePooling
        p: each place of x
    """
    rank = rank_of(layer)
    spatial_axes(layer, rank)
    if layer.flag("keepdims", default=False):
        yield Output((with_channels(layer, (as_expr(1),) * rank, channels(layer)),))
    else:
        yield Output(((layer.batch, channels(layer)),))


@formula(
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    source="keras/src/layers/pooling/base_adaptive_pooling.py",
)
def adaptive_pooling(layer: Layer) -> Parts:
    """Pools down to `output_size`, by windows that fit: nothing is learned."""
    rank = rank_of(layer)
    spatial_axes(layer, rank)
    sizes = layer.sizes("output_size", extent_names("output", rank), least=0)
    yield Output((with_channels(layer, sizes, channels(layer)),))
