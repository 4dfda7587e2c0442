"""Convolutions (keras/src/layers/convolutional)."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr, Operand, as_expr
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts, SymbolicShape, Weight
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.spatial import (
    channel_axis,
    extent_names,
    is_channels_first,
    named,
    padding_of,
    per_axis,
    positions,
    refuse_strides_with_dilations,
    spatial_axes,
    spatial_names,
    with_channels,
)
from rnnscope.layers.states import kept


@formula("Conv1D", "Conv2D", "Conv3D", source="keras/src/layers/convolutional/base_conv.py")
def conv(layer: Layer) -> Parts:
    """Each filter reads every channel of its group, at every position of the kernel.

    Equation:
        y[p] = activation(sum over d (x[q]·K[d]) + b), if groups is 1
        y[p, group n] = activation(a[p, n] + b[group n]), if not groups is 1
        a[p, n] = sum over d (x[q, group n]·K[d, group n])
        K = kernel, if not lora_rank
        K = kernel + lora_alpha/lora_rank*A·B, if lora_rank
        A, B = lora_kernel_a, lora_kernel_b, if lora_rank
        b = bias
        q = p*strides + d*dilation_rate - before
        before = 0, if padding is valid
        before = (kernel_size - 1)*dilation_rate, if padding is causal
        before = floor(max(reach - size, 0)/2), if padding is same
        reach = (ceil(size/strides) - 1)*strides + (kernel_size - 1)*dilation_rate + 1
        p: each place of the output
        d: each place of the kernel
        before: the zeros that padding puts ahead of x
        size: the size of x along each axis of a place
        n: each of the groups: equal parts of the channels, and of the filters
    """
    kernel, channels, filters = (
        kernel_size(layer),
        _channels(layer),
        layer.dim("filters"),
    )
    groups = _groups(layer, channels, filters)
    per_group = channels // groups
    output = windows(layer, kernel, filters)
    weight = Weight(
        name="kernel",
        shape=(*kernel, per_group, filters),
        role=Role.WINDOW_TO_FILTER,
        uses=places(layer, output),
    )
    yield from kept(layer, weight, next(_bias(layer, filters), None))
    yield Output((output,))


@formula(
    "Conv1DTranspose",
    "Conv2DTranspose",
    "Conv3DTranspose",
    source="keras/src/layers/convolutional/base_conv_transpose.py",
)
def conv_transpose(layer: Layer) -> Parts:
    """A convolution the other way round: each input position writes a window of the output.

    Equation:
        h[p*strides + d*dilation_rate - before] += K[d]·x[p]
        y = activation(h + b)
        K, b = kernel, bias
        before = 0, if padding is valid
        before = floor(max(cut, 0)/2), if padding is same
        cut = span - strides, if output_padding is none
        cut = 2*floor(span/2) - output_padding, if not output_padding is none
        span = (kernel_size - 1)*dilation_rate + 1
        p: each place of x
        d: each place of the kernel
        before: what padding cuts off ahead of h
    """
    kernel, channels, filters = (
        kernel_size(layer),
        _channels(layer),
        layer.dim("filters"),
    )
    names = (f"input_{name}" for name in spatial_names(len(kernel)))
    yield Weight(
        name="kernel",
        shape=(*kernel, filters, channels),
        role=Role.CHANNELS_TO_WINDOW,
        uses=tuple(map(layer.new, names, spatial_axes(layer, len(kernel)))),
    )
    yield from _bias(layer, filters)
    yield Output((with_channels(layer, named(layer, _stretched(layer, kernel)), filters),))


@formula(
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    source="keras/src/layers/convolutional/base_depthwise_conv.py",
)
def depthwise_conv(layer: Layer) -> Parts:
    """Each channel has kernels of its own and is never mixed with the others.

    Equation:
        y[p, c] = activation(sum over d (x[q, c]*K[d, c, 0]) + b[c]), if depth_multiplier is 1
        y[p, k] = activation(sum over d (x[q, c]*K[d, c, m]) + b[k]), if not depth_multiplier is 1
        k = c*depth_multiplier + m
        K, b = kernel, bias
        q = p*strides + d*dilation_rate - before
        before = 0, if padding is valid
        before = (kernel_size - 1)*dilation_rate, if padding is causal
        before = floor(max(reach - size, 0)/2), if padding is same
        reach = (ceil(size/strides) - 1)*strides + (kernel_size - 1)*dilation_rate + 1
        p: each place of the output
        d: each place of the kernel
        before: the zeros that padding puts ahead of x
        size: the size of x along each axis of a place
        c: each channel
        m: each of the kernels that a channel has, depth_multiplier
    """
    kernel, channels, multiplier = (
        kernel_size(layer),
        _channels(layer),
        _multiplier(layer),
    )
    output = windows(layer, kernel, channels * multiplier)
    yield Weight(
        name="kernel",
        shape=(*kernel, channels, multiplier),
        role=Role.WINDOW_TO_CHANNEL,
        uses=places(layer, output),
    )
    yield from _bias(layer, channels * multiplier)
    yield Output((output,))


@formula(
    "SeparableConv1D",
    "SeparableConv2D",
    source="keras/src/layers/convolutional/base_separable_conv.py",
)
def separable_conv(layer: Layer) -> Parts:
    """A depthwise convolution over space, then a 1x1 convolution over channels.

    Equation:
        h[p, c] = sum over d (x[q, c]*K[d, c, 0]), if depth_multiplier is 1
        h[p, c*depth_multiplier + m] = sum over d (x[q, c]*K[d, c, m]), if not depth_multiplier is 1
        y[p] = activation(h[p]·P + b)
        K, b = depthwise_kernel, bias
        P = pointwise_kernel[0], for SeparableConv1D
        P = pointwise_kernel[0, 0], for SeparableConv2D
        q = p*strides + d*dilation_rate - before
        before = 0, if padding is valid
        before = (kernel_size - 1)*dilation_rate, if padding is causal
        before = floor(max(reach - size, 0)/2), if padding is same
        reach = (ceil(size/strides) - 1)*strides + (kernel_size - 1)*dilation_rate + 1
        p: each place of the output
        d: each place of the kernel
        before: the zeros that padding puts ahead of x
        size: the size of x along each axis of a place
        c: each channel
        m: each of the kernels that a channel has, depth_multiplier
    """
    kernel, channels, filters = (
        kernel_size(layer),
        _channels(layer),
        layer.dim("filters"),
    )
    multiplier = _multiplier(layer)
    ones = (1,) * len(kernel)
    output = windows(layer, kernel, filters)
    yield Weight(
        name="depthwise_kernel",
        shape=(*kernel, channels, multiplier),
        role=Role.WINDOW_TO_CHANNEL,
        uses=places(layer, output),
    )
    yield Weight(
        name="pointwise_kernel",
        shape=(*ones, channels * multiplier, filters),
        role=Role.CHANNELS_TO_FILTER,
        uses=places(layer, output),
    )
    yield from _bias(layer, filters)
    yield Output((output,))


def kernel_size(layer: Layer) -> SymbolicShape:
    """Return the sizes of the kernel, named after its axes; as many as the class's name says."""
    return layer.sizes("kernel_size", extent_names("kernel", rank_of(layer)))


