"""Attention: how heads, their sizes and the projections go together."""

from __future__ import annotations

from math import prod

from rnnscope.wording import counted, listed
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import Subject, UnsaidError, worked_out

_PROJECTIONS = ("query", "key", "value", "gate", "attention_output")
_HEADS = ("MultiHeadAttention", "GroupQueryAttention")


@words("MultiHeadAttention")
def heads(it: Subject) -> Sentences:
    """Say that `key_dim` is the size of one head."""
    number, key_dim = it.size("num_heads"), it.size("key_dim")
    yield (
        f"{counted(number, 'head')} of {key_dim:,} {'is' if number == 1 else 'are'}"
        f" {number * key_dim:,} wide{' together' if number > 1 else ''}. key_dim ="
        f" {key_dim:,} is the size of one head, not of all of them."
    )


@words("GroupQueryAttention")
def grouped_heads(it: Subject) -> Sentences:
    """Say how many heads of the query share one of key and value."""
    queries, shared = it.size("num_query_heads"), it.size("num_key_value_heads")
    size = it.size("head_dim")
    yield (
        f"{counted(queries, 'query head')} of {size:,} {'is' if queries == 1 else 'are'}"
        f" {queries * size:,} wide{' together' if queries > 1 else ''}; key and value have"
        f" {counted(shared, 'head')}, {shared * size:,} wide: each serves"
        f" {counted(queries // shared, 'query head')}."
    )


@words(*_HEADS)
def projections(it: Subject) -> Sentences:
    """Say what each projection has; those that are alike in one sentence."""
    counts = {name: _projection(it, name) for name in _PROJECTIONS if it.weight(f"{name}/kernel")}
    if len(set(counts.values())) == 1:
        each = next(iter(counts.values()))
        total = sum(map(prod, each))
        names = listed(counts, len(counts))
        yield (
            f"Each of the {len(counts)} projections, {names}, has {_sum(each)}:"
            f" {worked_out(len(counts), total)}."
        )
    else:
        for each in dict.fromkeys(counts.values()):
            alike = [name for name, count in counts.items() if count == each]
            more = " each" if alike[1:] else ""
            yield f"{listed(alike, len(alike))}: {_sum(each)}{more}."


def _projection(it: Subject, name: str) -> tuple[tuple[int, ...], ...]:
    """Return the products of a projection: what comes in by what goes out, and the biases."""
    kernel, bias = it.weight(f"{name}/kernel"), it.weight(f"{name}/bias")
    if kernel is None:
        raise UnsaidError
    given = prod(bias.shape) if bias else _put_out(name, kernel.shape)
    taken = kernel.params // given
    return ((taken, given), (given,)) if bias else ((taken, given),)


def _put_out(name: str, shape: tuple[int, ...]) -> int:
    return prod(shape[2:]) if name == "attention_output" else prod(shape[1:])


def _sum(each: tuple[tuple[int, ...], ...]) -> str:
    terms = " + ".join("·".join(f"{size:,}" for size in sizes) for sizes in each)
    return f"{terms} = {sum(map(prod, each)):,}"


@words("MultiHeadAttention")
def same_width(it: Subject) -> Sentences:
    """Say that more and smaller heads have as many weights."""
    number, key_dim = it.size("num_heads"), it.size("key_dim")
    given = it.setting("value_dim")
    if number % 2 or (given is not None and given != key_dim):
        return
    value_dim = {} if given is None else {"value_dim": 2 * key_dim}
    settings = {"num_heads": number // 2, "key_dim": 2 * key_dim, **value_dim}
    if it.would_have(settings) == it.params:
        yield (
            f"Only the width of all together counts: {counted(number // 2, 'head')} of"
            f" {2 * key_dim:,} would have as many weights."
        )


@words(*_HEADS)
def scores(it: Subject) -> Sentences:
    """Say that the scores are not learned."""
    steps = it.input[1] if len(it.input) == 3 else None
    known = "" if steps is None else f", {steps:,},"
    yield (
        "The scores between steps are worked out from query and key, not learned: the number of"
        f" steps{known} does not count."
    )


@words("MultiHeadAttention")
def elsewhere(it: Subject) -> Sentences:
    """Compare with PyTorch's, which divides the features by the heads."""
    number, key_dim = it.size("num_heads"), it.size("key_dim")
    inputs = {_projection(it, name)[0][0] for name in ("query", "key", "value")}
    features = inputs.pop()
    width = _projection(it, "attention_output")[0][1]
    if inputs or width != features or features % number or it.weight("gate/kernel"):
        return
    more = "" if it.weight("query/bias") else ", bias=False"
    theirs = f"PyTorch's nn.MultiheadAttention({features}, {number}{more})"
    there = features // number
    count = it.would_have({"key_dim": there, "value_dim": None})
    if count == it.params and key_dim == there:
        yield f"{theirs} has as many."
    else:
        yield (
            f"{theirs} divides the {counted(features, 'feature')} by the heads: key_dim = {there:,}"
            f" there, and {count:,} weights. key_dim={there} gives as many here."
        )


@words("Attention", "AdditiveAttention")
def plain(it: Subject) -> Sentences:
    """Say what little there is to learn."""
    if not it.row.weights:
        yield "Query, key and value are used as they come, without projections: nothing is learned."
    else:
        named = listed(weight.name for weight in it.row.weights)
        yield (
            f"Query, key and value are used as they come, without projections; learned is only"
            f" {named}: {it.params:,}."
        )
