"""What goes wrong with convolutions."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr, Operand, product
from rnnscope.mistakes.registry import Thoughts, mistake
from rnnscope.mistakes.seen import Seen, be, called
from rnnscope.mistakes.thought import Thought
from rnnscope.wording import all_of, begun, counted, each_of, with_article

_PLAIN = ("Conv1D", "Conv2D", "Conv3D")
_TRANSPOSED = ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")
_DEPTHWISE = ("DepthwiseConv1D", "DepthwiseConv2D")
_SEPARABLE = ("SeparableConv1D", "SeparableConv2D")


def _window(layer: Seen) -> Expr:
    """Return how many places a kernel has."""
    return product(size for name, size in layer.sizes.items() if name.startswith("kernel_"))


def _channels(layer: Seen) -> int:
    return layer.number("channels")


@mistake(*_PLAIN, *_TRANSPOSED)
def channels(layer: Seen) -> Thoughts:
    """The channels that come in are dropped, or those of all groups are taken."""
    groups, window = layer.sizes.get("groups", 1), int(_window(layer))
    seen = _channels(layer) // int(groups)
    yield Thought(
        words="the input's channels are left out",
        why=f"Each filter has {counted(window, 'weight')} for {each_of(seen, 'channel')}.",
        rank=1,
        sizes={"channels": groups},
    )
    if int(groups) > 1:
        yield Thought(
            words="the groups are ignored",
            why=f"Each filter sees {all_of(seen, 'channel')} of its own group only.",
            rank=1.5,
            weights={"kernel": product((_window(layer), *_ends(layer)))},
        )
    if int(groups) > 1 and "bias" in layer.weights:
        filters = layer.sizes["filters"]
        yield Thought(
            words="the groups divide the filters, not the channels",
            why=f"They divide the channels: each of the {int(filters):,} filters sees {seen:,} of"
            f" the {_channels(layer):,}, and has a bias of its own.",
            rank=3,
            weights={"bias": filters // groups},
        )


@mistake("Conv1D")
def timesteps(layer: Seen) -> Thoughts:
    """The number of steps is taken for the channels."""
    if layer.timesteps is not None:
        steps = called(layer.input[1:-1])
        yield Thought(
            words=f"{steps} {be(steps)} taken for the channels",
            why=f"Its window spans {all_of(_channels(layer), 'channel')} of a step.",
            rank=3,
            sizes={"channels": layer.timesteps},
        )


def _ends(layer: Seen) -> tuple[Expr, Expr]:
    return layer.sizes["channels"], layer.sizes["filters"]


@mistake(*_PLAIN, *_TRANSPOSED)
def filters(layer: Seen) -> Thoughts:
    """One filter is counted, or one side of its window."""
    number = layer.number("filters")
    why = f"It has {counted(number, 'filter')}, each with weights of its own."
    yield Thought(
        words="one filter is counted",
        why=why,
        rank=3.5,
        sizes={"filters": 1},
    )
    sides = [name for name in layer.sizes if name.startswith("kernel_")]
    if len(sides) > 1:
        places = "·".join(str(layer.number(name)) for name in sides)
        yield Thought(
            words="one side of the window is counted",
            why=f"The window has {places} places.",
            rank=5,
            sizes={sides[0]: 1},
        )
        return
    kind = with_article(layer.layer.class_name)
    side = f"The window of {kind} has one side, {layer.number(sides[0])} long."
    square = layer.weights["kernel"].count * _window(layer)
    yield Thought(
        words="the window is taken for a square",
        why=side,
        rank=4.5,
        weights={"kernel": square},
    )


@mistake(*_PLAIN)
def colours(layer: Seen) -> Thoughts:
    """Another number of channels is taken, of an image in colour or in grey."""
    number = _channels(layer)
    if number == 1 and layer.before is not None and layer.before.class_name == "InputLayer":
        yield Thought(
            words="three channels are counted, as of an image in colour",
            why="What it reads has one channel.",
            rank=3.5,
            sizes={"channels": 3},
            is_general=False,
        )


@mistake(*_PLAIN, *_TRANSPOSED, *_SEPARABLE)
def filter_biases(layer: Seen) -> Thoughts:
    """A filter has one bias, however large it is."""
    if "bias" not in layer.weights:
        return
    filters, seen = layer.sizes["filters"], layer.sizes["channels"]
    why = f"{begun(each_of(int(filters), 'filter'))} has one bias, whatever it looks at."
    window = _window(layer)
    counts: list[tuple[str, float, Operand]] = [
        ("each filter has a bias for each channel that it sees", 3, seen * filters),
        ("each filter has a bias for each place of its window", 4.5, window * filters),
        ("one bias is counted for all filters together", 3.5, 1),
        *_bias_by_position(layer, filters),
        ("there is a bias for each channel that comes in, not for each filter", 5, seen),
    ]
    for words, rank, count in counts:
        yield Thought(words=words, why=why, rank=rank, weights={"bias": count})


def _bias_by_position(layer: Seen, filters: Expr) -> Iterator[tuple[str, float, Expr]]:
    places = layer.positions(layer.output, channels=_channel_axis(layer))
    if places is not None:
        yield "each filter has a bias for each output position", 5, filters * places


def _channel_axis(layer: Seen) -> int:
    config = layer.layer.layer
    is_first = config is not None and config.config.settings.get("data_format") == "channels_first"
    return 1 if is_first else -1


@mistake(*_PLAIN, *_TRANSPOSED, *_DEPTHWISE, *_SEPARABLE)
def positions(layer: Seen) -> Thoughts:
    """Each place that the window comes to has weights of its own."""
    axis = _channel_axis(layer)
    for words, rank, shape in (
        ("each output position has weights of its own", 3, layer.output),
        ("each input position has weights of its own", 4, layer.input),
    ):
        places = layer.positions(shape, channels=axis)
        if places is None:
            continue
        why = f"All {int(places):,} positions use the same weights."
        yield Thought(words=words, why=why, rank=rank, times=places)
        if "bias" in layer.weights and "kernel" in layer.weights:
            yield Thought(
                words=f"{words.replace('weights', 'a kernel')}, with one bias for each filter",
                why=why,
                rank=rank + 0.5,
                weights={"kernel": layer.weights["kernel"].count * places},
            )


@mistake(*_PLAIN)
def as_separable(layer: Seen) -> Thoughts:
    """A plain convolution is taken for a separable or a depthwise one."""
    if _channels(layer) == 1:
        return
    channels, filters = _ends(layer)
    yield Thought(
        words="it is counted as a SeparableConv",
        why="It looks at all channels at once, in one kernel.",
        rank=5,
        weights={"kernel": _window(layer) * channels + channels * filters},
    )
    yield Thought(
        words="it is counted as a DepthwiseConv",
        why="Each of its filters looks at all channels.",
        rank=5,
        weights={"kernel": _window(layer) * channels, **_bias_of(layer, channels)},
    )


def _bias_of(layer: Seen, size: Expr) -> dict[str, Expr]:
    return {"bias": size} if "bias" in layer.weights else {}


@mistake(*_SEPARABLE)
def separable(layer: Seen) -> Thoughts:
    """One of the two steps of a separable convolution is forgotten, or both are taken for one."""
    channels, filters, window = layer.sizes["channels"], layer.sizes["filters"], _window(layer)
    multiplier = layer.sizes.get("depth_multiplier", 1)
    there = f"It has two kernels: one for each channel's window, {int(window):,}·{int(channels):,},"
    why = f"{there} and one that mixes the channels, without a window."
    yield Thought(
        words="it is counted as a plain convolution",
        why=why,
        rank=1,
        weights={"depthwise_kernel": window * channels * filters, "pointwise_kernel": 0},
    )
    yield Thought(
        words="the kernel that mixes the channels is left out",
        why=why,
        rank=2,
        weights={"pointwise_kernel": 0},
    )
    yield Thought(
        words="the kernel of each channel's window is left out",
        why=why,
        rank=3.5,
        weights={"depthwise_kernel": 0},
    )
    if "bias" in layer.weights:
        yield Thought(
            words="each of its two steps has a bias",
            why=f"Only its second step has one: {int(filters):,}.",
            rank=2,
            more=channels * multiplier,
        )


@mistake(*_DEPTHWISE)
def depthwise(layer: Seen) -> Thoughts:
    """A depthwise convolution is taken for a plain one."""
    channels, window = layer.sizes["channels"], _window(layer)
    multiplier: Operand = layer.sizes.get("depth_multiplier", 1)
    as_many = "channels" if int(multiplier) == 1 else "channels that it puts out"
    yield Thought(
        words=f"it is counted as a plain convolution, with as many filters as {as_many}",
        why=f"{begun(each_of(int(channels), 'channel'))} has a window of its own and sees no"
        " other.",
        rank=1,
        weights={"kernel": window * channels * channels * multiplier},
    )
    yield Thought(
        words="one window is counted for all channels",
        why=f"{begun(each_of(int(channels), 'channel'))} has a window of its own.",
        rank=3,
        weights={"kernel": window * multiplier},
    )
    if int(multiplier) > 1:
        yield Thought(
            words="depth_multiplier is left out",
            why=f"Each channel has {counted(int(multiplier), 'window')}.",
            rank=2,
            sizes={"depth_multiplier": 1},
        )
