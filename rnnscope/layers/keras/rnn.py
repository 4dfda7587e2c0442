"""Recurrent layers, their cells and wrappers (keras/src/layers/rnn)."""

from __future__ import annotations

from dataclasses import replace

from rnnscope.algebra.expr import Expr
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.keras.convolutional import kernel_size, places, windows
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Child, Output, Parts, SymbolicShape, Weight
from rnnscope.layers.recurrent import CELLS, SEQUENCE_LAYERS, direction, require_class
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.spatial import channel_axis, spatial_axes
from rnnscope.model.parts import groups_in_container
from rnnscope.wording import shown

LSTM_GATES = ("input", "forget", "cell", "output")
GRU_GATES = ("update", "reset", "candidate")

_MERGE_MODES = ("concat", "sum", "mul", "ave", None)


@formula("SimpleRNNCell", source="keras/src/layers/rnn/simple_rnn.py")
def simple_rnn_cell(layer: Layer) -> Parts:
    """One step: the next state mixes the input and the last state.

    Equation:
        h' = activation(x·W + h·U + b)
        y = h'
        W, U, b = kernel, recurrent_kernel, bias
    """
    yield from _simple_rnn_weights(layer, ())
    state = (layer.batch, layer.dim("units"))
    yield Output((state, state))


@formula("SimpleRNN", source="keras/src/layers/rnn/simple_rnn.py")
def simple_rnn(layer: Layer) -> Parts:
    """The next state mixes the input and the last state, by the same weights at every step.

    Equation:
        h[t] = activation(x[t]·W + h[t-1]·U + b)
        h[-1] = 0, if not initial_state
        y = h[last], if not return_sequences
        y = h, if return_sequences
        W, U, b = kernel, recurrent_kernel, bias
        t: each step, from the last one back, if go_backwards
        h[-1]: the state that the layer is given, or has kept, if initial_state
    """
    layer.require_axes(3)
    yield from _simple_rnn_weights(layer, (_timesteps(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield _sequence(layer, state, state)


@formula("LSTMCell", source="keras/src/layers/rnn/lstm.py")
def lstm_cell(layer: Layer) -> Parts:
    """One step of an LSTM: four gates, each with as many weights as a SimpleRNNCell.

    Equation:
        i = recurrent_activation(x·W_i + h·U_i + b_i)
        f = recurrent_activation(x·W_f + h·U_f + b_f)
        g = activation(x·W_g + h·U_g + b_g)
        o = recurrent_activation(x·W_o + h·U_o + b_o)
        c' = f*c + i*g
        h' = o*activation(c')
        y = h'
        W_i, W_f, W_g, W_o = split(kernel)
        U_i, U_f, U_g, U_o = split(recurrent_kernel)
        b_i, b_f, b_g, b_o = split(bias)
    """
    yield from _gated_weights(layer, LSTM_GATES, ())
    state = (layer.batch, layer.dim("units"))
    yield Output((state, state, state))


@formula("LSTM", source="keras/src/layers/rnn/lstm.py")
def lstm(layer: Layer) -> Parts:
    """Four gates with as many weights as a SimpleRNN each: input, forget, cell (candidate), output.

    Equation:
        i = recurrent_activation(x[t]·W_i + h[t-1]·U_i + b_i)
        f = recurrent_activation(x[t]·W_f + h[t-1]·U_f + b_f)
        g = activation(x[t]·W_g + h[t-1]·U_g + b_g)
        o = recurrent_activation(x[t]·W_o + h[t-1]·U_o + b_o)
        c[t] = f*c[t-1] + i*g
        h[t] = o*activation(c[t])
        h[-1], c[-1] = 0, 0, if not initial_state
        y = h[last], if not return_sequences
        y = h, if return_sequences
        W_i, W_f, W_g, W_o = split(kernel)
        U_i, U_f, U_g, U_o = split(recurrent_kernel)
        b_i, b_f, b_g, b_o = split(bias)
        t: each step, from the last one back, if go_backwards
        h[-1], c[-1]: the states that the layer is given, or has kept, if initial_state
    """
    layer.require_axes(3)
    yield from _gated_weights(layer, LSTM_GATES, (_timesteps(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield _sequence(layer, state, state, state)


@formula("GRUCell", source="keras/src/layers/rnn/gru.py")
def gru_cell(layer: Layer) -> Parts:
    """One step of a GRU: three gates; with `reset_after`, x and h have a bias each.

    Equation:
        z = recurrent_activation(x·W_z + h·U_z + b_z + d_z)
        r = recurrent_activation(x·W_r + h·U_r + b_r + d_r)
        g = activation(x·W_g + b_g + r*(h·U_g + d_g)), if reset_after
        g = activation(x·W_g + b_g + (r*h)·U_g), if not reset_after
        h' = z*h + (1 - z)*g
        y = h'
        W_z, W_r, W_g = split(kernel)
        U_z, U_r, U_g = split(recurrent_kernel)
        b_z, b_r, b_g = split(bias), if not reset_after
        b_z, b_r, b_g = split(bias[0]), if reset_after
        d_z, d_r, d_g = split(bias[1]), if reset_after
    """
    yield from _gated_weights(layer, GRU_GATES, ())
    state = (layer.batch, layer.dim("units"))
    yield Output((state, state))


@formula("GRU", source="keras/src/layers/rnn/gru.py")
def gru(layer: Layer) -> Parts:
    """Three gates: update, reset, candidate; with `reset_after`, x and h have a bias each.

    Equation:
        z = recurrent_activation(x[t]·W_z + h[t-1]·U_z + b_z + d_z)
        r = recurrent_activation(x[t]·W_r + h[t-1]·U_r + b_r + d_r)
        g = activation(x[t]·W_g + b_g + r*(h[t-1]·U_g + d_g)), if reset_after
        g = activation(x[t]·W_g + b_g + (r*h[t-1])·U_g), if not reset_after
        h[t] = z*h[t-1] + (1 - z)*g
        h[-1] = 0, if not initial_state
        y = h[last], if not return_sequences
        y = h, if return_sequences
        W_z, W_r, W_g = split(kernel)
        U_z, U_r, U_g = split(recurrent_kernel)
        b_z, b_r, b_g = split(bias), if not reset_after
        b_z, b_r, b_g = split(bias[0]), if reset_after
        d_z, d_r, d_g = split(bias[1]), if reset_after
        t: each step, from the last one back, if go_backwards
        h[-1]: the state that the layer is given, or has kept, if initial_state
    """
    layer.require_axes(3)
    yield from _gated_weights(layer, GRU_GATES, (_timesteps(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield _sequence(layer, state, state)


@formula("RNN", source="keras/src/layers/rnn/rnn.py")
def rnn(layer: Layer) -> Parts:
    """The cell's weights, used again at every step.

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
    output, *states = yield Child("cell", cell, times=(_timesteps(layer),))
    yield _sequence(layer, output, *states)


@formula("StackedRNNCells", source="keras/src/layers/rnn/stacked_rnn_cells.py")
def stacked_rnn_cells(layer: Layer) -> Parts:
    """Cells on top of each other at every step: each reads what the one below puts out."""
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


@formula("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", source="keras/src/layers/rnn/conv_lstm.py")
def conv_lstm(layer: Layer) -> Parts:
    """An LSTM over images: its four gates are convolutions of the input and of the state.

    Equation:
        i = recurrent_activation(conv(x[t], W_i) + step(h[t-1], U_i) + b_i)
        f = recurrent_activation(conv(x[t], W_f) + step(h[t-1], U_f) + b_f)
        g = activation(conv(x[t], W_g) + step(h[t-1], U_g) + b_g)
        o = recurrent_activation(conv(x[t], W_o) + step(h[t-1], U_o) + b_o)
        c[t] = f*c[t-1] + i*g
        h[t] = o*activation(c[t])
        conv(a, w)[p] = sum over d (a[q]·w[d])
        step(a, w)[p] = sum over d (a[p + d - half]·w[d])
        h[-1], c[-1] = 0, 0, if not initial_state
        y = h[last], if not return_sequences
        y = h, if return_sequences
        W_i, W_f, W_g, W_o = split(kernel)
        U_i, U_f, U_g, U_o = split(recurrent_kernel)
        b_i, b_f, b_g, b_o = split(bias)
        t: each step, from the last one back, if go_backwards
        h[-1], c[-1]: the states that the layer is given, or has kept, if initial_state
        half = floor((kernel_size - 1)/2)
        q = p*strides + d*dilation_rate - before
        before = 0, if padding is valid
        before = floor(max(reach - size, 0)/2), if padding is same
        reach = (ceil(size/strides) - 1)*strides + (kernel_size - 1)*dilation_rate + 1
        p: each place of the output
        d: each place of the kernel
        before: the zeros that padding puts ahead of x
        size: the size of x along each axis of a place
    """
    frame = layer.fed((layer.batch, *layer.input[2:]))
    kernel, filters = kernel_size(frame), layer.dim("filters", least=0)
    channels = frame.features("channels", axis=channel_axis(frame))
    gates = layer.constant("gates", len(LSTM_GATES))
    state = windows(frame, kernel, filters)
    uses = (_timesteps(layer), *places(frame, state))
    for name, source, role in (
        ("kernel", channels, Role.INPUT_TO_GATES),
        ("recurrent_kernel", filters, Role.HIDDEN_TO_GATES),
    ):
        yield Weight(
            name=name,
            shape=(*kernel, source, gates * filters),
            role=role,
            gates=LSTM_GATES,
            group="cell",
            trainable=True,
            uses=uses,
        )
    if layer.flag("use_bias", default=True):
        yield replace(_gated_bias(layer, gates * filters, LSTM_GATES, "cell"), trainable=True)
    for size in spatial_axes(frame, len(kernel)):
        layer.need(size, known=True)
    yield _sequence(layer, state, state, state)


@formula("Bidirectional", source="keras/src/layers/rnn/bidirectional.py")
def bidirectional(layer: Layer) -> Parts:
    """The wrapped layer twice: once along the sequence, once against it.

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
    states = _given_states(layer)
    for i, given in enumerate(states):
        way = ahead if 2 * i < len(states) else back
        _note_state(layer, given, (way[0][0], way[0][-1]))
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
    outputs = yield Child("layer", layer.child("layer", step), times=(_timesteps(layer),))
    yield Output(tuple((output[0], steps, *output[1:]) for output in outputs))


def _timesteps(layer: Layer) -> Expr:
    """Return how many steps there are, as the layer's own symbol."""
    return layer.new("timesteps", layer.axis(1))


def _simple_rnn_weights(layer: Layer, uses: SymbolicShape, group: str = "") -> Parts:
    units, input_dim = layer.dim("units"), layer.features("input_dim")
    yield Weight(
        name="kernel",
        shape=(input_dim, units),
        role=Role.INPUT_TO_HIDDEN,
        group=group,
        uses=uses,
    )
    yield Weight(
        name="recurrent_kernel",
        shape=(units, units),
        role=Role.HIDDEN_TO_HIDDEN,
        group=group,
        uses=uses,
    )
    if layer.flag("use_bias", default=True):
        yield Weight(name="bias", shape=(units,), role=Role.BIAS, group=group)


def _gated_weights(
    layer: Layer, names: tuple[str, ...], uses: SymbolicShape, group: str = ""
) -> Parts:
    units, input_dim = layer.dim("units"), layer.features("input_dim")
    gates = layer.constant("gates", len(names))
    yield Weight(
        name="kernel",
        shape=(input_dim, gates * units),
        role=Role.INPUT_TO_GATES,
        gates=names,
        group=group,
        uses=uses,
    )
    yield Weight(
        name="recurrent_kernel",
        shape=(units, gates * units),
        role=Role.HIDDEN_TO_GATES,
        gates=names,
        group=group,
        uses=uses,
    )
    if layer.flag("use_bias", default=True):
        yield _gated_bias(layer, gates * units, names, group)


def _gated_bias(layer: Layer, size: Expr, names: tuple[str, ...], group: str) -> Weight:
    twice = names is GRU_GATES and layer.flag("reset_after", default=True)
    role = Role.BIAS_OF_X_AND_H if twice else Role.BIAS_PER_GATE
    shape = (2, size) if twice else (size,)
    return Weight(name="bias", shape=shape, role=role, gates=names, group=group)


def _sequence(layer: Layer, output: SymbolicShape, *states: SymbolicShape) -> Output:
    """Return what a recurrent layer hands on: the last step or all, then its states if asked.

    States that are kept between batches are as many as the examples; a loop
    that is unrolled has as many steps as there are when it is built.
    """
    for given, state in zip(_given_states(layer), states, strict=False):
        _note_state(layer, given, state)
    if layer.flag("stateful", default=False):
        layer.need(layer.batch, known=True)
    if layer.flag("unroll", default=False):
        layer.need(layer.axis(1), known=True)
    if layer.flag("return_sequences", default=False):
        output = (output[0], layer.axis(1), *output[1:])
    return Output((output, *states) if layer.flag("return_state", default=False) else (output,))


def _given_states(layer: Layer) -> tuple[SymbolicShape, ...]:
    """Return the shapes of the states that a layer is called with."""
    named = (key for key in layer.named if key.partition("[")[0] == "initial_state")
    return tuple(layer.named[key] for key in named) or layer.inputs[1:]


def _note_state(layer: Layer, given: SymbolicShape, state: SymbolicShape) -> None:
    """Note that a state that is given has the sizes of the layer's own."""
    if len(given) != len(state):
        return
    for one, own in zip(given[1:], state[1:], strict=True):
        is_set = all(
            symbol.owner.startswith(layer.path) and symbol.origin is None for symbol in own.symbols
        )
        if is_set and own.value is not None and own.value == one.value:
            layer.need(one, least=own.value, most=own.value)
        else:
            layer.need(one, like=own)


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
