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
        h' = activation(x·kernel + h·recurrent_kernel + bias)
    """
    yield from _simple_rnn_weights(layer, ())
    state = (layer.batch, layer.dim("units"))
    yield Output((state, state))


@formula("SimpleRNN", source="keras/src/layers/rnn/simple_rnn.py")
def simple_rnn(layer: Layer) -> Parts:
    """The next state mixes the input and the last state, by the same weights at every step.

    Equation:
        h[t] = activation(x[t]·kernel + h[t-1]·recurrent_kernel + bias)
    """
    layer.require_axes(3)
    yield from _simple_rnn_weights(layer, (_timesteps(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield _sequence(layer, state, state)


@formula("LSTMCell", source="keras/src/layers/rnn/lstm.py")
def lstm_cell(layer: Layer) -> Parts:
    """One step of an LSTM: four gates, each as large as a simple RNN cell.

    Equation:
        i, f, o = recurrent_activation(x·kernel + h·recurrent_kernel + bias), by slices
        g = activation(x·kernel + h·recurrent_kernel + bias), by its slice
        c' = f*c + i*g
        h' = o*activation(c')
    """
    yield from _gated_weights(layer, LSTM_GATES, ())
    state = (layer.batch, layer.dim("units"))
    yield Output((state, state, state))


@formula("LSTM", source="keras/src/layers/rnn/lstm.py")
def lstm(layer: Layer) -> Parts:
    """Four gates, each as large as a simple RNN: input, forget, cell (candidate), output.

    Equation:
        i, f, o = recurrent_activation(x[t]·kernel + h[t-1]·recurrent_kernel + bias), by slices
        g = activation(x[t]·kernel + h[t-1]·recurrent_kernel + bias), by its slice
        c[t] = f*c[t-1] + i*g
        h[t] = o*activation(c[t])
    """
    layer.require_axes(3)
    yield from _gated_weights(layer, LSTM_GATES, (_timesteps(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield _sequence(layer, state, state, state)


@formula("GRUCell", source="keras/src/layers/rnn/gru.py")
def gru_cell(layer: Layer) -> Parts:
    """One step of a GRU: three gates; with `reset_after`, x and h have a bias each.

    Equation:
        b_x, b_h = bias, with reset_after
        b_x, b_h = bias, 0, without reset_after
        z, r = recurrent_activation(x·kernel + b_x + h·recurrent_kernel + b_h), by slices
        g = activation(x·kernel + b_x + r*(h·recurrent_kernel + b_h)), with reset_after
        g = activation(x·kernel + b_x + (r*h)·recurrent_kernel), without reset_after
        h' = z*h + (1 - z)*g
    """
    yield from _gated_weights(layer, GRU_GATES, ())
    state = (layer.batch, layer.dim("units"))
    yield Output((state, state))


@formula("GRU", source="keras/src/layers/rnn/gru.py")
def gru(layer: Layer) -> Parts:
    """Three gates: update, reset, candidate; with `reset_after`, x and h have a bias each.

    Equation:
        b_x, b_h = bias, with reset_after
        b_x, b_h = bias, 0, without reset_after
        z, r = recurrent_activation(x[t]·kernel + b_x + h[t-1]·recurrent_kernel + b_h), by slices
        g = activation(x[t]·kernel + b_x + r*(h[t-1]·recurrent_kernel + b_h)), with reset_after
        g = activation(x[t]·kernel + b_x + (r*h[t-1])·recurrent_kernel), without reset_after
        h[t] = z*h[t-1] + (1 - z)*g
    """
    layer.require_axes(3)
    yield from _gated_weights(layer, GRU_GATES, (_timesteps(layer),), "cell")
    state = (layer.batch, layer.dim("units"))
    yield _sequence(layer, state, state)


@formula("RNN", source="keras/src/layers/rnn/rnn.py")
def rnn(layer: Layer) -> Parts:
    """The cell's weights, used again at every step."""
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
        a = conv(x[t], kernel) + conv_h(h[t-1], recurrent_kernel) + bias
        i, f, o = recurrent_activation(a), by slices
        g = activation(a), by its slice
        c[t] = f*c[t-1] + i*g
        h[t] = o*activation(c[t])
        conv: with strides, padding and dilation_rate
        conv_h: without strides and dilation, padded so that the size stays
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
    """The wrapped layer twice: once along the sequence, once against it."""
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
    """One layer applied to every step by the same weights, however many steps there are."""
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
