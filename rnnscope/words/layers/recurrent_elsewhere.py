"""Recurrent layers compared with each other, and with those of PyTorch and cuDNN."""

from __future__ import annotations

from rnnscope.wording import counted
from rnnscope.words.layers.recurrent import GRU, LSTM, SIMPLE, Sizes
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import Subject, worked_out

_IN_PYTORCH = {"S": "nn.RNN", "L": "nn.LSTM", "G": "nn.GRU"}
_OTHER = {"LSTM": "GRU", "GRU": "LSTM", "LSTMCell": "GRUCell", "GRUCell": "LSTMCell"}


@words(*_OTHER)
def with_other_gates(it: Subject) -> Sentences:
    """Compare with the layers that have other gates."""
    sizes = Sizes.of(it)
    kind = "SimpleRNNCell" if it.name.endswith("Cell") else "SimpleRNN"
    simple = it.would_have({}, kind)
    if sizes.gates * simple == it.params:
        yield (
            f"That is {sizes.gates} times as many as a {kind} of {counted(sizes.units, 'unit')}"
            f" has, {simple:,}."
        )
    other = _OTHER[it.name]
    has = "3 gates and by default two biases" if other.startswith("GRU") else "4 gates"
    settings = {"reset_after": True} if other.startswith("GRU") else {}
    article = "A" if other.startswith("GRU") else "An"
    yield f"{article} {other} of as many units, with {has}, has {it.would_have(settings, other):,}."


@words("CuDNNLSTM", "CuDNNGRU")
def without_cudnn(it: Subject) -> Sentences:
    """Compare with the layer that takes the place of one for GPUs alone."""
    if it.name == "CuDNNLSTM":
        yield f"An LSTM, which has one bias, has {it.would_have({}, 'LSTM'):,}."
    else:
        count = it.would_have({"reset_after": True}, "GRU")
        yield f"A GRU with reset_after=True has as many, {count:,}."


@words(*SIMPLE, *LSTM, *GRU)
def elsewhere(it: Subject) -> Sentences:
    """Compare with PyTorch and cuDNN, which keep two biases."""
    sizes = Sizes.of(it)
    cell = "Cell" if it.name.endswith("Cell") else ""
    theirs = f"PyTorch's {_IN_PYTORCH[it.name.removeprefix('CuDNN')[0]]}{cell}"
    if not sizes.biases:
        yield f"{theirs} with bias=False has as many."
    elif sizes.biases == 2:
        yield f"{theirs} of these sizes has two biases as well: the same count."
    else:
        more = sizes.gates * sizes.units
        factors = [sizes.gates] if sizes.gates > 1 else []
        whose = f"{theirs} keeps" if cell else f"{theirs} and cuDNN keep"
        second = "beside the state" if it.name in GRU else "which is only added to the first"
        yield (
            f"{whose} a second bias, {second}: {worked_out(*factors, sizes.units)} more,"
            f" {it.params + more:,} in all."
        )
