"""Recurrent layers: what `units` is, which weights there are for what, and what is handed on."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.wording import all_of, counted, each_of
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import Subject, UnsaidError, times, worked_out

SIMPLE = ("SimpleRNN", "SimpleRNNCell")
LSTM = ("LSTM", "LSTMCell", "CuDNNLSTM")
GRU = ("GRU", "GRUCell", "CuDNNGRU")
LAYERS = ("SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU")

# What each gate is for: keras/src/layers/rnn/lstm.py and gru.py, LSTMCell and GRUCell.call.
_GATES = {
    **dict.fromkeys(
        LSTM,
        "input (i: how much of the new content is stored), forget (f: how much of the stored state"
        " is kept), cell (g: the new content) and output (o: how much of the stored state is put"
        " out)",
    ),
    **dict.fromkeys(
        GRU,
        "update (z: how much of the last state is kept), reset (r: how much of the last state the"
        " new content looks at) and candidate (g: the new content)",
    ),
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The numbers in a recurrent layer's formula."""

    units: int
    input_dim: int
    gates: int
    biases: int

    @classmethod
    def of(cls, it: Subject) -> Sizes:
        """Take them from the weights."""
        units = it.size("units")
        kernel, bias = it.weight("kernel"), it.weight("bias")
        if kernel is None:
            raise UnsaidError
        gates = kernel.shape[-1] // units
        biases = bias.params // (gates * units) if bias else 0
        return cls(units, it.size("input_dim"), gates, biases)

    @property
    def of_unit(self) -> int:
        """How many numbers a unit has in one gate."""
        return self.units + self.input_dim + self.biases


@words(*SIMPLE, *LSTM, *GRU)
def width(it: Subject) -> Sentences:
    """Say what `units` is, and what it is not."""
    units = it.size("units")
    state = "its state, which the next step reads again"
    if it.name in LSTM:
        state = (
            f"its state h, and keeps {units:,} more, its state c: the next step starts from both"
        )
    yield (
        f"units = {units:,} is a width: at each step the layer puts out {counted(units, 'number')},"
        f" {state}. It has nothing to do with {_steps(it)}, with the same weights."
    )


def _steps(it: Subject) -> str:
    """Write how many steps there are, where that is known, and that one cell is used at all."""
    steps = it.input[1] if it.name in LAYERS and it.row.inputs else None
    if steps is None or steps == 1:
        return "the number of steps: one cell is used at every step"
    return f"the {steps:,} steps: one cell is used at all of them"


@words(*SIMPLE, *LSTM, *GRU)
def terms(it: Subject) -> Sentences:
    """Say why there are so many weights, term by term, and how many each unit has."""
    sizes = Sizes.of(it)
    units, gate = sizes.units, " in each gate" if sizes.gates > 1 else ""
    yield (
        f"{worked_out(units, units)}: {each_of(units, 'unit')} reads"
        f" {all_of(units, 'output')} of the last step{gate} (recurrent_kernel)."
    )
    yield (
        f"{worked_out(units, sizes.input_dim)}: {each_of(units, 'unit')} reads"
        f" {all_of(sizes.input_dim, 'feature')} of the current step{gate} (kernel)."
    )
    yield _bias(sizes, gate)
    each = " + ".join(f"{n:,}" for n in (units, sizes.input_dim, sizes.biases) if n)
    whole = sizes.gates * units * sizes.of_unit
    if whole == it.params:
        yield _whole(sizes, each, whole)


def _bias(sizes: Sizes, gate: str) -> str:
    if not sizes.biases:
        return "use_bias=False: there is no bias."
    bias = worked_out(*([2] if sizes.biases > 1 else []), sizes.units)
    each = "two biases" if sizes.biases > 1 else "one bias"
    return f"{bias}: {each} for each unit{gate} (bias)."


def _whole(sizes: Sizes, each: str, whole: int) -> str:
    unit = "each unit" if sizes.units > 1 else "the unit"
    total = f"{times(sizes.units, sizes.of_unit)} = {whole:,}"
    if sizes.gates == 1:
        return f"So {unit} has {sizes.of_unit:,} numbers, {each}: {total}."
    return (
        f"So {unit} has {sizes.of_unit:,} numbers in each gate, {each}, and there are"
        f" {sizes.gates} gates: {sizes.gates}·{total}."
    )


@words(*LSTM, *GRU)
def gates(it: Subject) -> Sentences:
    """Say what the gates are for."""
    count = Sizes.of(it).gates
    yield f"The {count} gates, each with weights of its own: {_GATES[it.name]}."


@words(*GRU)
def biases(it: Subject) -> Sentences:
    """Say what `reset_after` does to the biases of a GRU, and what the other value would give."""
    sizes = Sizes.of(it)
    if it.name == "CuDNNGRU" or not sizes.biases:
        return
    more, other = sizes.gates * sizes.units, it.would_have({"reset_after": sizes.biases == 1})
    if sizes.biases == 2:
        yield (
            "reset_after=True keeps two biases in each gate, one beside the input and one beside"
            f" the state: {worked_out(2, sizes.gates, sizes.units)}, {more:,} more than with one"
            f" bias. reset_after=False, the default before TensorFlow 2, would give {other:,}."
        )
        yield (
            f"bias is therefore of shape (2, {more}): its first row stands beside the input, its"
            " second beside the state."
        )
    else:
        yield (
            "reset_after=False keeps one bias in each gate. True, the default since TensorFlow 2,"
            f" keeps a second one beside the state: {worked_out(sizes.gates, sizes.units)} more,"
            f" {other:,} in all."
        )
