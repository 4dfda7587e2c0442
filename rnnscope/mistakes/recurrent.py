"""What goes wrong with recurrent layers."""

from __future__ import annotations

from rnnscope.mistakes.registry import Thoughts, mistake
from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import Thought
from rnnscope.wording import all_of, begun, counted, each_of

_GATED = ("LSTM", "GRU", "LSTMCell", "GRUCell", "CuDNNLSTM", "CuDNNGRU")
_RECURRENT = ("SimpleRNN", "SimpleRNNCell", *_GATED)
_OVER_IMAGES = ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
_LSTMS = ("LSTM", "LSTMCell", "CuDNNLSTM")


def _each_unit(layer: Seen) -> str:
    units = layer.number("units")
    who = each_of(units, "unit")
    return f"For each gate, {who}" if "gates" in layer.sizes else begun(who)


@mistake(*_RECURRENT)
def recurrent_kernel(layer: Seen) -> Thoughts:
    """The weights from state to state are forgotten, or taken for a vector."""
    units, gates = layer.sizes["units"], layer.sizes.get("gates", 1)
    why = f"{_each_unit(layer)} reads {all_of(int(units), 'output')} of the last step."
    yield Thought(
        words="the weights from state to state are left out",
        why=why,
        rank=2,
        weights={"recurrent_kernel": 0},
    )
    yield Thought(
        words="each unit reads only its own last output",
        why=why,
        rank=4,
        weights={"recurrent_kernel": gates * units},
    )
    if "gates" in layer.sizes:
        yield Thought(
            words="the weights from state to state are counted once, not for each gate",
            why=why,
            rank=6,
            weights={"recurrent_kernel": units * units},
        )


@mistake(*_RECURRENT)
def input_kernel(layer: Seen) -> Thoughts:
    """The weights from input to state are forgotten, or taken for a vector."""
    units, input_dim = layer.sizes["units"], layer.sizes["input_dim"]
    why = f"{_each_unit(layer)} reads {all_of(int(input_dim), 'feature')} of a step."
    yield Thought(
        words="the weights from input to state are left out",
        why=why,
        rank=4.5,
        weights={"kernel": 0},
    )
    yield Thought(
        words="one input feature is counted",
        why=why,
        rank=5.5,
        sizes={"input_dim": 1},
    )
    if "gates" in layer.sizes:
        gates = layer.sizes["gates"]
        yield Thought(
            words="the weights from input to state are counted once, not for each gate",
            why=why,
            rank=6.5,
            weights={"kernel": input_dim * units},
        )
        yield Thought(
            words="each gate has one weight for each input feature, not one for each unit too",
            why=why,
            rank=7,
            weights={"kernel": gates * input_dim},
        )


@mistake(*_RECURRENT)
def one_unit(layer: Seen) -> Thoughts:
    """One of the units is counted, and what it reads."""
    units, gates = layer.sizes["units"], layer.sizes.get("gates", 1)
    bias = {"bias": gates} if "bias" in layer.weights else {}
    yield Thought(
        words="one unit is counted",
        why=f"It has {counted(int(units), 'unit')}, each with weights of its own.",
        rank=5,
        weights={
            "kernel": gates * layer.sizes["input_dim"],
            "recurrent_kernel": gates * units,
            **bias,
        },
    )


@mistake(*_GATED)
def gates(layer: Seen) -> Thoughts:
    """Another number of gates."""
    name, number = layer.layer.class_name, layer.number("gates")
    parts = "input, forget, cell and output" if number == 4 else "update, reset and candidate"
    why = f"{name} has {number} of everything: {parts}."
    yield Thought(
        words="the gates are left out, as in a SimpleRNN",
        why=why,
        rank=2.5,
        sizes={"gates": 1},
    )
    other, like = (3, "as in a GRU") if number == 4 else (4, "as in an LSTM")
    yield Thought(
        words=f"{other} gates are counted, {like}",
        why=why,
        rank=2.8,
        sizes={"gates": other},
    )
    rank = 4.8 if number == 4 else 3.5  # the candidate of a GRU is often not called a gate
    yield Thought(words="2 gates are counted", why=why, rank=rank, sizes={"gates": 2})


@mistake(*_RECURRENT)
def biases(layer: Seen) -> Thoughts:
    """Another number of biases."""
    if "bias" not in layer.weights:
        return
    units, gates = layer.sizes["units"], layer.sizes.get("gates", 1)
    yield from _two_biases(layer)
    if "gates" not in layer.sizes:
        return
    number, held = layer.number("gates"), layer.weights["bias"].params
    why = f"Each of the {number} gates has a bias for each unit: {held:,} in all."
    yield Thought(
        words="one bias is counted for all gates together",
        why=why,
        rank=3,
        weights={"bias": units},
    )
    yield Thought(
        words="each gate has one bias, whatever its units",
        why=why,
        rank=5,
        weights={"bias": gates},
    )


