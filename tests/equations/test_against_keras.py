"""Every equation that a page shows is what Keras computes: it is worked out on random weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from rnnscope.derivation import explain_model
from rnnscope.layers import FORMULAS
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.readers import read
from tests.equations.reading import Place, Reading, places
from tests.layers.building import RANDOM, fill

CLOSE = 1e-5
NONE: Mapping[str, Any] = {}
Make = Callable[[], Any]
Scope = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def _exact() -> Iterator[None]:
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_dtype_policy(policy)


def numbers(*shape: int) -> Any:
    return RANDOM.normal(size=shape)


def array(tensor: Any) -> Any:
    return keras.ops.convert_to_numpy(tensor)


def built(layer: Any, *arrays: Any, **options: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Return what a layer puts out for one example, its equation, and its weights by name."""
    inputs = [keras.Input(each.shape, dtype=str(each.dtype)) for each in arrays]
    outputs = layer(inputs if len(inputs) > 1 else inputs[0], **options)
    model = keras.Model(inputs, outputs)
    fill(layer)
    report = explain_model(read(model))
    row = report[layer.name]
    weights = {
        ours.name: array(theirs)
        for ours, theirs in zip(row.all_weights, layer.weights, strict=True)
    }
    found = model([each[None] for each in arrays])
    found = found if isinstance(found, list | tuple) else [found]
    return [array(each)[0] for each in found], equation_of(report, row), weights


def agree(
    layer: Any, *arrays: Any, scope: Mapping[str, Any] = NONE, **ranges: Sequence[Any]
) -> None:
    found, equation, weights = built(layer, *arrays)
    x = arrays[0] if len(arrays) == 1 else np.array(arrays, dtype=object)
    reading = Reading(equation, {"x": x, **weights, **scope}, ranges)
    same(reading.value("y"), found[0])


def same(ours: Any, theirs: Any) -> None:
    ours = np.asarray(ours, dtype=float)
    np.testing.assert_allclose(np.reshape(ours, theirs.shape), theirs, atol=CLOSE, rtol=CLOSE)


def low_rank(layer: Any) -> Any:
    layer.build((None, 4, 3) if not isinstance(layer, layers.Conv2D) else (None, 5, 5, 3))
    layer.enable_lora(2, lora_alpha=3)
    return layer


def low_rank_table(layer: Any) -> Any:
    layer.build((None, 3))
    layer.enable_lora(2)
    return layer


# --- one expression

ONE: dict[str, tuple[Make, Sequence[Any]]] = {
    "Dense": (lambda: layers.Dense(5, activation="relu"), [numbers(4, 3)]),
    "Dense without bias": (lambda: layers.Dense(5, use_bias=False), [numbers(3)]),
    "Dense with LoRA": (lambda: low_rank(layers.Dense(5)), [numbers(4, 3)]),
    "Embedding": (lambda: layers.Embedding(9, 4), [np.array([3, 1, 8])]),
    "Embedding with LoRA": (
        lambda: low_rank_table(layers.Embedding(9, 4)),
        [np.array([3, 1, 8])],
    ),
    "ReversibleEmbedding": (lambda: layers.ReversibleEmbedding(9, 4), [np.array([3, 1])]),
    "LayerNormalization": (layers.LayerNormalization, [numbers(4, 3)]),
    "LayerNormalization of two axes": (
        lambda: layers.LayerNormalization(axis=(1, 2)),
        [numbers(4, 3)],
    ),
    "LayerNormalization without center": (
        lambda: layers.LayerNormalization(center=False, scale=False),
        [numbers(4, 3)],
    ),
    "RMSNormalization": (layers.RMSNormalization, [numbers(4, 3)]),
    "UnitNormalization": (layers.UnitNormalization, [numbers(4, 3)]),
    "UnitNormalization of nothing": (layers.UnitNormalization, [0 * numbers(3)]),
    "BatchNormalization": (layers.BatchNormalization, [numbers(4, 3)]),
    "BatchNormalization without scale": (
        lambda: layers.BatchNormalization(scale=False, center=False),
        [numbers(4, 3)],
    ),
    "Normalization": (layers.Normalization, [numbers(4, 3)]),
    "Normalization, inverted": (lambda: layers.Normalization(invert=True), [numbers(4, 3)]),
    "PReLU": (layers.PReLU, [numbers(4, 3)]),
    "PReLU that shares": (lambda: layers.PReLU(shared_axes=[1]), [numbers(4, 3)]),
    "Activation": (lambda: layers.Activation("tanh"), [numbers(4, 3)]),
    "ReLU": (layers.ReLU, [numbers(4, 3)]),
    "ReLU up to a maximum": (lambda: layers.ReLU(max_value=0.4), [numbers(4, 3)]),
    "ReLU with a slope": (lambda: layers.ReLU(negative_slope=0.3), [numbers(4, 3)]),
    "ReLU from a threshold": (
        lambda: layers.ReLU(max_value=0.9, negative_slope=0.3, threshold=0.2),
        [numbers(4, 3)],
    ),
    "LeakyReLU": (layers.LeakyReLU, [numbers(4, 3)]),
    "ELU": (lambda: layers.ELU(0.7), [numbers(4, 3)]),
    "Softmax": (layers.Softmax, [numbers(4, 3)]),
    "Rescaling": (lambda: layers.Rescaling(1 / 255, offset=-1), [numbers(4, 3)]),
}


