"""Dense layers and tables of vectors: what each unit or each row has."""

from __future__ import annotations

from math import prod

from rnnscope.algebra.expr import symbol
from rnnscope.layers import formula_of
from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.report.report import LayerReport
from rnnscope.wording import all_of, counted, cut
from rnnscope.words.layers.before import handing_on
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import (
    POOLING,
    Subject,
    UnsaidError,
    channels_last,
    numbers,
    times,
    worked_out,
)


@words("Dense")
def dense(it: Subject) -> Sentences:
    """Say what a unit reads, and how many numbers it has."""
    units, input_dim = it.size("units"), it.size("input_dim")
    yield (
        f"units = {units:,} is the number of outputs. Each of them reads"
        f" {all_of(input_dim, 'feature')} of the input: {worked_out(input_dim, units)} (kernel)."
    )
    if it.weight("bias"):
        each = "each unit" if units > 1 else "the unit"
        yield (
            f"With its bias {each} has {input_dim:,} + 1 = {input_dim + 1:,} numbers:"
            f" {times(units, input_dim + 1)} = {it.params:,}."
        )
    else:
        yield "use_bias=False: there is no bias."


@words("Dense")
def without_gates(it: Subject) -> Sentences:
    """Tell it from the recurrent layer before it."""
    before = handing_on(it.report, it.row)
    if before is None:
        return
    inside = before.children[:1] if before.class_name == "Bidirectional" else (before,)
    if any(each.class_name in SEQUENCE_LAYERS for each in inside):
        yield f"Unlike {cut(before.name)} before it, a Dense layer has no gates and no state."


@words("Dense")
def other_axes(it: Subject) -> Sentences:
    """Say that the same weights serve along all axes but the last."""
    between = it.row.inputs[0][1:-1] if it.row.inputs else ()
    if not between:
        return
    known = [size.value for size in between if size.value is not None]
    is_steps = len(between) == 1 and _name(it) == "timesteps"
    along = " along the other axes" if between[1:] else " along axis 1"
    place, along = ("step", "") if is_steps else ("place", along)
    each = f"every {place}{along}"
    if len(known) == len(between):
        one = f"the one {place}{along}"
        each = f"each of the {worked_out(*known)} {place}s{along}" if prod(known) > 1 else one
    yield (
        "Only the last axis counts: the same"
        f" {counted(it.params, 'weight is', 'weights are')} used at {each}."
        " Inside TimeDistributed it would have as many."
    )
    if len(known) == len(between) and prod(known) > 1:
        sizes = (*known, it.size("input_dim"))
        yield (
            f"A Flatten before it would make one row of {worked_out(*sizes)} features, and the"
            f" count {_fed(it, prod(sizes)):,}."
        )


def _name(it: Subject) -> str:
    single = it.row.inputs[0][1].single
    return single.name if single else ""


@words("Dense")
def after_flatten(it: Subject) -> Sentences:
    """Say what Flatten before it does to the count, and what a pooling in its place would do."""
    before = handing_on(it.report, it.row)
    if before is None or not _lays_out_or_pools(before):
        return
    sizes = [size.value for size in before.inputs[0][1:] if size.value is not None]
    if len(sizes) < len(before.inputs[0]) - 1:
        return
    if before.class_name == "Flatten":
        yield (
            f"{cut(before.name)} (Flatten) lays {numbers(*sizes)} of an example in a"
            f" row, and each unit has a weight for each of them.{_pooled(it, before)}"
        )
    elif (channels := _channels(before)) is not None:
        yield (
            f"{cut(before.name)} ({cut(before.class_name)}) leaves one number of each channel,"
            f" {channels:,}. Flatten in its place would put out {worked_out(*sizes)}, and this"
            f" layer would have {_fed(it, prod(sizes)):,} weights."
        )


