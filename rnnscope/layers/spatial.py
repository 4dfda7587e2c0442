"""Shapes with spatial axes: where the channels stand, and how windows move."""

from __future__ import annotations

from collections.abc import Iterable

from rnnscope.algebra.expr import Expr, Operand, as_expr, ceil_div
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import SymbolicShape
from rnnscope.wording import shown

_SPATIAL = {1: ("timesteps",), 2: ("height", "width"), 3: ("depth", "height", "width")}
# Keras 2 has causal windows for SeparableConv1D too.
_CAUSAL = ("Conv1D", "Convolution1D", "SeparableConv1D", "QConv1D", "QSeparableConv1D")
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
            names = names[::-1] if channels_first else names
        case 4 | 5:
            spatial = spatial_names(rank - 2)
            names = ("channels", *spatial) if channels_first else (*spatial, "channels")
        case _:
            names = tuple(f"axis_{i}" for i in range(1, rank))
    return ("batch", *names)


def names_of(shape: SymbolicShape) -> tuple[str, ...]:
    """Return what the axes of a shape are called: with the channels first, where it has them so."""
    first = axis_names(len(shape), channels_first=True)
    known = [symbol.name if (symbol := size.single) else "" for size in shape]
    return axis_names(len(shape), channels_first=known[2:] == list(first[2:]))


def is_channels_first(layer: Layer) -> bool:
    """Tell whether the channels stand before the spatial axes; Keras reads either case.

    Raises:
        BadConfigError: `data_format` is neither of the two.

    """
    data_format = layer.setting("data_format")
    if data_format is None:
        return False
    if str(data_format).lower() not in ("channels_first", "channels_last"):
        layer.refuse(
            "data_format", f"expected channels_first or channels_last, found {shown(data_format)}"
        )
    return str(data_format).lower() == "channels_first"


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
    """Return spatial sizes that the layer computed, each under the name of its axis.

    The one axis of a frame is no time: a ConvLSTM1D has an axis of its own for that.
    """
    sizes = tuple(sizes)
    is_frame = layer.class_name.startswith("ConvLSTM")
    names = _EXTENTS[len(sizes)] if is_frame else spatial_names(len(sizes))
    return tuple(map(layer.new, names, sizes))


def per_axis(layer: Layer, key: str, prefix: str, rank: int) -> tuple[Operand, ...]:
    """Return a setting such as `strides` for each axis; a plain 1 where it changes nothing."""
    sizes = layer.sizes(key, extent_names(prefix, rank), default=1)
    return tuple(1 if size.value == 1 else size for size in sizes)


def padding_of(layer: Layer) -> str:
    """Return how a window is kept inside the input; all but poolings read either case.

    Raises:
        BadConfigError: the class has no such padding.

    """
    setting = str(layer.setting("padding", "valid"))
    padding = setting if "Pooling" in layer.class_name else setting.lower()
    is_causal = layer.class_name in _CAUSAL
    if padding not in ("valid", "same") and not (is_causal and padding == "causal"):
        known = "valid, same or causal" if is_causal else "valid or same"
        layer.refuse("padding", f"expected {known}, found {shown(setting)}")
    return padding


def positions(
    layer: Layer, size: Expr, window: Operand, stride: Operand, dilation: Operand = 1
) -> Expr:
    """Return how many positions a sliding window takes along an axis.

    Source: keras/src/ops/operation_utils.py, compute_conv_output_shape.

    Raises:
        BadConfigError: the window does not fit the axis, or the class has no such padding.

    """
    if padding_of(layer) != "valid":
        return ceil_div(size, stride)
    reach = (as_expr(window) - 1) * dilation + 1
    count = (size - reach) // stride + 1
    layer.need(size, least=reach)
    if count.value is not None and count.value < 1:
        room = f"a window of {int(reach)} in {int(size)}"
        layer.refuse("padding", f"valid leaves no room for {room}")
    return count


def refuse_strides_with_dilations(
    layer: Layer, strides: Iterable[Operand], dilations: Iterable[Operand]
) -> None:
    """Refuse a window that both skips positions and is spread out, as most of Keras's classes do.

    Raises:
        BadConfigError: a stride and a dilation are above 1.

    """
    if max(map(int, strides)) > 1 and max(map(int, dilations)) > 1:
        rate = layer.setting("dilation_rate")
        layer.refuse("dilation_rate", f"expected 1 for strides above 1, found {shown(rate)}")
