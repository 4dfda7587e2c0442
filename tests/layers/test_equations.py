"""Every equation that we print is what Keras computes: its text is run, on random weights."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from rnnscope.derivation import explain_model
from rnnscope.layers import FORMULAS
from rnnscope.readers import read
from rnnscope.report.report import LayerReport
from tests.layers import equations
from tests.layers.equations import Padded, Placed, Scope, chosen, split, value

RANDOM = np.random.default_rng(7)
CLOSE = 2e-4

ACTIVATIONS: Scope = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "sigmoid": equations.sigmoid,
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
}


def built(layer: Any, *arrays: Any, call: Callable[..., Any] | None = None) -> tuple[Any, Any]:
    """Return what a layer with random weights puts out for one example, and our report of it."""
    inputs = [keras.Input(array.shape, dtype=str(array.dtype)) for array in arrays]
    taken = inputs if len(inputs) > 1 else inputs[0]
    model = keras.Model(inputs, call(layer, *inputs) if call else layer(taken))
    for weight in layer.weights:
        if weight.dtype == "float32":
            sign = 1 if "variance" in weight.name else RANDOM.choice([1, 1, -1])
            weight.assign(RANDOM.uniform(0.2, 0.9, weight.shape) * sign)
    if isinstance(layer, layers.Normalization):
        layer.finalize_state()
    batch = [array[None] for array in arrays]
    found = keras.ops.convert_to_numpy(model(batch))[0]
    return found, explain_model(read(model))[layer.name]


def scope_of(layer: Any, row: LayerReport) -> Scope:
    """Return a layer's weights by the names we have for them, its settings, its functions."""
    weights = {
        ours.name: keras.ops.convert_to_numpy(theirs)
        for ours, theirs in zip(row.all_weights, layer.weights, strict=True)
    }
    settings = {k: v for k, v in layer.get_config().items() if k not in weights}
    functions = {
        key: ACTIVATIONS[settings[key]]
        for key in ("activation", "recurrent_activation")
        if settings.get(key) in ACTIVATIONS
    }
    return {"bias": 0, **settings, **weights, **functions}


def numbers(*shape: int) -> Any:
    return RANDOM.normal(size=shape).astype("float32")


def agree(ours: Any, theirs: Any) -> None:
    np.testing.assert_allclose(np.asarray(ours, dtype=float), theirs, atol=CLOSE, rtol=CLOSE)


# --- one expression


ONE_LINE: dict[str, tuple[Callable[[], Any], Sequence[Any], Sequence[str]]] = {
    "Dense": (lambda: layers.Dense(5, activation="relu"), [numbers(4, 3)], ()),
    "Dense without bias": (lambda: layers.Dense(5, use_bias=False), [numbers(3)], ()),
    "Embedding": (lambda: layers.Embedding(9, 4), [np.array([3, 1, 8])], ()),
    "BatchNormalization": (layers.BatchNormalization, [numbers(4, 3)], ()),
    "LayerNormalization": (layers.LayerNormalization, [numbers(4, 3)], ("with ",)),
    "LayerNormalization of two axes": (
        lambda: layers.LayerNormalization(axis=(1, 2)),
        [numbers(4, 3)],
        ("with ",),
    ),
    "RMSNormalization": (layers.RMSNormalization, [numbers(4, 3)], ()),
    "UnitNormalization": (layers.UnitNormalization, [numbers(4, 3)], ()),
    "UnitNormalization of nothing": (layers.UnitNormalization, [0 * numbers(3)], ()),
    "Normalization": (layers.Normalization, [numbers(4, 3)], ("with ",)),
    "Normalization, inverted": (
        lambda: layers.Normalization(invert=True),
        [numbers(4, 3)],
        ("without ",),
    ),
    "PReLU": (layers.PReLU, [numbers(4, 3)], ()),
    "PReLU that shares": (lambda: layers.PReLU(shared_axes=[1]), [numbers(4, 3)], ()),
    "Attention": (layers.Attention, [numbers(4, 3), numbers(5, 3)], ("for score_mode concat",)),
    "Attention with scale": (
        lambda: layers.Attention(use_scale=True),
        [numbers(4, 3), numbers(5, 2), numbers(5, 3)],
        ("for score_mode concat",),
    ),
    "Attention, concat": (
        lambda: layers.Attention(use_scale=True, score_mode="concat"),
        [numbers(4, 3), numbers(5, 3)],
        ("for score_mode dot",),
    ),
    "AdditiveAttention": (layers.AdditiveAttention, [numbers(4, 3), numbers(5, 3)], ()),
    "AdditiveAttention without scale": (
        lambda: layers.AdditiveAttention(use_scale=False),
        [numbers(4, 3), numbers(5, 3)],
        (),
    ),
    "EinsumDense": (
        lambda: layers.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d"),
        [numbers(4, 3)],
        (),
    ),
    "EinsumDense with an ellipsis": (
        lambda: layers.EinsumDense("...x,xy->...y", 5, activation="tanh"),
        [numbers(4, 3)],
        (),
    ),
}