def _pooled(it: Subject, flatten: LayerReport) -> str:
    """Say what a pooling in place of Flatten would leave, where the last axis holds channels."""
    shape = flatten.inputs[0]
    channels = channels_last(it.report, shape)
    if channels is None:
        return ""
    return (
        f" {POOLING[len(shape)]} in its place would put out {channels:,}, and this layer would"
        f" have {_fed(it, channels):,} weights."
    )


def _lays_out_or_pools(row: LayerReport) -> bool:
    formula = formula_of(row.layer.config) if row.layer else None
    if formula is None or not formula.is_ours or len(row.inputs) != 1:
        return False
    return len((row.outputs or ((),))[0]) == 2 and row.class_name.startswith(("Flatten", "Global"))


def _fed(it: Subject, features: int) -> int:
    """Return the count of the layer with so many features coming in."""
    trial = it.trial({}, inputs=((it.row.inputs[0][0], symbol("features", features)),))
    return trial.params or 0


def _channels(row: LayerReport) -> int | None:
    settings = row.layer.config.settings if row.layer else {}
    axis = 1 if settings.get("data_format") == "channels_first" else -1
    return row.inputs[0][axis].value


@words("Embedding", "ReversibleEmbedding")
def embedding(it: Subject) -> Sentences:
    """Say what a row of the table is, and what its size has to do with."""
    rows, width = it.size("input_dim"), it.size("output_dim")
    yield (
        f"A table with one row for each index from 0 to {rows - 1:,}, and"
        f" {counted(width, 'number')} in each row: {worked_out(rows, width)}. There is no bias."
    )
    yield (
        f"input_dim = {rows:,} is the number of different indices, the largest plus 1. It is not"
        f" the length of the input{_length(it)}: each index becomes a row of"
        f" {counted(width, 'number')}, by the same table at every place."
    )
    if it.setting("mask_zero", False):
        yield (
            "mask_zero=True: later layers skip index 0. Its row stays in the table, so the count is"
            " the same as without. For n words input_dim has to be n + 1."
        )


def _length(it: Subject) -> str:
    length = it.input[1] if it.row.inputs and len(it.input) == 2 else None
    return f", {length:,}" if length is not None else ""


@words("ReversibleEmbedding")
def both_ways(it: Subject) -> Sentences:
    """Say whether one table serves both ways."""
    tied = bool(it.setting("tie_weights", True))
    other = it.would_have({"tie_weights": not tied})
    way = "One table serves both ways" if tied else "There is a second table for the way back"
    yield f"{way} (tie_weights={tied}). {not tied} would give {other:,}."


@words("EinsumDense")
def einsum(it: Subject) -> Sentences:
    """Say which numbers the kernel and the bias are made of."""
    kernel, bias = it.weight("kernel"), it.weight("bias")
    if kernel is None:
        raise UnsaidError
    yield (
        "The kernel has an axis for each letter that equation gives it:"
        f" {worked_out(*kernel.shape)}."
    )
    if bias is not None:
        yield f"The bias has one for each letter of bias_axes: {worked_out(*bias.shape)}."
    else:
        yield "bias_axes is not set, so there is no bias."


@words("PReLU")
def prelu(it: Subject) -> Sentences:
    """Say how many slopes there are, and what sharing them would give."""
    alpha = it.weight("alpha")
    if alpha is None:
        raise UnsaidError
    shared = it.setting("shared_axes")
    spatial = list(range(1, len(alpha.shape)))
    sizes = [size for size in alpha.shape if size != 1] or [1]
    if not shared:
        yield f"One slope is learned for each number of an example: {worked_out(*sizes)}."
        if spatial:
            then = it.would_have({"shared_axes": spatial})
            yield f"shared_axes={spatial} would keep one for each of the last axis: {then:,}."
    else:
        then = it.would_have({"shared_axes": None})
        yield (
            f"Along shared_axes={shared} one slope serves all places: {worked_out(*sizes)} are"
            f" left. Without it there would be {then:,}."
        )
