"""Shapes with spatial axes: where the channels stand, and how windows move."""

from __future__ import annotations

from collections.abc import Iterable

from rnnscope.errors import BadConfigError
from rnnscope.expr import Expr, Operand, ceil_div
from rnnscope.layers._parts import Layer, SymbolicShape

_SPATIAL = {1: ("timesteps",), 2: ("height", "width"), 3: ("depth", "height", "width")}
_EXTENTS = {1: ("width",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def spatial_names(rank: int) -> tuple[str, ...]:
    """Return what the spatial axes are called: `height` and `width` for two."""
    return _SPATIAL[rank]


def extent_names(prefix: str, rank: int) -> tuple[str, ...]:
    """Return the names of a window's sizes: `kernel_height` and `kernel_width` for two."""
    return tuple(f"{prefix}_{name}" for name in _EXTENTS[rank])


def axis_names(rank: int, *, channels_first: bool = False) -> tuple[str, ...]:
    """Return the words Keras's documentation uses for the axes of a shape, batch first."""
    match rank:
        case 0 | 1 | 2:
            return ("batch", "features")[:rank]
        case 3:
            names: tuple[str, ...] = ("timesteps", "features")
        case 4 | 5:
            spatial = spatial_names(rank - 2)
            names = ("channels", *spatial) if channels_first else (*spatial, "channels")
        case _:
            names = tuple(f"axis_{i}" for i in range(1, rank))
    return ("batch", *names)


def is_channels_first(layer: Layer) -> bool:
    """Tell whether the channels stand before the spatial axes."""
    return bool(layer.setting("data_format") == "channels_first")


def channel_axis(layer: Layer) -> int:
    """Return the axis of the channels."""
    return 1 if is_channels_first(layer) else -1


def spatial_axes(layer: Layer, rank: int) -> SymbolicShape:
    """Return the sizes of the spatial axes of the first input.

    Raises:
        BadConfigError: the input has another number of axes.

    """
    layer.require_axes(rank + 2)
    return layer.input[2:] if is_channels_first(layer) else layer.input[1:-1]


def channels(layer: Layer) -> Expr:
    """Return the size of the channels axis as it comes in."""
    return layer.axis(channel_axis(layer))


def with_channels(layer: Layer, spatial: Iterable[Expr], channels: Expr) -> SymbolicShape:
    """Return the shape of the given spatial sizes and channels, in the layer's order."""
    if is_channels_first(layer):
        return (layer.batch, channels, *spatial)
    return (layer.batch, *spatial, channels)


def named(layer: Layer, sizes: Iterable[Expr]) -> SymbolicShape:
    """Return spatial sizes that the layer computed, each under the name of its axis."""
    sizes = tuple(sizes)
    return tuple(map(layer.new, spatial_names(len(sizes)), sizes))


def per_axis(layer: Layer, key: str, prefix: str, rank: int) -> tuple[Operand, ...]:
    """Return a setting such as `strides` for each axis; a plain 1 where it changes nothing."""
    sizes = layer.sizes(key, extent_names(prefix, rank), default=1)
    return tuple(1 if size.value == 1 else size for size in sizes)


def positions(
    layer: Layer, size: Expr, window: Operand, stride: Operand, dilation: Operand = 1
) -> Expr:
    """Return how many positions a sliding window takes along an axis.

    Source: keras/src/ops/operation_utils.py, compute_conv_output_shape.
    """
    padding = layer.setting("padding", "valid")
    if padding in ("same", "causal"):
        return ceil_div(size, stride)
    if padding == "valid":
        return (size - dilation * (window - 1) - 1) // stride + 1
    raise BadConfigError(
        f"{layer.path}.config['padding']",
        f"expected valid, same or causal, found {padding!r}",
    )