@pytest.mark.parametrize(("make", "arrays"), ONE.values(), ids=ONE)
def test_one_expression(make: Make, arrays: Sequence[Any]) -> None:
    agree(make(), *arrays)


@pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`")
def test_scaling_by_the_variance() -> None:
    agree(layers.LayerNormalization(rms_scaling=True), numbers(4, 6))


def test_statistics_along_the_first_axis() -> None:
    layer, x = layers.BatchNormalization(axis=1), numbers(4, 3)
    found, equation, weights = built(layer, x)
    columns = {name: weight[:, None] for name, weight in weights.items()}  # "along axis"
    same(Reading(equation, {"x": x, **columns}, {}).value("y"), found[0])


@pytest.mark.parametrize("groups", [1, 2, -1])
def test_groups_of_features(groups: int) -> None:
    agree(layers.GroupNormalization(groups), numbers(5, 6), n=range(groups % 7))


@pytest.mark.parametrize("bias_axes", [None, "d", "bd"])
def test_einsum(bias_axes: str | None) -> None:
    layer = layers.EinsumDense("abc,cd->abd", (4, 5), bias_axes=bias_axes, activation="tanh")
    agree(layer, x := numbers(4, 3), scope={"x": x[None]})


def test_einsum_with_lora() -> None:
    layer = low_rank(layers.EinsumDense("...x,xy->...y", 5))
    agree(layer, x := numbers(4, 3), scope={"x": x[None]})


@pytest.mark.parametrize("cap", [None, 2.0])
@pytest.mark.parametrize("tied", [True, False])
def test_back_from_vectors_to_tokens(tied: bool, cap: float | None) -> None:
    layer = layers.ReversibleEmbedding(9, 4, tie_weights=tied, logit_soft_cap=cap)
    x = numbers(3, 4)
    layer.build((None, 3))
    found, equation, weights = built(layer, x, reverse=True)
    same(Reading(equation, {"x": x, **weights}, {}).value("y"), found[0])


@pytest.mark.parametrize("iterations", [1, 3])
def test_a_kernel_divided_by_its_singular_value(iterations: int) -> None:
    layer = layers.SpectralNormalization(layers.Dense(5), power_iterations=iterations)
    _, equation, weights = built(layer, numbers(3))
    u = array(layer.vector_u)
    scope = {"W": weights["kernel"], "kernel": weights["kernel"], "vector_u": u}
    reading = Reading(equation, scope, {"n": range(1, iterations + 1)})
    same(reading.value("kernel'"), array(layer.normalized_weights()[1]))


# --- attention

KEYS = [numbers(4, 3), numbers(5, 2), numbers(5, 3)]
ATTENTION: dict[str, tuple[Make, Sequence[Any]]] = {
    "Attention": (layers.Attention, [KEYS[0], KEYS[2]]),
    "Attention with scale": (lambda: layers.Attention(use_scale=True), KEYS),
    "Attention, concat": (
        lambda: layers.Attention(use_scale=True, score_mode="concat"),
        [KEYS[0], KEYS[2]],
    ),
    "Attention, concat without scale": (lambda: layers.Attention(score_mode="concat"), KEYS),
    "AdditiveAttention": (layers.AdditiveAttention, KEYS),
    "AdditiveAttention without scale": (
        lambda: layers.AdditiveAttention(use_scale=False),
        [KEYS[0], KEYS[2]],
    ),
}


@pytest.mark.parametrize(("make", "arrays"), ATTENTION.values(), ids=ATTENTION)
def test_attention(make: Make, arrays: Sequence[Any]) -> None:
    names = zip(("query", "value", "key"), arrays, strict=False)
    agree(make(), *arrays, scope={"x": 0, **dict(names)}, i=range(4), j=range(5))


HEADS: dict[str, Make] = {
    "MultiHeadAttention": lambda: layers.MultiHeadAttention(4, 3, value_dim=2),
    "MultiHeadAttention without bias": lambda: layers.MultiHeadAttention(4, 3, use_bias=False),
    "MultiHeadAttention with a gate": lambda: layers.MultiHeadAttention(4, 3, use_gate=True),
    "MultiHeadAttention of another size": lambda: layers.MultiHeadAttention(4, 3, output_shape=5),
    "MultiHeadAttention to near steps": lambda: layers.MultiHeadAttention(4, 3, sliding_window=2),
    "GroupQueryAttention": lambda: layers.GroupQueryAttention(3, 4, 2),
    "GroupQueryAttention with a gate": lambda: layers.GroupQueryAttention(3, 4, 1, use_gate=True),
    "GroupQueryAttention of single heads": lambda: layers.GroupQueryAttention(3, 4, 4),
    "GroupQueryAttention to near steps": lambda: layers.GroupQueryAttention(
        3, 4, 2, sliding_window=2
    ),
}


@pytest.mark.parametrize("arrays", [2, 3])
@pytest.mark.parametrize("make", HEADS.values(), ids=HEADS)
def test_heads(make: Make, arrays: int) -> None:
    layer = make()
    query, value, key = numbers(5, 6), numbers(7, 6), numbers(7, 6)
    given = {"key": key} if arrays == 3 else {}
    inputs = {name: keras.Input(each.shape) for name, each in given.items()}
    first = [keras.Input(each.shape) for each in (query, value)]
    model = keras.Model([*first, *inputs.values()], layer(*first, **inputs))
    fill(layer)
    report = explain_model(read(model))
    row = report[layer.name]
    scope = {w.name: array(v) for w, v in zip(row.all_weights, layer.weights, strict=True)}
    scope |= {"query": query, "value": value, **given}
    if layer.get_config()["sliding_window"]:
        scope["softmax"] = near(layer.get_config()["sliding_window"])
    ranges = {"n": range(4), "j": range(getattr(layer, "num_key_value_heads", 4))}
    found = model([each[None] for each in (query, value, *given.values())])
    same(Reading(equation_of(report, row), scope, ranges).value("y"), array(found)[0])


def near(window: int) -> Callable[[Any], Any]:
    """Return a softmax over steps less than so many apart."""
    return lambda scores: softmax_where(np.abs(apart(scores)) < window, scores)


def apart(scores: Any) -> Any:
    return np.subtract.outer(*map(np.arange, scores.shape))


def softmax_where(is_seen: Any, scores: Any) -> Any:
    powers = np.exp(scores) * is_seen
    return powers / powers.sum(axis=-1, keepdims=True)


def test_steps_before_the_query() -> None:
    layer, query, value = layers.Attention(), numbers(4, 3), numbers(4, 3)
    found, equation, weights = built(layer, query, value, use_causal_mask=True)
    assert any("up to that of the query" in note.text for note in equation.notes)
    before: Scope = {"softmax": lambda scores: softmax_where(apart(scores) >= 0, scores)}
    scope = {"query": query, "value": value, **weights, **before}
    same(Reading(equation, scope, {}).value("y"), found[0])


def test_heads_over_two_axes() -> None:
    """All steps are in one axis, as the note says."""
    layer, x = layers.MultiHeadAttention(2, 3), numbers(4, 3, 5)
    inputs = keras.Input(x.shape)
    model = keras.Model(inputs, layer(inputs, inputs))
    fill(layer)
    report = explain_model(read(model))
    row = report[layer.name]
    scope = {w.name: array(v) for w, v in zip(row.all_weights, layer.weights, strict=True)}
    scope |= dict.fromkeys(("query", "value"), x.reshape(12, 5))
    same(
        Reading(equation_of(report, row), scope, {"n": range(2)}).value("y"),
        array(model(x[None]))[0],
    )


# --- recurrent

OTHER: dict[str, Any] = {"activation": "relu", "recurrent_activation": "hard_sigmoid"}
RECURRENT: dict[str, Make] = {
    "SimpleRNN": lambda: layers.SimpleRNN(4),
    "SimpleRNN without bias": lambda: layers.SimpleRNN(4, use_bias=False, activation="linear"),
    "SimpleRNN, all steps": lambda: layers.SimpleRNN(4, return_sequences=True),
    "SimpleRNN, backwards": lambda: layers.SimpleRNN(4, go_backwards=True, return_sequences=True),
    "LSTM": lambda: layers.LSTM(4),
    "LSTM, relu": lambda: layers.LSTM(4, **OTHER),
    "LSTM without bias, backwards": lambda: layers.LSTM(4, use_bias=False, go_backwards=True),
    "GRU": lambda: layers.GRU(4),
    "GRU, relu, all steps": lambda: layers.GRU(4, **OTHER, return_sequences=True),
    "GRU before": lambda: layers.GRU(4, reset_after=False),
    "GRU without bias": lambda: layers.GRU(4, use_bias=False),
    "GRU before, without bias": lambda: layers.GRU(4, reset_after=False, use_bias=False),
}


@pytest.mark.parametrize("make", RECURRENT.values(), ids=RECURRENT)
def test_recurrent(make: Make) -> None:
    layer, x = make(), numbers(5, 3)
    agree(layer, x, scope={"x": in_order(layer, x)}, t=range(5))


def in_order(layer: Any, x: Any) -> Any:
    """Return the steps as the note on `t` has them."""
    return x[::-1] if layer.go_backwards else x


@pytest.mark.parametrize("name", ["LSTM", "GRU"])
def test_states_that_are_given(name: str) -> None:
    layer = getattr(layers, name)(4, return_sequences=True)
    x, states = keras.Input((5, 3)), [keras.Input((4,)) for _ in range(2 if name == "LSTM" else 1)]
    model = keras.Model([x, *states], layer(x, initial_state=states))
    fill(layer)
    report = explain_model(read(model))
    lines = equation_of(report, report[layer.name])
    steps, given = numbers(5, 3), [numbers(4) for _ in states]
    weights = {w.name: array(w) for w in layer.weights}
    scope = {"x": steps, **weights, **dict(zip(("h start", "c start"), given, strict=False))}
    found = model([steps[None], *(each[None] for each in given)])
    same(Reading(lines, scope, {"t": range(5)}).value("y"), array(found)[0])


CELLS: dict[str, Make] = {
    "SimpleRNNCell": lambda: layers.SimpleRNNCell(4),
    "LSTMCell": lambda: layers.LSTMCell(4, **OTHER),
    "GRUCell": lambda: layers.GRUCell(4),
    "GRUCell before": lambda: layers.GRUCell(4, reset_after=False, use_bias=False),
}


@pytest.mark.parametrize("make", CELLS.values(), ids=CELLS)
def test_cells(make: Make) -> None:
    cell = make()
    layer = layers.RNN(cell)
    inputs = keras.Input((2, 3))
    model = keras.Model(inputs, layer(inputs))
    fill(layer)
    report = explain_model(read(model))
    row = report[layer.name].children[0]
    weights = {w.name: array(v) for w, v in zip(row.all_weights, layer.weights, strict=True)}
    x, h, c = numbers(3), numbers(4), numbers(4)
    reading = Reading(equation_of(report, row), {"x": x, "h": h, "c": c, **weights}, {})
    states = [h[None], c[None]][: len(np.atleast_1d(cell.state_size))]
    output, after = cell(x[None], states)
    after = after if isinstance(after, list | tuple) else [after]
    same(reading.value("y"), array(output)[0])
    for name, state in zip(("h'", "c'"), after, strict=False):
        same(reading.value(name), array(state)[0])


@pytest.mark.parametrize("sequences", [False, True])
def test_a_loop_over_a_cell(sequences: bool) -> None:
    cell = layers.GRUCell(4)
    layer, x = layers.RNN(cell, return_sequences=sequences), numbers(5, 3)

    def step(now: Any, state: Any) -> tuple[Any, Any]:
        output, [after] = cell(now[None], [np.broadcast_to(state, (1, 4)).astype(float)])
        return array(output)[0], array(after)[0]

    agree(layer, x, scope={"cell": step}, t=range(5))


@pytest.mark.parametrize("sequences", [False, True])
@pytest.mark.parametrize("mode", ["concat", "sum", "mul", "ave", None])
def test_both_ways(mode: str | None, sequences: bool) -> None:
    inside = layers.SimpleRNN(4, return_sequences=sequences)
    layer, x = layers.Bidirectional(inside, merge_mode=mode), numbers(5, 3)
    found, equation, _ = built(layer, x)
    ways = {
        f"{way}_layer": lambda x, way=way: array(getattr(layer, f"{way}_layer")(x[None]))[0]
        for way in ("forward", "backward")
    }
    reading = Reading(equation, {"x": x, **ways}, {})
    if mode is None:
        lines = [line for line in equation.statements if len(line.targets) == 2]
        for value, theirs in zip(lines[0].values, found, strict=True):
            same(reading.of(value, {}), theirs)
    else:
        same(reading.value("y"), found[0])


def test_a_layer_at_every_step() -> None:
    layer, x = layers.TimeDistributed(layers.Dense(4)), numbers(5, 3)
    agree(layer, x, scope={"layer": lambda x: array(layer.layer(x[None]))[0]}, t=range(5))


@pytest.mark.parametrize("name", ["CuDNNLSTM", "CuDNNGRU"])
def test_cudnn(name: str) -> None:
    """Keras turns such weights into those of LSTM and GRU: what these put out is meant."""
    from rnnscope.equations.facts import Facts
    from rnnscope.equations.parser import parsed
    from rnnscope.equations.resolving import resolved

    gates = "ifgo" if name == "CuDNNLSTM" else "zrg"
    layer: Any = layers.LSTM(4) if name == "CuDNNLSTM" else layers.GRU(4)
    x, biases = numbers(5, 3), numbers(2, 4 * len(gates))
    layer.build((None, 5, 3))
    kept = {"W": numbers(3, 4 * len(gates)), "U": numbers(4, 4 * len(gates))}
    split = {
        f"{letter}_{gate}": part.reshape(part.shape[::-1]).T
        for letter, whole in kept.items()
        for gate, part in zip(gates, np.split(whole, len(gates), axis=1), strict=True)
    }
    joined = [np.hstack([split[f"{letter}_{gate}"] for gate in gates]) for letter in "WU"]
    bias = biases if name == "CuDNNGRU" else biases.sum(axis=0)
    layer.set_weights([*joined, bias])
    facts = Facts(name, {"return_sequences": False}, {"bias": (8 * len(gates),)})
    equation = resolved(parsed(FORMULAS[name].equation), facts)
    scope = {"x": x, "bias": biases.reshape(-1), **split}
    ours = Reading(equation, scope, {"t": range(5)}).value("y")
    same(ours, array(layer(x[None]))[0])


# --- windows

MOVES = [
    {},
    {"strides": 2},
    {"dilation_rate": 2},
    {"padding": "same"},
    {"padding": "same", "strides": 2},
    {"padding": "same", "strides": 3},
    {"padding": "same", "dilation_rate": 3},
]
SIZES = {1: (11,), 2: (7, 6), 3: (5, 4, 4)}


def window(layer: Any, x: Any, channels: int = 0) -> dict[str, Any]:
    """Return what each index of a window goes through."""
    sizes = np.broadcast_to(layer.kernel_size, x.ndim - 1)
    return {
        "d": places(*sizes),
        "c": range(x.shape[-1]),
        "m": range(getattr(layer, "depth_multiplier", 1)),
        "n": range(getattr(layer, "groups", 1)),
    }


def outputs(layer: Any, x: Any) -> list[Place]:
    return places(*layer.compute_output_shape((None, *x.shape))[1:-1])


@pytest.mark.parametrize("move", MOVES, ids=str)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_convolutions(rank: int, move: Mapping[str, Any]) -> None:
    kernel = [3, 2, 2][:rank]
    layer = getattr(layers, f"Conv{rank}D")(2, kernel, activation="relu", **move)
    x = numbers(*SIZES[rank], 2)
    agree(layer, x, p=outputs(layer, x), **window(layer, x))


OTHERS: list[tuple[Make, int]] = [
    (lambda: layers.Conv1D(4, 3, padding="causal", use_bias=False), 1),
    (lambda: layers.Conv1D(4, 3, padding="causal", dilation_rate=2), 1),
    (lambda: layers.Conv1D(4, 3, groups=2, strides=2, padding="same"), 1),
    (lambda: layers.Conv2D(4, (3, 2), groups=2), 2),
    (lambda: layers.Conv2D(3, 2, strides=(2, 1), padding="same"), 2),
    (lambda: low_rank(layers.Conv2D(3, 2)), 2),
]


@pytest.mark.parametrize("number", range(len(OTHERS)))
def test_other_convolutions(number: int) -> None:
    make, rank = OTHERS[number]
    layer, x = make(), numbers(*(8, 5)[:rank], 4)
    if layer.lora_enabled:
        x = numbers(5, 5, 3)
    agree(layer, x, p=outputs(layer, x), **window(layer, x))


def test_channels_before_places() -> None:
    """A place has all its channels, wherever their axis is; TensorFlow has this on a CPU alone."""
    layer = layers.MaxPooling2D(3, strides=2, padding="same", data_format="channels_first")
    x = numbers(2, 7, 6)
    found, equation, weights = built(layer, x)
    ranges = {"p": places(4, 3), "d": places(3, 3)}
    ours = Reading(equation, {"x": np.moveaxis(x, 0, -1), **weights}, ranges).value("y")
    same(np.moveaxis(ours, -1, 0), found[0])


@pytest.mark.parametrize("move", MOVES, ids=str)
@pytest.mark.parametrize(
    "name", ["DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D"]
)
def test_channel_by_channel(name: str, move: Mapping[str, Any]) -> None:
    filters = [3] if name.startswith("Separable") else []
    multiplier = 1 + (name[-2] == "1")
    layer = getattr(layers, name)(*filters, kernel_size=3, depth_multiplier=multiplier, **move)
    x = numbers(*SIZES[int(name[-2])], 2)
    agree(layer, x, p=outputs(layer, x), **window(layer, x))


TRANSPOSED = [
    {},
    {"strides": 2},
    {"strides": 3},
    {"strides": 2, "padding": "same"},
    {"strides": 3, "padding": "same"},
    {"padding": "same"},
    {"strides": 2, "output_padding": 1},
    {"strides": 2, "padding": "same", "output_padding": 1},
    {"strides": 2, "padding": "same", "output_padding": 0},
    {"dilation_rate": 2},
]


@pytest.mark.parametrize("move", TRANSPOSED, ids=str)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_other_way_round(rank: int, move: Mapping[str, Any]) -> None:
    dtype = {"dtype": "float32"} if "dilation_rate" in move else {}  # as TensorFlow has it
    make = getattr(layers, f"Conv{rank}DTranspose")
    layer = make(2, 3, activation="relu", **move, **dtype)
    x = numbers(*(5, 4, 2)[:rank], 3)
    shape = layer.compute_output_shape((None, *x.shape))[1:-1]
    scope = {"h sizes": shape}
    agree(layer, x, scope=scope, p=places(*x.shape[:-1]), **window(layer, x))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("extra", [None, 0, 1])
@pytest.mark.parametrize("kernel", [1, 2, 4])
def test_the_other_way_round_by_an_even_kernel(
    kernel: int, extra: int | None, padding: str
) -> None:
    if (padding, extra) == ("same", 0) and kernel > 1:
        pytest.skip("Keras says that it fits, and TensorFlow that it does not")
    layer = layers.Conv1DTranspose(2, kernel, strides=2, padding=padding, output_padding=extra)
    x = numbers(5, 3)
    shape = layer.compute_output_shape((None, *x.shape))[1:-1]
    agree(layer, x, scope={"h sizes": shape}, p=places(5), **window(layer, x))


@pytest.mark.parametrize(
    "move", [{}, {"strides": 2, "padding": "same"}, {"dilation_rate": 2}], ids=str
)
@pytest.mark.parametrize("rank", [1, 2])
def test_recurrent_convolutions(rank: int, move: Mapping[str, Any]) -> None:
    layer = getattr(layers, f"ConvLSTM{rank}D")(2, 3 - (rank == 2), **move)
    x = numbers(3, *SIZES[rank], 2)
    size = layer.compute_output_shape((None, *x.shape))[1:-1]
    agree(layer, x, t=range(3), p=places(*size), d=places(*layer.cell.kernel_size))


# --- pooling, and what joins inputs

POOLS = [{}, {"strides": 1}, {"padding": "same"}, {"padding": "same", "strides": 1}]


@pytest.mark.parametrize("move", POOLS, ids=str)
@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_pooling(kind: str, rank: int, move: Mapping[str, Any]) -> None:
    dtype = {"dtype": "float32"} if rank == 3 else {}  # as TensorFlow has it
    layer = getattr(layers, f"{kind}Pooling{rank}D")(2 if rank == 3 else 3, **move, **dtype)
    x = numbers(*(7, 5, 3)[:rank], 2)
    agree(layer, x, p=outputs(layer, x), d=places(*np.broadcast_to(layer.pool_size, rank)))


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_pooling_of_all(kind: str, rank: int) -> None:
    layer, x = getattr(layers, f"Global{kind}Pooling{rank}D")(), numbers(*SIZES[rank], 2)
    agree(layer, x, p=places(*x.shape[:-1]))


@pytest.mark.parametrize("name", ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"])
def test_joining(name: str) -> None:
    count = 2 if name == "Subtract" else 3
    agree(getattr(layers, name)(), *(numbers(4, 3) for _ in range(count)), n=range(count))


# --- sounds


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("mode", ["log", "magnitude", "psd", "angle", "real", "imag", "stft"])
def test_waves(mode: str, padding: str) -> None:
    layer = layers.STFTSpectrogram(
        mode, frame_length=8, frame_step=3, fft_length=16, padding=padding, window=None
    )
    x = numbers(40, 1)
    found, equation, weights = built(layer, x)
    frames = {"t": range(len(found[0])), "d": range(8)}
    doubled = np.array([1, *[2] * 7, 1])
    same(Reading(equation, {"x": x[:, 0], "k": doubled, **weights}, frames).value("y"), found[0])


# --- all of them


def test_layers_of_applications() -> None:
    from keras.src.applications.convnext import LayerScale
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

    agree(LayerScale(0.1, 3), numbers(4, 3))
    agree(CustomScaleLayer(0.3), numbers(4, 3), numbers(4, 3))


NOT_IN_KERAS_3 = ("LocallyConnected1D", "LocallyConnected2D", "RandomFourierFeatures")


def test_every_equation_is_tried() -> None:
    tried = {name.split()[0].rstrip(",") for name in (*ONE, *ATTENTION, *HEADS, *RECURRENT, *CELLS)}
    tried |= {"GroupNormalization", "SpectralNormalization", "EinsumDense", "STFTSpectrogram"}
    tried |= {"RNN", "Bidirectional", "TimeDistributed", "CuDNNLSTM", "CuDNNGRU"}
    tried |= {f"Conv{n}D{way}" for n in (1, 2, 3) for way in ("", "Transpose")}
    tried |= {f"{kind}Conv{n}D" for kind in ("Depthwise", "Separable") for n in (1, 2)}
    tried |= {f"{kind}Pooling{n}D" for n in (1, 2, 3) for kind in ("Max", "Average")}
    tried |= {f"Global{kind}Pooling{n}D" for n in (1, 2, 3) for kind in ("Max", "Average")}
    tried |= {f"ConvLSTM{n}D" for n in (1, 2, 3)}  # one formula
    tried |= {"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"}
    tried |= {"LayerScale", "CustomScaleLayer"}
    assert {name for name, known in FORMULAS.items() if known.equation} == tried | {*NOT_IN_KERAS_3}
