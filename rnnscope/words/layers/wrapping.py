"""Wrappers: what the layer inside is used for, and what would be without the wrapper."""

from __future__ import annotations

from math import prod

from rnnscope.algebra.expr import symbol
from rnnscope.report.report import LayerReport
from rnnscope.report.trial import changed, tried
from rnnscope.wording import counted, cut, each_of
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import Subject, UnsaidError, shape_text, worked_out

_JOINED = {
    "concat": "lays the two outputs side by side",
    "sum": "adds the two outputs up",
    "mul": "multiplies the two outputs",
    "ave": "takes the mean of the two outputs",
}


ELSEWHERE = "The arguments of the layer inside: "  # of a model that can be asked


@words("Bidirectional")
def bidirectional(it: Subject) -> Sentences:
    """Say that the weights are there twice, and what `merge_mode` does to the shape."""
    ahead, back = it.row.children
    if ahead.params == back.params and ahead.params is not None:
        yield (
            "The sequence is read twice, from its start and from its end, by two"
            f" {cut(ahead.class_name)} layers, each with weights of its own:"
            f" {worked_out(2, ahead.params)}."
        )
    mode = it.setting("merge_mode", "concat")
    one = _last(ahead)
    if mode == "concat":
        other = shape_text(it.trial({"merge_mode": "sum"}).outputs)
        yield (
            f"merge_mode='concat' {_JOINED['concat']}: {one:,} + {_last(back):,} ="
            f" {_last(it.row):,} wide, {it.output}. 'sum', 'mul' and 'ave' would leave {one:,},"
            f" {other}; the count is the same."
        )
    elif mode in _JOINED:
        other = shape_text(it.trial({"merge_mode": "concat"}).outputs)
        yield (
            f"merge_mode={mode!r} {_JOINED[mode]}: {it.output}. 'concat' would lay them side by"
            f" side, {other}; the count is the same."
        )
    else:
        yield f"merge_mode=None: each direction puts out its own, {it.output}."
    yield from _arguments(ahead)


def _last(row: LayerReport) -> int:
    size = row.outputs[0][-1].value if row.outputs else None
    if size is None:
        raise UnsaidError
    return size


@words("TimeDistributed")
def time_distributed(it: Subject) -> Sentences:
    """Say that one layer serves every step, and what would be without the wrapper."""
    (inside,) = it.row.children
    steps = it.input[1]
    each = "every step" if steps is None else each_of(steps, "step")
    weights = f"with the same {counted(it.params, 'weight')}" if it.params else "by itself"
    yield (
        f"The {cut(inside.class_name)} layer in it is used at {each} {weights}: the number of steps"
        " is not in the count."
    )
    if inside.class_name == "Dense" and len(it.input) == 3:
        yield (
            "A Dense layer does that by itself on the last axis: without TimeDistributed it has"
            f" the same {counted(it.params, 'weight')} and the same output, {it.output}."
        )
        yield from _flattened(it, inside)
    yield from _arguments(inside)


def _flattened(it: Subject, inside: LayerReport) -> Sentences:
    """Say what the layer inside would have behind a Flatten."""
    sizes = [size for size in it.input[1:] if size is not None]
    if inside.layer is None or len(sizes) != 2 or sizes[0] == 1:
        return
    features = symbol("features", prod(sizes))
    found = tried(changed(inside.layer, {}).fed((inside.layer.batch, features)))
    if found is not None and found.params is not None:
        yield (
            f"Behind a Flatten it would read all {worked_out(*sizes)} features, and have"
            f" {found.params:,} weights."
        )


def _arguments(inside: LayerReport) -> Sentences:
    """Say where the arguments of the layer inside are told of."""
    yield f"{ELSEWHERE}--layer {cut(inside.path)}."


@words("RNN")
def rnn(it: Subject) -> Sentences:
    """Say that all weights are the cell's."""
    steps = it.input[1]
    each = "every step" if steps is None else each_of(steps, "step")
    yield f"All {it.params:,} weights are the cell's, which is used again at {each}."


@words("StackedRNNCells")
def stacked(it: Subject) -> Sentences:
    """Say that each cell reads what the one before puts out."""
    cells = it.row.children
    if len(cells) > 1:
        yield (
            f"{len(cells)} cells, one on top of the other at each step: each but the first reads"
            " what the one below puts out, so that its input_dim is the units of that one."
        )


@words("SpectralNormalization")
def spectral(it: Subject) -> Sentences:
    """Say which weight the wrapper adds."""
    (inside,) = it.row.children
    vector = it.weight("vector_u")
    if vector is not None and inside.params is not None:
        yield (
            f"{cut(inside.name)} has its {inside.params:,} weights as without the wrapper, which"
            f" adds {vector.params:,}: an estimate that the optimizer does not change."
        )
