"""What the letters of an equation are that stand for no weight: the input, the output, states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rnnscope.equations.structure import Equation, Name, Note, parts

_INPUT, _OUTPUT = "x: the input", "y: the output"
_STEP = "x[t]: the input at step t"
_STATE = "h[t]: the state after step t, which is also what that step puts out"
_BESIDE = "c[t]: the state that is kept beside it"
_ATTENDING = ("query, key, value: the inputs; key is value where it is not given",)
_CELL = ("x: the input of the step", "h, h': the state before the step, and after it")
_CELL_BESIDE = "c, c': the state that is kept beside it, before and after"
_LETTERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("SimpleRNN", "GRU"), (_STEP, _STATE)),
    **dict.fromkeys(("LSTM", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), (_STEP, _STATE, _BESIDE)),
    **dict.fromkeys(("SimpleRNNCell", "GRUCell"), _CELL),
    "LSTMCell": (*_CELL, _CELL_BESIDE),
    **dict.fromkeys(("Attention", "AdditiveAttention", "GroupQueryAttention"), _ATTENDING),
    "MultiHeadAttention": (*_ATTENDING, "n: each head"),
    "RNN": (_STEP, "h[t], s[t]: what step t puts out, and the states after it"),
    **dict.fromkeys(
        ("Add", "Multiply", "Average", "Maximum", "Minimum", "Subtract"), ("x[n]: the inputs",)
    ),
}


def with_letters(equation: Equation, class_name: str) -> Equation:
    """Add to an equation what its letters are, where it does not say so itself."""
    sides = [(*line.targets, *line.values) for line in equation.statements]
    names = {part.name for side in sides for part in parts(side) if isinstance(part, Name)}
    said = {name for note in equation.notes for name in note.subjects}
    found = tuple(_notes(class_name, names - said))
    return replace(equation, notes=(*found, *equation.notes)) if found else equation


def _notes(class_name: str, names: set[str]) -> Iterator[Note]:
    for text in (*_LETTERS.get(class_name, (_INPUT,)), _OUTPUT):
        note = Note(text)
        if names & set(note.subjects):
            yield note
