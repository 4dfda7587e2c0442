"""Convolutions and poolings: what a filter is, and what the size of the image has to do with it."""

from __future__ import annotations

from math import prod

from rnnscope.wording import all_of, counted, each_of, listed
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import (
    Subject,
    UnsaidError,
    numbers,
    sum_of_shapes,
    times,
    worked_out,
)

_CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D")
_TRANSPOSED = ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")
_DEPTHWISE = ("DepthwiseConv1D", "DepthwiseConv2D")
_SEPARABLE = ("SeparableConv1D", "SeparableConv2D")
_CONV_LSTM = ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
_MOVED_OVER = {1: "along the steps", 2: "over the image", 3: "over the volume"}
_EXTENTS = {
    1: "kernel_width",
    2: "kernel_height·kernel_width",
    3: "kernel_depth·kernel_height·kernel_width",
}
_SIZES = {1: "number of steps", 2: "height and width", 3: "depth, height and width"}


def _rank(it: Subject) -> int:
    return next(int(letter) for letter in it.name if letter.isdigit())


def _shape(it: Subject, name: str = "kernel") -> tuple[int, ...]:
    weight = it.weight(name)
    if weight is None:
        raise UnsaidError
    return weight.shape


@words(*_CONVOLUTIONS)
def filters(it: Subject) -> Sentences:
    """Say what a filter is, and how many numbers it has."""
    *window, seen, count = _shape(it)
    groups = int(it.setting("groups", 1) or 1)
    channels = all_of(seen, "channel")
    if groups > 1:
        channels = f"{channels} of its group, one of {groups:,},"
    depth = "channels" if groups == 1 else "(channels//groups)"
    yield (
        f"A filter is a block of {numbers(*window, seen)}"
        f" ({_EXTENTS[_rank(it)]}·{depth}): it looks at {channels} at once, and gives one channel"
        " of the output."
    )
    block = prod((*window, seen))
    if it.weight("bias"):
        yield (
            f"With its bias {each_of(count, 'filter')} has {block:,} + 1 = {block + 1:,}"
            f" numbers: {worked_out(count, block + 1)}."
        )
    else:
        yield f"use_bias=False: no bias. {counted(count, 'filter')}: {worked_out(count, block)}."
    if prod(window) == 1 and groups == 1:
        dense = it.would_have({"units": count}, "Dense")
        yield (
            f"A kernel of {times(*window)} does at each place what a Dense layer on the channels"
            f" does, which has {dense:,} too."
        )
    if groups > 1:
        whole = it.would_have({"groups": 1})
        yield f"With groups=1 each filter would look at all channels: {whole:,}."


@words("Conv1D", "Conv2D")
def against_separable(it: Subject) -> Sentences:
    """Compare with a separable convolution of the same filters."""
    if int(it.setting("groups", 1) or 1) == 1 and it.setting("padding") != "causal":
        name = f"Separable{it.name}"
        other = it.trial({}, name)
        yield (
            f"{name} with the same arguments would have {other.params:,}:"
            f" {sum_of_shapes(other.weights)}."
        )


@words(*_TRANSPOSED)
def transposed(it: Subject) -> Sentences:
    """Say what an input place writes."""
    *window, filters_, channels = _shape(it)
    yield (
        f"At each place of the input each channel writes a block of"
        f" {numbers(*window, filters_)} of the output ({_EXTENTS[_rank(it)]}·filters)."
        f" With {counted(channels, 'channel')}: {worked_out(*window, filters_, channels)}."
    )
    if it.weight("bias"):
        yield _more(filters_, "the biases, one for each filter.")


def _more(biases: int, several: str) -> str:
    """Write how many biases there are besides."""
    end = "." if several.endswith(".") else ""
    return f"1 more is the bias{end}" if biases == 1 else f"{biases:,} more are {several}"


@words(*_DEPTHWISE)
def depthwise(it: Subject) -> Sentences:
    """Say that channels are not mixed, and compare with a convolution that mixes them."""
    *window, channels, multiplier = _shape(it)
    yield (
        f"Each channel has depth_multiplier = {counted(multiplier, 'kernel')} of its own, of"
        f" {numbers(*window)}, and is not mixed with the others:"
        f" {worked_out(*window, channels, multiplier)}."
    )
    made = channels * multiplier
    if it.weight("bias"):
        yield _more(made, "the biases, one for each channel of the output.")
    name = it.name.removeprefix("Depthwise")
    other = it.would_have({"filters": made, "groups": 1}, name)
    yield (
        f"{name} with {counted(made, 'filter')}, each of which sees all channels, would have"
        f" {other:,}."
    )


