"""Layers without weights: what they do to the shape, and to the count of the layer after them."""

from __future__ import annotations

from math import prod

from rnnscope.wording import counted
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import Subject, UnsaidError, shape_text, worked_out


def weightless(it: Subject) -> Sentences:
    """Say of a layer of any class that has no weights what it does to the shape."""
    if it.params or len(it.row.inputs) != 1 or len(it.row.outputs or ()) != 1:
        return
    before = shape_text(it.row.inputs)
    if before == it.output:
        yield f"It has no weights, and leaves the shape as it is, {it.output}."
    else:
        yield f"It has no weights, and makes {it.output} of {before}."


@words("Flatten")
def flatten(it: Subject) -> Sentences:
    """Say how many numbers it lays in a row, and what that does to a Dense layer behind it."""
    sizes = [size for size in it.input[1:] if size is not None]
    if len(sizes) < len(it.input) - 1 or not sizes:
        raise UnsaidError
    numbers = "numbers of an example are" if prod(sizes) > 1 else "number of an example is"
    yield (
        f"The {worked_out(*sizes)} {numbers} laid in a row: {it.output}. Flatten"
        " learns nothing, but a Dense layer after it has a weight for each of them in each unit."
    )


@words("Dropout")
def dropout(it: Subject) -> Sentences:
    """Say what the rate is."""
    rate = it.setting("rate")
    if isinstance(rate, int | float):
        yield (
            f"rate = {rate:g} is the share of numbers that are set to 0 while training. Nothing is"
            " learned for it, so there are no weights."
        )


@words("Concatenate")
def concatenate(it: Subject) -> Sentences:
    """Say how sizes add up."""
    axis = it.setting("axis", -1)
    shapes = [[size.value for size in shape] for shape in it.row.inputs]
    outputs = it.row.outputs
    if len(shapes) < 2 or not outputs or not isinstance(axis, int):
        return
    sizes = [shape[axis] for shape in shapes]
    known = [size for size in sizes if size is not None]
    whole = outputs[0][axis].value
    if len(known) == len(sizes) and whole is not None and len(known) <= 6:
        yield (
            f"Its inputs are laid side by side along axis {axis}:"
            f" {' + '.join(f'{size:,}' for size in known)} = {whole:,}. It has no weights."
        )


@words("InputLayer")
def input_layer(it: Subject) -> Sentences:
    """Say that it only says what comes in."""
    if it.input[0] is not None and it.setting("batch_shape") is not None:
        yield f"The batch size is fixed: {counted(it.input[0], 'example')} at a time."
    yield "It says what comes in, and has no weights."