def _around(scope: Scope, layer: Any, arrays: Sequence[Any]) -> Scope:
    """Add what the words under an equation say: what a mean is taken over, and so on."""
    x, axes = arrays[0], getattr(layer, "axis", -1)
    axes = axes if isinstance(axes, list | tuple) else [axes]
    axes = tuple(a - 1 if a > 0 else a for a in axes)
    told = {name: f(x, axis=axes, keepdims=True) for name, f in STATISTICS.items()}
    return {**scope, "x": x, **told, **_told_of(layer, scope, arrays, axes)}


STATISTICS: Mapping[str, Any] = {"mean": np.mean, "variance": np.var}


def _told_of(layer: Any, scope: Scope, arrays: Sequence[Any], axes: tuple[int, ...]) -> Scope:
    query, source, *key = (*arrays, arrays[0])
    named = {"query": query, "value": source, "key": (key or [source])[0] if arrays[2:] else source}
    scaled = {} if isinstance(scope.get("scale"), np.ndarray) else {"scale": 1}
    told: dict[str, Scope] = {
        "BatchNormalization": {name: scope.get(f"moving_{name}") for name in STATISTICS},
        "Normalization": {
            **{name: scope.get(name) for name in STATISTICS},
            "epsilon": keras.config.epsilon(),
        },
        "RMSNormalization": {"mean": lambda each: np.mean(each, axis=axes, keepdims=True)},
        "UnitNormalization": {"sum": lambda each: np.sum(each, axis=axes, keepdims=True)},
        "EinsumDense": {"x": query[None], "einsum": np.einsum},
        "Attention": named | scaled,
        "AdditiveAttention": named | scaled,
    }
    return told.get(type(layer).__name__, {})


@pytest.mark.parametrize(("make", "arrays", "left_out"), ONE_LINE.values(), ids=ONE_LINE)
def test_one_line(make: Callable[[], Any], arrays: Sequence[Any], left_out: Sequence[str]) -> None:
    layer = make()
    found, row = built(layer, *arrays)
    scope = _around(scope_of(layer, row), layer, arrays)
    lines = chosen(row.equation, *left_out)
    if "s[i, j]" in lines:
        sizes = len(scope["query"]), len(scope["key"])
        scores = [
            value(lines["s[i, j]"][0], {**scope, "i": i, "j": j})
            for i in range(sizes[0])
            for j in range(sizes[1])
        ]
        scope["s"] = np.reshape(scores, sizes)
    ours = value(lines["y"][0], scope)
    agree(np.reshape(ours, found.shape), found)


def test_groups_of_features() -> None:
    layer, x = layers.GroupNormalization(2), numbers(5, 6)
    found, row = built(layer, x)
    scope = scope_of(layer, row)
    parts = [x[:, :3], x[:, 3:]]
    mean, variance = (np.repeat([f(part) for part in parts], 3) for f in (np.mean, np.var))
    agree(
        value(chosen(row.equation)["y"][0], {**scope, "x": x, "mean": mean, "variance": variance}),
        found,
    )


@pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`")
def test_scaling_by_the_variance() -> None:
    layer, x = layers.LayerNormalization(rms_scaling=True), numbers(4, 6)
    found, row = built(layer, x)
    scope = _around(scope_of(layer, row), layer, [x])
    agree(value(chosen(row.equation, "without ")["y"][0], scope), found)


def test_a_kernel_divided_by_its_singular_value() -> None:
    layer, x = layers.SpectralNormalization(layers.Dense(5), power_iterations=2), numbers(3)
    _, row = built(layer, x)
    scope: Scope = {"unit": lambda a: a / np.linalg.norm(a)}
    kernel, u = (keras.ops.convert_to_numpy(w) for w in (layer.layer.kernel, layer.vector_u))
    scope |= {"W": kernel, "kernel": kernel, "u": u}
    lines = chosen(row.equation)
    v_text, u_text = lines["v, u"][0].split(", ")
    for _ in range(2):
        scope["v"] = value(v_text, scope)
        scope["u"] = value(u_text, scope)
    ours = value(lines["kernel_new"][0], scope)
    agree(ours, keras.ops.convert_to_numpy(layer.normalized_weights()[1]))


@pytest.mark.parametrize("cap", [None, 2.0])
@pytest.mark.parametrize("tied", [True, False])
def test_back_from_vectors_to_tokens(tied: bool, cap: float | None) -> None:
    layer = layers.ReversibleEmbedding(9, 4, tie_weights=tied, logit_soft_cap=cap)
    x = numbers(3, 4)
    layer.build((None, 3))
    scores = keras.ops.convert_to_numpy(layer(x[None], reverse=True))[0]
    weights = {w.name: keras.ops.convert_to_numpy(w) for w in layer.weights}
    lines = [parts for line in FORMULAS["ReversibleEmbedding"].equation if (parts := split(line))]
    texts = {words: text for _, text, words in lines}
    back = "for reverse" if tied else "for reverse, without tie_weights"
    y = value(texts[back], {**weights, "x": x})
    if cap:
        y = value(texts["for reverse, where it is set"], {"y": y, "logit_soft_cap": cap})
    agree(y, scores)


# --- recurrent


def _cell(make: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: layers.RNN(make())


GRU: dict[str, Any] = {"activation": "relu", "recurrent_activation": "hard_sigmoid"}
RECURRENT: dict[str, Callable[[], Any]] = {
    "SimpleRNN": lambda: layers.SimpleRNN(4),
    "SimpleRNN without bias": lambda: layers.SimpleRNN(4, use_bias=False),
    "LSTM": lambda: layers.LSTM(4),
    "LSTM, relu": lambda: layers.LSTM(4, **GRU),
    "GRU": lambda: layers.GRU(4),
    "GRU, relu": lambda: layers.GRU(4, **GRU),
    "GRU before": lambda: layers.GRU(4, reset_after=False),
    "GRU without bias": lambda: layers.GRU(4, use_bias=False),
    "GRU before, without bias": lambda: layers.GRU(4, reset_after=False, use_bias=False),
    "SimpleRNNCell": _cell(lambda: layers.SimpleRNNCell(4)),
    "LSTMCell": _cell(lambda: layers.LSTMCell(4)),
    "GRUCell": _cell(lambda: layers.GRUCell(4)),
    "GRUCell before": _cell(lambda: layers.GRUCell(4, reset_after=False)),
}


@pytest.mark.parametrize("make", RECURRENT.values(), ids=RECURRENT)
def test_recurrent(make: Callable[[], Any]) -> None:
    layer, x = make(), numbers(5, 3)
    found, row = built(layer, x)
    row = row.children[0] if row.children else row
    scope = scope_of(layer.cell if hasattr(layer, "cell") else layer, row)
    if not np.ndim(scope["bias"]):
        scope["bias"] = (0, 0) if scope.get("reset_after") else 0
    without = "without " if scope.get("reset_after") else "with reset"
    gates = next((w.gates for w in row.weights if w.gates), ())
    ours = equations.recurrent(chosen(row.equation, without), scope, gates, x, np.zeros(4))
    agree(ours, found)


def _cudnn(gates: int, biases: Any) -> Scope:
    """Return weights as CuDNN's layers keep them: each gate's matrix transposed, row by row."""
    kernel, state = RANDOM.normal(size=(3, gates * 4)), RANDOM.normal(size=(4, gates * 4))

    def matrices(kept: Any) -> Any:
        parts = np.split(kept, gates, axis=1)
        return np.hstack([part.reshape(part.shape[::-1]).T for part in parts])

    scope: Scope = {"raw": (kernel, state), "b_x": biases[0], "b_h": biases[1]}
    return scope | {"kernel": matrices(kernel), "recurrent_kernel": matrices(state)}


@pytest.mark.parametrize("name", ["CuDNNLSTM", "CuDNNGRU"])
def test_cudnn(name: str) -> None:
    """Keras turns such weights into those of LSTM and GRU: what these put out is meant."""
    layer: Any = layers.LSTM(4) if name == "CuDNNLSTM" else layers.GRU(4)
    gates = (
        ("input", "forget", "cell", "output")
        if name == "CuDNNLSTM"
        else ("update", "reset", "candidate")
    )
    x, biases = numbers(5, 3), RANDOM.normal(size=(2, len(gates) * 4))
    layer.build((None, 5, 3))
    scope = _cudnn(len(gates), biases)
    bias = biases if name == "CuDNNGRU" else biases.sum(axis=0)
    layer.set_weights([scope["kernel"], scope["recurrent_kernel"], bias])
    ours = equations.recurrent(chosen(FORMULAS[name].equation), scope, gates, x, np.zeros(4))
    agree(ours, keras.ops.convert_to_numpy(layer(x[None]))[0])


# --- windows


def before(size: int, window: int, stride: int, dilation: int, *, padding: str) -> int:
    """Return the zeros ahead of x: all that keep a window in the past, or half of all."""
    reach = (window - 1) * dilation + 1
    if padding == "causal":
        return reach - 1
    count = -(-size // stride)
    return max((count - 1) * stride + reach - size, 0) // 2 if padding == "same" else 0


MOVES = [
    {},
    {"strides": 2},
    {"dilation_rate": 2},
    {"padding": "same"},
    {"padding": "same", "strides": 2},
    {"padding": "same", "strides": 3},
    {"padding": "same", "dilation_rate": 3},
]
RANKS = {1: (11,), 2: (9, 8), 3: (6, 5, 7)}


def windowed(layer: Any, x: Any, row: LayerReport, shape: Sequence[int]) -> Scope:
    scope = scope_of(layer, row)
    rank = len(scope["kernel_size"])
    per_axis: Scope = {k: np.array(scope[k]) for k in ("strides", "dilation_rate") if k in scope}
    moves = zip(
        x.shape, scope["kernel_size"], scope["strides"], scope["dilation_rate"], strict=False
    )
    ahead = [before(*map(int, move), padding=scope["padding"]) for move in moves]
    kernels = ("kernel", "depthwise_kernel")
    placed = {key: Placed(scope[key]) for key in kernels if key in scope}
    over_d = equations.summed_over(scope["kernel_size"])
    return {
        **scope,
        **per_axis,
        **placed,
        "before": np.array(ahead),
        "over_d": over_d,
        "x": Padded(x, rank),
    }


@pytest.mark.parametrize("move", MOVES, ids=str)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_convolutions(rank: int, move: Mapping[str, Any]) -> None:
    make = getattr(layers, f"Conv{rank}D")
    _check_convolution(make(4, 3, activation="relu", **move), numbers(*RANKS[rank], 3))


@pytest.mark.parametrize("move", [{}, {"strides": 2}, {"dilation_rate": 2}], ids=str)
def test_convolutions_into_the_past(move: Mapping[str, Any]) -> None:
    _check_convolution(layers.Conv1D(4, 3, padding="causal", **move), numbers(11, 3))


def _check_convolution(layer: Any, x: Any) -> None:
    found, row = built(layer, x)
    scope = windowed(layer, x, row, found.shape)
    text, _ = chosen(row.equation)["y[p]"]
    for p in equations.places(found.shape[:-1]):
        agree(value(text, {**scope, "p": p}), found[tuple(p)])


@pytest.mark.parametrize("move", MOVES, ids=str)
def test_groups_of_channels(move: Mapping[str, Any]) -> None:
    layer, x = layers.Conv2D(6, (3, 2), groups=2, **move), numbers(9, 8, 4)
    found, row = built(layer, x)
    text, _ = chosen(row.equation)["y[p]"]
    for own, filters in ((x[..., :2], slice(0, 3)), (x[..., 2:], slice(3, 6))):
        scope = windowed(layer, own, row, found.shape)
        cut = {
            "kernel": Placed(scope["kernel"].array[..., filters]),
            "bias": scope["bias"][filters],
        }
        for p in equations.places(found.shape[:-1]):
            agree(value(text, {**scope, **cut, "p": p}), found[tuple(p)][filters])


@pytest.mark.parametrize("move", MOVES, ids=str)
@pytest.mark.parametrize(
    "name", ["DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D"]
)
def test_channel_by_channel(name: str, move: Mapping[str, Any]) -> None:
    filters = [5] if name.startswith("Separable") else []
    layer = getattr(layers, name)(*filters, kernel_size=3, depth_multiplier=2, **move)
    x = numbers(*RANKS[int(name[-2])], 3)
    found, row = built(layer, x)
    scope = windowed(layer, x, row, found.shape)
    scope["w"] = scope.get("depthwise_kernel")
    lines = chosen(row.equation)
    for p in equations.places(found.shape[:-1]):
        terms = [
            value(lines["h[p, c, m]"][0], {**scope, "p": p, "c": c, "m": m})
            for c, m in itertools.product(range(3), range(2))
        ]
        ours = value(lines["y[p]"][0], {**scope, "p": 0, "h": [np.array(terms)]})
        agree(np.reshape(ours, -1), found[tuple(p)])


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
    layer = getattr(layers, f"Conv{rank}DTranspose")(4, 3, activation="relu", **move)
    x = numbers(*RANKS[rank], 3)
    found, row = built(layer, x)
    scope = windowed(layer, x, row, found.shape)
    lines = {line.partition(" += ")[0]: line.partition(" += ")[2] for line in row.equation}
    (place,) = (name for name in lines if name.startswith("h["))
    term = split(f"h = {lines[place]}")
    assert term is not None
    sizes, strides = found.shape[:-1], np.broadcast_to(layer.strides, rank)
    reach = (3 - 1) * np.broadcast_to(layer.dilation_rate, rank) + 1
    cut = (np.array(x.shape[:-1]) - 1) * strides + reach - np.array(sizes)
    scope["before"] = np.maximum(cut, 0) // 2 if move.get("padding") == "same" else 0 * cut
    h = np.zeros(found.shape)
    for p, d in itertools.product(equations.places(x.shape[:-1]), equations.places([3] * rank)):
        scope |= {"p": p, "d": d}
        where = np.atleast_1d(value(place[2:-1], scope))
        if all(0 <= i < n for i, n in zip(where, sizes, strict=True)):
            h[tuple(where)] += value(term[1], scope)
    agree(value(chosen(row.equation)["y"][0], {**scope, "h": h}), found)


@pytest.mark.parametrize(
    "move", [{}, {"strides": 2, "padding": "same"}, {"dilation_rate": 2}], ids=str
)
def test_a_recurrent_convolution(move: Mapping[str, Any]) -> None:
    layer, x = layers.ConvLSTM1D(4, 3, **move), numbers(5, 9, 3)
    found, row = built(layer, x)
    scope = scope_of(layer.cell, row)

    def conv(image: Any, kernel: Any, **how: Any) -> Any:
        return keras.ops.convert_to_numpy(
            keras.ops.conv(image[None].astype("float32"), kernel, **how)
        )[0]

    moves = {"strides": 1, "padding": "valid", **move}
    scope["conv"] = lambda image, kernel: conv(image, kernel, **moves)
    scope["conv_h"] = lambda image, kernel: conv(image, kernel, padding="same")
    gates = row.weights[0].gates
    ours = equations.recurrent(chosen(row.equation), scope, gates, x, np.zeros(found.shape))
    agree(ours, found)


# --- heads


@pytest.mark.parametrize("use_gate", [False, True])
@pytest.mark.parametrize("name", ["MultiHeadAttention", "GroupQueryAttention"])
def test_heads(name: str, use_gate: bool) -> None:
    layer: Any = layers.MultiHeadAttention(4, 3, value_dim=3, use_gate=use_gate)
    if name == "GroupQueryAttention":
        layer = layers.GroupQueryAttention(3, 4, 2, use_gate=use_gate)
    query, source = numbers(5, 6), numbers(7, 6)
    found, row = built(layer, query, source, call=lambda layer, q, v: layer(q, v))
    weights = scope_of(layer, row)
    lines = {
        (name, words): text
        for line in row.equation
        if (parts := split(line))
        for name, text, words in [parts]
    }
    by_name = {name: text for (name, _), text in lines.items() if name != "head"}
    heads = [
        text for (name, words), text in lines.items() if name == "head" and words != "with use_gate"
    ]
    gated = lines["head", "with use_gate"]
    results = []
    for i in range(4):
        shared = i // 2 if name == "GroupQueryAttention" else i
        scope: Scope = {"query": query, "key": source, "value": source, "key_dim": 3, "head_dim": 3}
        for letter, key, head in (
            ("q", "query", i),
            ("k", "key", shared),
            ("v", "value", shared),
            ("g", "gate", i),
        ):
            if f"{key}/kernel" in weights:
                scope |= {
                    f"W{letter}": weights[f"{key}/kernel"][:, head],
                    f"b{letter}": weights[f"{key}/bias"][head],
                }
        scope |= dict(zip("qkv", value(by_name["q, k, v"], scope), strict=True))
        scope["head"] = value(heads[0], scope)
        results.append(value(gated, scope) if use_gate else scope["head"])
    output = weights["attention_output/kernel"]
    scope = {"heads": np.hstack(results), "Wo": output.reshape(-1, output.shape[-1])}
    agree(value(by_name["y"], scope | {"bo": weights["attention_output/bias"]}), found)


# --- sounds


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("mode", ["log", "magnitude", "psd", "angle", "real", "imag", "stft"])
def test_waves(mode: str, padding: str) -> None:
    layer = layers.STFTSpectrogram(
        mode, frame_length=8, frame_step=3, fft_length=16, padding=padding, window=None
    )
    x = numbers(40, 1)
    found, row = built(layer, x)
    scope = scope_of(layer, row)
    scope |= {"x": Padded(x[:, 0], 1), "frame_step": 3, "epsilon": keras.config.epsilon()}
    scope["before"] = before(40, 8, 3, 1, padding=padding)
    scope["over_d"] = lambda term: sum(term(d) for d in range(8))
    lines = [parts for line in row.equation if (parts := split(line))]
    texts = {words: text for name, text, words in lines if name == "y"}
    waves = {name[:4]: text for name, text, _ in lines if name.endswith("[t]")}
    for part in ("real", "imag"):
        if f"{part}_kernel" in scope:
            scope[f"{part}_kernel"] = scope[f"{part}_kernel"][:, 0]
            scope[part] = np.array(
                [value(waves[part], {**scope, "t": t}) for t in range(len(found))]
            )
    match mode:
        case "real" | "imag":
            ours = scope[mode]
        case "stft":
            ours = np.hstack([scope["real"], scope["imag"]])
        case "psd":
            ours = scope["real"] ** 2 + scope["imag"] ** 2
            words = next(each for each in texts if each.startswith("for mode psd"))
            agree(value(texts[words], scope), ours)
            ours[:, 1:-1] *= 2
        case _:
            ours = value(texts[f"for mode {mode}"], scope)
    agree(ours, found)


# --- all of them


OF_OLD = {  # Keras 3 does not have them: their equations are those of their source
    *("CuDNNLSTM", "CuDNNGRU"),  # those of the layers that Keras makes of them, above
    *("LocallyConnected1D", "LocallyConnected2D", "RandomFourierFeatures"),
}


def test_layers_of_applications() -> None:
    from keras.src.applications.convnext import LayerScale
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

    layer, x = LayerScale(0.1, 3), numbers(4, 3)
    found, row = built(layer, x)
    agree(value(chosen(row.equation)["y"][0], {**scope_of(layer, row), "x": x}), found)
    scaled, both = CustomScaleLayer(0.3), [numbers(4, 3), numbers(4, 3)]
    text, _ = chosen(FORMULAS["CustomScaleLayer"].equation)["y"]
    agree(value(text, {"x": both, "scale": 0.3}), scaled([each[None] for each in both])[0])


def test_every_equation_is_tried() -> None:
    tried = {name.split()[0].rstrip(",") for name in (*ONE_LINE, *RECURRENT)}
    tried |= {"GroupNormalization", "SpectralNormalization", "ReversibleEmbedding"}
    tried |= {f"Conv{n}D{way}" for n in (1, 2, 3) for way in ("", "Transpose")}
    tried |= {f"{kind}Conv{n}D" for kind in ("Depthwise", "Separable") for n in (1, 2)}
    tried |= {f"ConvLSTM{n}D" for n in (1, 2, 3)}  # one formula
    tried |= {"LayerScale", "CustomScaleLayer"}
    tried |= {"MultiHeadAttention", "GroupQueryAttention", "STFTSpectrogram"}
    assert {name for name, known in FORMULAS.items() if known.equation} == tried | OF_OLD
