"""What goes wrong with attention layers."""

from __future__ import annotations

from collections.abc import Iterable

from rnnscope.algebra.expr import Expr, total
from rnnscope.mistakes.registry import Thoughts, mistake
from rnnscope.mistakes.seen import Seen, be, called
from rnnscope.mistakes.thought import Thought
from rnnscope.report.report import WeightReport
from rnnscope.wording import all_of, begun, counted, each_of

_ATTENTION = ("MultiHeadAttention", "GroupQueryAttention")
_PARTS = ("query", "key", "value", "attention_output")


def _weights(layer: Seen, *parts: str) -> list[WeightReport]:
    return [weight for name, weight in layer.weights.items() if name.split("/")[0] in parts]


def _without(weights: Iterable[WeightReport]) -> dict[str, int]:
    return {weight.name: 0 for weight in weights}


def _sum(weights: Iterable[WeightReport]) -> Expr:
    return total(weight.count for weight in weights)


@mistake(*_ATTENTION)
def projections(layer: Seen) -> Thoughts:
    """One or more of the four projections are forgotten."""
    output = int(_sum(_weights(layer, "attention_output")))
    why = f"What the heads give is projected once more, by {counted(output, 'weight')}."
    yield Thought(
        words="the output projection is left out",
        why=why,
        rank=1,
        weights=_without(_weights(layer, "attention_output")),
    )
    each = "Query, key and value have a projection each, and so has the output."
    yield Thought(
        words="one projection is counted for query, key and value together",
        why=each,
        rank=3,
        weights=_without(_weights(layer, "key", "value")),
    )
    yield Thought(
        words="one projection is counted",
        why=each,
        rank=3.5,
        weights=_without(_weights(layer, *_PARTS[1:])),
    )
    yield Thought(
        words="the projection of the values is left out",
        why=each,
        rank=4.5,
        weights=_without(_weights(layer, "value")),
    )
    biases = [weight for weight in _weights(layer, *_PARTS[:3]) if weight.name.endswith("/bias")]
    if biases:
        yield Thought(
            words="only the output projection has a bias",
            why="Each of the four projections has a bias.",
            rank=4,
            weights=_without(biases),
        )


@mistake("MultiHeadAttention")
def heads(layer: Seen) -> Thoughts:
    """What key_dim is, and how many heads have it."""
    number, key_dim = layer.number("num_heads"), layer.sizes["key_dim"]
    if number == 1:
        return
    wide = number * int(key_dim)
    yield Thought(
        words="key_dim is taken for the width of all heads together",
        why=f"key_dim is the width of one head: {number} heads of {int(key_dim):,} are {wide:,}"
        " wide.",
        rank=1,
        sizes=_narrow(layer, number),
    )
    yield Thought(
        words="one head is counted",
        why=f"{begun(each_of(number, 'head'))} has projections of its own.",
        rank=2,
        sizes={"num_heads": 1},
    )
    features = layer.sizes.get("query_features")
    if features is not None and int(features) % number == 0 and int(features) != wide:
        yield Thought(
            words="the heads share the features among them",
            why=f"key_dim is {int(key_dim):,} for {each_of(number, 'head')}, however many the "
            f"features are, {int(features):,}.",
            rank=2,
            sizes=dict.fromkeys(_narrow(layer, number), features // number),
        )
    if features is not None and int(features) != int(key_dim):
        yield Thought(
            words="each head is taken to be as wide as the features",
            why=f"{begun(each_of(number, 'head'))} is {int(key_dim):,} wide.",
            rank=2.5,
            sizes=dict.fromkeys(_narrow(layer, number), features),
        )
    yield Thought(
        words="each head has an output projection of the whole width",
        why="The heads' results stand side by side, and are projected out once.",
        rank=4.5,
        weights={
            "attention_output/kernel": layer.weights["attention_output/kernel"].count * number
        },
    )


def _narrow(layer: Seen, number: int) -> dict[str, Expr]:
    names = [name for name in ("key_dim", "value_dim") if name in layer.sizes]
    return {name: layer.sizes[name] // number for name in names}


@mistake("MultiHeadAttention")
def timesteps(layer: Seen) -> Thoughts:
    """The number of steps is taken for the features, where the layer reads one sequence."""
    names = ("query_features", "key_features", "value_features")
    taken = [name for name in names if name in layer.sizes]
    if layer.timesteps is not None and taken and len(set(layer.layer.inputs)) == 1:
        steps = called(layer.input[1:-1])
        yield Thought(
            words=f"{steps} {be(steps)} taken for the features",
            why=f"All {int(layer.timesteps):,} steps are projected by the same weights, which read"
            f" {all_of(layer.number(taken[0]), 'feature')} of each.",
            rank=2.6,
            sizes=dict.fromkeys(taken, layer.timesteps),
        )


@mistake("GroupQueryAttention")
def all_key_heads(layer: Seen) -> Thoughts:
    """Keys and values are counted for each head of the query."""
    yield Thought(
        words="there are as many heads for keys and values as for queries",
        why=f"{counted(layer.number('num_query_heads'), 'head')} share "
        f"{layer.number('num_key_value_heads')} for keys and values.",
        rank=1,
        sizes={"num_key_value_heads": layer.sizes["num_query_heads"]},
    )
