"""Recurrent layers and their cells (keras/src/layers/rnn)."""

from __future__ import annotations

from dataclasses import replace

from rnnscope.algebra.expr import Expr
from rnnscope.layers.keras.convolutional import kernel_size, places, windows
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts, SymbolicShape, Weight
from rnnscope.layers.recurrent import handed_on, timesteps_of
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.spatial import channel_axis, spatial_axes

LSTM_GATES = ("input", "forget", "cell", "output")
GRU_GATES = ("update", "reset", "candidate")


@formula("SimpleRNNCell", source="keras/src/layers/rnn/simple_rnn.py")
def simple_rnn_cell(layer: Layer) -> Parts:
    """One step: the next state is made of the input and the last state.

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
    """The next state is made of the input and the last state, by the same weights at every step.

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
    yield from _simple_rnn_weights(layer, (timesteps_of(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield handed_on(layer, state, state)


@formula("LSTMCell", source="keras/src/layers/rnn/lstm.py")
def lstm_cell(layer: Layer) -> Parts:
    """One step of an LSTM: four gates; each has as many weights as a SimpleRNNCell.

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
    """Four gates (input, forget, cell, output); each has as many weights as a SimpleRNN.

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
    yield from _gated_weights(layer, LSTM_GATES, (timesteps_of(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield handed_on(layer, state, state, state)


@formula("GRUCell", source="keras/src/layers/rnn/gru.py")
def gru_cell(layer: Layer) -> Parts:
    """One step of a GRU: three gates; with `reset_after`, input and state have a bias each.

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
    """Three gates (update, reset, candidate); with `reset_after`, input and state have a bias each.

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
    yield from _gated_weights(layer, GRU_GATES, (timesteps_of(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield handed_on(layer, state, state)


@formula("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", source="keras/src/layers/rnn/conv_lstm.py")
def conv_lstm(layer: Layer) -> Parts:
    """An LSTM over images: its four gates have convolutions in place of matrix products.

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
        half: the zeros ahead of a state, whose size stays
        before: the zeros that padding puts ahead of x
        size: the size of x along each axis of a place
    """
    frame = layer.fed((layer.batch, *layer.input[2:]))
    kernel, filters = kernel_size(frame), layer.dim("filters", least=0)
    channels = frame.features("channels", axis=channel_axis(frame))
    gates = layer.constant("gates", len(LSTM_GATES))
    state = windows(frame, kernel, filters)
    uses = (timesteps_of(layer), *places(frame, state))
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
    yield handed_on(layer, state, state, state)


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
