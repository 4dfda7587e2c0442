"""What goes wrong with normalizations."""

from __future__ import annotations

from rnnscope.algebra.expr import product
from rnnscope.mistakes.registry import Thoughts, mistake
from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import TRAINED, Thought
from rnnscope.wording import each_of

_BOTH = ("BatchNormalization", "LayerNormalization", "GroupNormalization")
_STATISTICS = ("moving_mean", "moving_variance")


@mistake("BatchNormalization")
def statistics(layer: Seen) -> Thoughts:
    """What is observed and not trained is forgotten."""
    if not all(name in layer.weights for name in _STATISTICS):
        return
    number = layer.weights["moving_mean"].params
    why = f"It keeps a moving mean and a moving variance of {each_of(number, 'feature')} too."
    yield Thought(
        words="only what is trained is counted, gamma and beta",
        why=why,
        rank=1,
        key=TRAINED,
        weights=dict.fromkeys(_STATISTICS, 0),
    )
    yield Thought(
        words="one statistic is counted beside gamma and beta",
        why=why,
        rank=4.5,
        weights={"moving_variance": 0},
    )


@mistake(*_BOTH)
def one_of_each(layer: Seen) -> Thoughts:
    """Scale and shift are counted once for all, or one of them alone."""
    names = list(layer.weights)
    if not {"gamma", "beta"} <= layer.weights.keys():
        return
    number = layer.weights["gamma"].params
    features = each_of(number, "feature")
    yield Thought(
        words="one of each is counted for the whole layer",
        why=f"There is one for {features}.",
        rank=3.5,
        weights=dict.fromkeys(names, 1),
    )
    yield Thought(
        words="one weight per feature is counted",
        why=f"{', '.join(names)}: {len(names)} for {features}.",
        rank=3.5,
        weights=dict.fromkeys(names[1:], 0),
    )


@mistake("Normalization")
def count(layer: Seen) -> Thoughts:
    """There is a count too, though it is not used."""
    if "count" in layer.weights:
        yield Thought(
            words="mean and variance are counted alone",
            why="There is a count too, 1 more: it is kept for old files, and not used.",
            rank=1,
            weights={"count": 0},
        )


@mistake("PReLU")
def slopes(layer: Seen) -> Thoughts:
    """Each place has a slope of its own, unless shared_axes says otherwise."""
    places = layer.positions(layer.input)
    if places is not None and layer.layer.own.value == product(layer.input[1:]).value:
        yield Thought(
            words="one slope is counted for each channel",
            why=f"Each of the {int(places):,} positions has slopes of its own without shared_axes.",
            rank=1,
            weights={"alpha": layer.input[-1]},
        )


@mistake("LayerNormalization", "GroupNormalization")
def like_batch_normalization(layer: Seen) -> Thoughts:
    """A layer without moving statistics is counted as one that has some."""
    if {"gamma", "beta"} <= layer.weights.keys():
        yield Thought(
            words="4 weights per feature are counted, as in BatchNormalization",
            why="Its mean and variance are taken of each example anew, and not kept.",
            rank=2.5,
            times=2,
        )


@mistake("RMSNormalization")
def like_layer_normalization(layer: Seen) -> Thoughts:
    """A layer that has no shift is counted as one that has."""
    features = each_of(layer.layer.own.value or 0, "feature")
    yield Thought(
        words="2 weights per feature are counted, as in LayerNormalization",
        why=f"It has one scale for {features}, and no shift.",
        rank=2,
        times=2,
    )


@mistake(*_BOTH)
def positions(layer: Seen) -> Thoughts:
    """Every place is normalized by weights of its own."""
    places = layer.positions(layer.input)
    if places is None or len(layer.weights) == 0:
        return
    shape = next(iter(layer.weights.values())).symbolic_shape
    if len(shape) == 1:
        yield Thought(
            words="each position has weights of its own",
            why=f"All {int(places):,} positions share those of their channel, "
            f"{int(product(shape)):,} of each.",
            rank=2.5,
            times=places,
        )
