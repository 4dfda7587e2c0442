"""Recurrent layers around cells and layers of any kind (keras/src/layers/rnn)."""

from __future__ import annotations

from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Child, Output, Parts, SymbolicShape
from rnnscope.layers.recurrent import (
    CELLS,
    SEQUENCE_LAYERS,
    direction,
    given_states,
    handed_on,
    note_state,
    require_class,
    timesteps_of,
)
from rnnscope.layers.registry import formula
from rnnscope.model.parts import groups_in_container
from rnnscope.wording import shown

_MERGE_MODES = ("concat", "sum", "mul", "ave", None)


@formula("RNN", source="keras/src/layers/rnn/rnn.py")
def rnn(layer: Layer) -> Parts:
    """One cell, used again at every step with the same weights.

    Equation:
        h[t], s[t] = cell(x[t], s[t-1])
        s[-1] = 0, if not initial_state
        y = h[last], if not return_sequences
        y = h, if return_sequences
        t: each step, from the last one back, if go_backwards
        cell: one step; it gives its output, and the states that the next step is given
        s[-1]: the state that the layer is given, or has kept, if initial_state
    """
    require_class(layer, "cell", layer.setting("cell"), CELLS)
    cell = layer.child("cell", (layer.batch, *layer.input[2:]))
    output, *states = yield Child("cell", cell, times=(timesteps_of(layer),))
    yield handed_on(layer, output, *states)


@formula("StackedRNNCells", source="keras/src/layers/rnn/stacked_rnn_cells.py")
def stacked_rnn_cells(layer: Layer) -> Parts:
    """Cells on top of each other: at every step each reads what the one below it gives."""
    cells = layer.setting("cells")
    if not isinstance(cells, tuple):
        raise UnknownFormulaError("its cells are not listed in the config")
    groups = groups_in_container(cell.class_name for cell in cells)
    flowing = layer.input
    states: tuple[SymbolicShape, ...] = ()
    for i, (cell, group) in enumerate(zip(cells, groups, strict=True)):
        require_class(layer, "cells", cell, CELLS)
        child = layer.wrap(cell, f"config['cells'][{i}]", flowing, name=f"cells[{i}]")
        flowing, *more = yield Child(f"cells[{i}]", child, f"cells/{group}")
        states = (*states, *more)
    yield Output((flowing, *states))


@formula("Bidirectional", source="keras/src/layers/rnn/bidirectional.py")
def bidirectional(layer: Layer) -> Parts:
    """The wrapped layer twice: one reads the sequence from its start, the other from its end.

    Equation:
        a = forward_layer(x)
        b = backward_layer(x), if not return_sequences
        b = reverse(backward_layer(x)), if return_sequences
        y = concat(a, b), if merge_mode is concat
        y = a + b, if merge_mode is sum
        y = a*b, if merge_mode is mul
        y = (a + b)/2, if merge_mode is ave
        y[0], y[1] = a, b, if merge_mode is none
        backward_layer: it reads the steps of x from the last to the first
        reverse: with the first step first again
        concat: one beside the other, along the last axis
    """
    backward = "backward_layer" if layer.setting("backward_layer") else "layer"
    for key in ("layer", backward):
        require_class(layer, key, layer.setting(key), SEQUENCE_LAYERS)
    merge_mode = layer.setting("merge_mode", "concat")
    if merge_mode not in _MERGE_MODES:
        layer.refuse("merge_mode", f"expected one of {_MERGE_MODES}, found {shown(merge_mode)}")
    ahead = yield Child("forward_layer", direction(layer, "layer", "forward_layer"))
    back = yield Child("backward_layer", direction(layer, backward, "backward_layer"))
    if _numbers(ahead) != _numbers(back):
        back = ahead  # Keras takes the shapes of the forward layer for both
    for one, other in zip(ahead[0], back[0], strict=True):
        layer.need(one, like=other, for_formula=True)
    states = given_states(layer)
    for i, given in enumerate(states):
        way = ahead if 2 * i < len(states) else back
        note_state(layer, given, (way[0][0], way[0][-1]))
    merged = _merged(layer, ahead[0], back[0])
    yield Output((*merged, *ahead[1:], *back[1:]))


@formula("TimeDistributed", source="keras/src/layers/rnn/time_distributed.py")
def time_distributed(layer: Layer) -> Parts:
    """One layer applied to every step by the same weights, however many steps there are.

    Equation:
        y[t] = layer(x[t])
        t: each step
    """
    step = (layer.batch, *layer.input[2:])
    steps = layer.axis(1)
    outputs = yield Child("layer", layer.child("layer", step), times=(timesteps_of(layer),))
    yield Output(tuple((output[0], steps, *output[1:]) for output in outputs))


def _numbers(shapes: tuple[SymbolicShape, ...]) -> list[list[int | None]]:
    return [[size.value for size in shape] for shape in shapes]


def _merged(layer: Layer, ahead: SymbolicShape, back: SymbolicShape) -> tuple[SymbolicShape, ...]:
    match layer.setting("merge_mode", "concat"):
        case None:
            return ahead, back
        case "concat":
            return ((*ahead[:-1], ahead[-1] + back[-1]),)
        case _:
            return (ahead,)