def _two_biases(layer: Seen) -> Thoughts:
    units, gates = layer.sizes["units"], layer.sizes.get("gates", 1)
    bias, name = layer.weights["bias"], layer.layer.class_name
    once = gates * units
    if bias.params == int(once):
        more = f"Keras keeps one bias, of {bias.params:,}; a second would be {bias.params:,} more"
        yield Thought(
            words="two biases are counted, as PyTorch and cuDNN have them",
            why=f"{more}." if name != "GRU" else f"{more}, as with reset_after=True.",
            rank=2.2,
            weights={"bias": 2 * once},
        )
    elif name in ("GRU", "GRUCell"):
        yield Thought(
            words="one bias per gate is counted",
            why=f"reset_after=True keeps a second one for each gate, {int(once):,} more.",
            rank=1,
            weights={"bias": once},
        )
    else:
        yield Thought(
            words="one bias per gate is counted",
            why=f"cuDNN keeps a second one for each gate, {int(once):,} more.",
            rank=1,
            weights={"bias": once},
        )


@mistake(*_RECURRENT)
def timesteps(layer: Seen) -> Thoughts:
    """The number of steps is taken into the count."""
    steps = layer.timesteps
    if steps is None:
        return
    number, input_dim = int(steps), layer.sizes["input_dim"]
    same = f"All {number:,} timesteps use the same weights."
    yield Thought(
        words="each timestep has weights of its own",
        why=same,
        rank=2.5,
        times=steps,
    )
    one = f"It reads one step at a time, {counted(int(input_dim), 'feature')}; its {number:,} steps"
    one += " use the same weights."
    yield Thought(
        words="the timesteps are taken for the features",
        why=one,
        rank=2.6,
        sizes={"input_dim": steps},
    )
    yield Thought(
        words="all timesteps are read at once, as behind a Flatten",
        why=one,
        rank=2.7,
        sizes={"input_dim": steps * input_dim},
    )
    yield Thought(
        words="input_dim is counted as units, with the timesteps as input_dim",
        why=f"{one} units is {layer.number('units'):,}.",
        rank=2.9,
        sizes={"units": input_dim, "input_dim": steps},
    )
    yield Thought(
        words="the timesteps are added to the features",
        why=one,
        rank=5.5,
        sizes={"input_dim": steps + input_dim},
    )
    yield Thought(
        words="there is a unit for each timestep",
        why=f"units is a width, {layer.number('units'):,}; it has nothing to do with the steps.",
        rank=4.5,
        sizes={"units": steps},
    )


@mistake(*_LSTMS)
def peepholes(layer: Seen) -> Thoughts:
    """Weights that another kind of LSTM has."""
    units = layer.sizes["units"]
    yield Thought(
        words="peephole weights are counted",
        why=f"Keras's LSTM has none; they would be 3·{int(units):,} more.",
        rank=5.5,
        more=3 * units,
    )


@mistake(*_RECURRENT)
def output_weights(layer: Seen) -> Thoughts:
    """The weights of an output layer are taken for the recurrent layer's."""
    units = layer.sizes["units"]
    state = counted(int(units), "number")
    why = f"What it puts out is its state, {state}: a Dense behind it has its own."
    yield Thought(
        words="weights from state to output are counted with it",
        why=why,
        rank=6,
        more=units * units,
    )


@mistake(*_RECURRENT)
def states(layer: Seen) -> Thoughts:
    """What is kept from step to step is taken for weights."""
    units, name = layer.sizes["units"], layer.layer.class_name
    number = 2 if "LSTM" in name else 1
    yield Thought(
        words="the state is counted with it",
        why=f"Its state, {number}·{int(units):,} numbers, is made anew and is no weight.",
        rank=5.5,
        more=number * units,
    )


@mistake(*_OVER_IMAGES)
def convolutional_lstm(layer: Seen) -> Thoughts:
    """An LSTM whose products are convolutions."""
    filters, gates = layer.sizes["filters"], layer.sizes["gates"]
    why = f"Each of the 4 gates convolves {all_of(int(filters), 'channel')} of the last state too."
    yield Thought(
        words="the weights from state to state are left out",
        why=why,
        rank=1.5,
        weights={"recurrent_kernel": 0},
    )
    yield Thought(
        words="the gates are left out, as in a plain convolution",
        why="An LSTM has 4 of everything: input, forget, cell and output.",
        rank=2.5,
        sizes={"gates": 1},
    )
    yield Thought(
        words="the state is read without a window",
        why=why,
        rank=4,
        weights={"recurrent_kernel": gates * filters * filters},
    )
    if "bias" in layer.weights:
        yield Thought(
            words="one bias is counted for all gates together",
            why=f"Each of the 4 gates has a bias for each filter: {4 * int(filters):,} in all.",
            rank=3,
            weights={"bias": filters},
        )