def rank_of(layer: Layer) -> int:
    """Return the number of spatial axes, from the class's name: 2 for `Conv2D`."""
    return next(int(letter) for letter in layer.class_name if letter.isdigit())


def _channels(layer: Layer) -> Expr:
    return layer.features("channels", axis=channel_axis(layer))


def _groups(layer: Layer, channels: Expr, filters: Expr) -> Operand:
    """Return the groups, which the channels and the filters are divided into; a plain 1 is none."""
    groups = layer.named_size("groups", layer.setting("groups", 1), "config['groups']", 1)
    for what, size in (("channels", channels), ("filters", filters)):
        if int(size) % int(groups):
            layer.refuse("groups", f"{int(size)} {what} are not divisible by {int(groups)}")
        if int(groups) > 1:
            layer.need(size, divisor=groups)
    return groups if int(groups) > 1 else 1


def _multiplier(layer: Layer) -> Expr:
    value = layer.setting("depth_multiplier", 1)
    return layer.named_size("depth_multiplier", value, "config['depth_multiplier']", 1)


def _bias(layer: Layer, size: Expr) -> Iterator[Weight]:
    if layer.flag("use_bias", default=True):
        yield Weight(name="bias", shape=(size,), role=Role.BIAS)


def windows(layer: Layer, kernel: SymbolicShape, channels: Expr) -> SymbolicShape:
    """Return the output shape of a kernel that slides over the input, of so many channels."""
    rank = len(kernel)
    strides = per_axis(layer, "strides", "stride", rank)
    dilations = per_axis(layer, "dilation_rate", "dilation", rank)
    if not layer.class_name.removeprefix("Q").startswith(("Depthwise", "Separable")):
        refuse_strides_with_dilations(layer, strides, dilations)
    axes = zip(spatial_axes(layer, rank), kernel, strides, dilations, strict=True)
    return with_channels(layer, named(layer, (positions(layer, *axis) for axis in axes)), channels)