@words(*_SEPARABLE)
def separable(it: Subject) -> Sentences:
    """Say what the two steps have, and compare with an ordinary convolution."""
    *window, channels, multiplier = _shape(it, "depthwise_kernel")
    *_, made, count = _shape(it, "pointwise_kernel")
    yield (
        f"First, each channel is filtered by itself, by depth_multiplier ="
        f" {counted(multiplier, 'kernel')} of {numbers(*window)}:"
        f" {worked_out(*window, channels, multiplier)}."
    )
    bias = (
        f", and {counted(count, 'more is a bias', 'more are biases')}" if it.weight("bias") else ""
    )
    yield (
        f"Then {each_of(count, 'filter')} mixes what came out, {counted(made, 'number')} at each"
        f" place: {worked_out(made, count)}{bias}."
    )
    name = it.name.removeprefix("Separable")
    other = it.trial({"groups": 1}, name)
    parts = sum_of_shapes(other.weights)
    yield f"{name} with the same arguments would have {other.params:,}: {parts}."


@words(*_CONVOLUTIONS, *_TRANSPOSED, *_DEPTHWISE, *_SEPARABLE)
def places(it: Subject) -> Sentences:
    """Say what does not count: where the kernel is put, and so the size of what comes in."""
    rank = _rank(it)
    sizes = _spatial(it)
    known = [size for size in sizes if size is not None]
    size = f", {times(*known)}," if known and len(known) == len(sizes) else ""
    verb = "does" if rank == 1 else "do"
    yield (
        f"The kernel is moved {_MOVED_OVER[rank]}, with the same weights everywhere: the"
        f" {_SIZES[rank]} of the input{size} {verb} not count."
    )
    yield (
        "strides, padding and dilation_rate decide where it is put, and so the size of the"
        f" output, {it.output}. They do not change the count."
    )
    yield from _untold(it)


def _untold(it: Subject) -> Sentences:
    """Say which arguments a printed summary does not tell."""
    if it.untold:
        are = "is" if len(it.untold) == 1 else "are"
        yield (
            f"{listed(it.untold)} {are} not told by the summary: other values give {it.output} too."
        )


def _spatial(it: Subject) -> tuple[int | None, ...]:
    if it.setting("data_format") == "channels_first":
        return it.input[2:]
    return it.input[1:-1]


@words(*_CONV_LSTM)
def conv_lstm(it: Subject) -> Sentences:
    """Say what the gates of a convolutional LSTM have."""
    *window, channels, gated = _shape(it)
    *_, count, _ = _shape(it, "recurrent_kernel")
    gates = gated // count
    yield (
        f"An LSTM whose {gates} gates are convolutions. In each gate a filter is a block of"
        f" {numbers(*window, channels)} for the input, and of"
        f" {worked_out(*window, count)} for the state."
    )
    bias = 1 if it.weight("bias") else 0
    each = prod((*window, channels)) + prod((*window, count)) + bias
    if gates * count * each == it.params:
        more = " + 1" if bias else ""
        yield (
            f"So {each_of(count, 'filter')} has {prod((*window, channels)):,} +"
            f" {prod((*window, count)):,}{more} = {each:,} numbers in each gate:"
            f" {worked_out(gates, count, each)}."
        )
    yield (
        f"The number of steps and the {_SIZES[len(window)] if len(window) > 1 else 'width'} of the"
        " input do not count."
    )


@words(*(f"{way}Pooling{n}D" for way in ("Max", "Average") for n in (1, 2, 3)))
def pooling(it: Subject) -> Sentences:
    """Say what is kept of a window, and what `strides` is where it is not given."""
    pool, strides = (_per_axis(it.setting(key), _rank(it)) for key in ("pool_size", "strides"))
    if pool is None:
        raise UnsaidError
    kept = "largest is kept" if it.name.startswith("Max") else "mean is taken"
    if it.untold:
        yield (
            f"Of each window in a channel the {kept}, by a fixed rule: nothing is learned,"
            " so there are no weights."
        )
        yield from _untold(it)
        yield f"The output is {it.output}: the channels stay as they are."
        return
    yield (
        f"Of each window of {numbers(*pool)} in a channel the {kept}, by a fixed"
        " rule: nothing is learned, so there are no weights."
    )
    if strides is None:
        yield f"strides is not given, so it is pool_size: {_window(pool)}."
    elif strides == pool:
        yield f"strides is {_window(pool)}, the same as pool_size; it also is when not given."
    yield f"The output is {it.output}: the channels stay as they are."


def _per_axis(value: object, rank: int) -> tuple[int, ...] | None:
    """Return a size for each axis: what is given as one number is that of all of them."""
    sizes = value if isinstance(value, list | tuple) else (value,) * rank
    known = tuple(size for size in sizes if isinstance(size, int))
    return known if known and len(known) == len(sizes) else None


def _window(sizes: tuple[int, ...]) -> str:
    return times(*sizes)


@words(*(f"Global{way}Pooling{n}D" for way in ("Max", "Average") for n in (1, 2, 3)))
def global_pooling(it: Subject) -> Sentences:
    """Say what is kept of each channel."""
    rank, kept = _rank(it), "largest number" if "Max" in it.name else "mean"
    first = it.setting("data_format") == "channels_first"
    channels = it.input[1 if first else -1]
    if channels is None:
        raise UnsaidError
    yield (
        f"Of {each_of(channels, 'channel')} the {kept} is kept, whatever the"
        f" {_SIZES[rank]}: {it.output}. Nothing is learned, so there are no weights."
    )