def places(layer: Layer, output: SymbolicShape) -> SymbolicShape:
    """Return the spatial sizes of an output: how often a kernel is multiplied in."""
    return output[2:] if is_channels_first(layer) else output[1:-1]


def _stretched(layer: Layer, kernel: SymbolicShape) -> list[Expr]:
    """Size the output of a transposed convolution.

    Source: keras/src/backend/common/backend_utils.py, compute_conv_transpose_output_shape.
    """
    rank = len(kernel)
    strides = per_axis(layer, "strides", "stride", rank)
    dilations = per_axis(layer, "dilation_rate", "dilation", rank)
    refuse_strides_with_dilations(layer, strides, dilations)
    axes = zip(
        spatial_axes(layer, rank), kernel, strides, dilations, _extras(layer, strides), strict=True
    )
    return [_stretched_axis(layer, *axis) for axis in axes]


def _extras(layer: Layer, strides: tuple[Operand, ...]) -> tuple[Expr | None, ...]:
    """Return what `output_padding` adds along each axis: less than the stride; None if not set."""
    if layer.setting("output_padding") is None:
        return (None,) * len(strides)
    sizes = layer.sizes("output_padding", extent_names("extra", len(strides)), least=0)
    for size, stride in zip(sizes, strides, strict=True):
        if int(size) >= int(stride):
            problem = f"expected less than the stride {int(stride)}, found {int(size)}"
            layer.refuse("output_padding", problem)
        layer.need(size, most=stride - 1)
    return sizes


def _stretched_axis(
    layer: Layer,
    size: Expr,
    kernel: Expr,
    stride: Operand,
    dilation: Operand,
    extra: Expr | None,
) -> Expr:
    reach = (kernel - 1) * dilation + 1
    if padding_of(layer) == "same":
        is_odd = reach - 2 * (reach // 2)
        return size * stride if extra is None else (size - 1) * stride + is_odd + extra
    if extra is None:
        extra = _gap(layer, as_expr(stride), reach)
    return (size - 1) * stride + reach + extra


def _gap(layer: Layer, stride: Expr, reach: Expr) -> Expr:
    """Return by how much a stride is longer than a window: the rest of it is left empty."""
    if stride.is_constant:  # a plain 1, and no window is shorter
        return as_expr(0)
    is_longer = 2 * stride // (reach + stride + 1)  # 1 or 0, of sizes from 1 on
    return layer.new("gap", is_longer * (stride - reach))
