"""The multiply-adds of a layer are those that are counted while it is worked out in NumPy.

What comes out is compared with Keras, so that what was counted is the layer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from rnnscope.report.compute import macs_formula, macs_numbers
from rnnscope.report.report import LayerReport
from tests.layers.building import RANDOM, built
from tests.layers.multiply_adds import Array, Counter, softmax

Worked: Any = Callable[[Counter, dict[str, Array]], Array]


def held(layer: Any, *shapes: tuple[int, ...], worked: Worked, call: Any = None) -> LayerReport:
    """Work a layer out and count; compare both with Keras and with our formula."""
    inputs = [RANDOM.uniform(-1, 1, shape).astype("float32") for shape in shapes]
    found, row = built(layer, *inputs, call=call)
    assert isinstance(row, LayerReport)
    counter = Counter()
    weights = {
        ours.name: keras.ops.convert_to_numpy(theirs)
        for ours, theirs in zip(row.all_weights, layer.weights, strict=True)
    }
    result = worked(counter, *inputs, weights)
    assert np.allclose(found, result, atol=1e-4)
    assert row.macs is not None
    assert row.macs.value == counter.count
    check_text(row)
    return row


def check_text(row: LayerReport) -> None:
    """Work the formula out as it is written, with its names and with its numbers."""
    assert row.macs is not None
    assert eval(macs_numbers(row), {}) == row.macs.value  # noqa: S307
    if not row.children:
        sizes = {symbol.name: symbol.value for symbol in row.macs.symbols}
        assert eval(macs_formula(row), {}, sizes) == row.macs.value  # noqa: S307


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 4, 3)])
def test_dense(shape: tuple[int, ...]) -> None:
    row = held(layers.Dense(5), shape, worked=lambda to, x, w: to.dense(x, w["kernel"]) + w["bias"])
    assert macs_formula(row).count("axis_") == len(shape) - 1


@pytest.mark.parametrize(
    ("equation", "own", "output", "bias_axes", "shape"),
    [
        ("abc,cd->abd", "bc,cd->bd", (None, 4), "d", (2, 3)),
        ("abc,cde->abde", "bc,cde->bde", (None, 2, 4), None, (2, 3)),
        ("abcd,cde->abe", "bcd,cde->be", (None, 4), "e", (2, 3, 2)),
        ("abc,cd->ad", "bc,cd->d", (4,), None, (2, 3)),
        ("...x,xy->...y", "bx,xy->by", (4,), "y", (2, 3)),
        ("ab...,bc->ac...", "bx,bc->cx", (4,), None, (3, 2)),
    ],
)
def test_einsum_dense(
    equation: str, own: str, output: Any, bias_axes: str | None, shape: tuple[int, ...]
) -> None:
    layer = layers.EinsumDense(equation, output, bias_axes=bias_axes)
    held(
        layer,
        shape,
        worked=lambda to, x, w: to.einsum(own, x, w["kernel"]) + w.get("bias", 0),
    )


@pytest.mark.parametrize(
    ("layer", "shape", "how"),
    [
        (layers.Conv1D(3, 2), (5, 2), {}),
        (layers.Conv1D(3, 2, padding="causal", dilation_rate=2), (5, 2), {}),
        (layers.Conv2D(3, (2, 3), strides=2), (5, 6, 2), {}),
        (layers.Conv2D(3, 3, strides=2, padding="same"), (5, 4, 2), {}),
        (layers.Conv2D(4, 2, padding="same", dilation_rate=2), (4, 5, 2), {}),
        (layers.Conv2D(4, 2, groups=2), (3, 4, 4), {"groups": 2}),
        (layers.Conv3D(2, 2, strides=2), (3, 4, 3, 2), {}),
    ],
)
def test_conv(layer: Any, shape: tuple[int, ...], how: dict[str, Any]) -> None:
    how = {**how, **windowed(layer)}
    held(layer, shape, worked=lambda to, x, w: to.conv(x, w["kernel"], **how) + w["bias"])


def windowed(layer: Any) -> dict[str, Any]:
    strides, dilation = layer.strides, getattr(layer, "dilation_rate", (1,))
    return {"strides": strides[0], "dilation": dilation[0], "padding": layer.padding}


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, 2, 3])
def test_conv_transpose(strides: int, padding: str) -> None:
    layer = layers.Conv2DTranspose(3, 3, strides=strides, padding=padding)

    def worked(to: Counter, x: Array, w: dict[str, Array]) -> Array:
        h = to.conv_transpose(x, w["kernel"], strides=strides, padding=padding)
        return h + w["bias"]

    row = held(layer, (3, 4, 2), worked=worked)
    assert macs_formula(row).startswith("input_height*input_width*kernel_height*")


@pytest.mark.parametrize("options", [{}, {"strides": 2, "padding": "same", "depth_multiplier": 2}])
def test_depthwise_and_separable(options: dict[str, Any]) -> None:
    depthwise = layers.DepthwiseConv2D(2, **options)
    how = windowed(depthwise)
    held(
        depthwise,
        (4, 5, 2),
        worked=lambda to, x, w: to.depthwise(x, w["kernel"], **how) + w["bias"],
    )

    def worked(to: Counter, x: Array, w: dict[str, Array]) -> Array:
        h = to.depthwise(x, w["depthwise_kernel"], **how)
        return to.conv(h, w["pointwise_kernel"]) + w["bias"]

    row = held(layers.SeparableConv2D(3, 2, **options), (4, 5, 2), worked=worked)
    assert macs_formula(row).startswith("height*width*(")


def recurrent(to: Counter, x: Array, w: dict[str, Array], layer: Any) -> Array:
    arguments = (x, w["kernel"], w["recurrent_kernel"], w["bias"])
    match layer:
        case layers.SimpleRNN():
            return to.simple_rnn(*arguments)
        case layers.LSTM():
            return to.lstm(*arguments)
        case _:
            return to.gru(*arguments, reset_after=layer.reset_after)


@pytest.mark.parametrize(
    "layer",
    [
        layers.SimpleRNN(3, return_sequences=True),
        layers.LSTM(3, return_sequences=True),
        layers.GRU(3, return_sequences=True),
        layers.GRU(3, return_sequences=True, reset_after=False),
    ],
)
def test_recurrent(layer: Any) -> None:
    row = held(layer, (5, 2), worked=lambda to, x, w: recurrent(to, x, w, layer))
    gates = "" if isinstance(layer, layers.SimpleRNN) else "gates*"
    assert macs_formula(row) == f"timesteps*{gates}(units*units + units*input_dim)"


@pytest.mark.parametrize("options", [{}, {"strides": 2, "padding": "same"}])
def test_conv_lstm(options: dict[str, Any]) -> None:
    layer = layers.ConvLSTM2D(2, 2, recurrent_activation="sigmoid", **options)

    def worked(to: Counter, x: Array, w: dict[str, Array]) -> Array:
        weights = (w["kernel"], w["recurrent_kernel"], w["bias"])
        return to.conv_lstm(x, *weights, **windowed(layer))

    held(layer, (3, 4, 4, 2), worked=worked)


@pytest.mark.parametrize(("steps", "options"), [(4, {}), (3, {"value_dim": 3, "output_shape": 6})])
def test_multi_head_attention(steps: int, options: dict[str, Any]) -> None:
    row = held(
        layers.MultiHeadAttention(2, 4, **options),
        (4, 5),
        (steps, 5),
        worked=lambda to, q, v, w: to.heads(q, v, w),
        call=lambda layer, q, v: layer(q, v),
    )
    # The steps of two inputs may differ, even where they do not here.
    assert "query_timesteps*value_timesteps*key_dim" in macs_formula(row)


def test_attention_to_itself() -> None:
    layer = layers.MultiHeadAttention(2, 3)
    row = held(
        layer,
        (4, 5),
        worked=lambda to, x, w: to.heads(x, x, w),
        call=lambda layer, x: layer(x, x),
    )
    assert macs_formula(row).startswith("timesteps*num_heads*(")


def test_attention_over_one_axis_of_two() -> None:
    layer = layers.MultiHeadAttention(2, 3, attention_axes=(2,))
    row = held(
        layer,
        (2, 4, 5),
        worked=lambda to, x, w: np.array([to.heads(each, each, w) for each in x]),
        call=lambda layer, x: layer(x, x),
    )
    assert row.macs is not None


def test_group_query_attention() -> None:
    held(
        layers.GroupQueryAttention(3, 4, 2),
        (4, 5),
        (3, 5),
        worked=lambda to, q, v, w: to.heads(q, v, w, groups=2),
        call=lambda layer, q, v: layer(q, v),
    )


@pytest.mark.parametrize("use_scale", [False, True])
def test_attention(use_scale: bool) -> None:
    def dot(to: Counter, q: Array, v: Array, w: dict[str, Array]) -> Array:
        scores = to.einsum("ti,si->ts", q, v) * w.get("scale", 1)
        return to.einsum("ts,si->ti", softmax(scores), v)

    def concat(to: Counter, q: Array, v: Array, w: dict[str, Array]) -> Array:
        sums = np.tanh((q[:, None] + v[None]) * w.get("scale", 1)).sum(-1)
        return to.einsum("ts,si->ti", softmax(w["concat_score_weight"] * sums), v)

    def additive(to: Counter, q: Array, v: Array, w: dict[str, Array]) -> Array:
        hidden = np.tanh(q[:, None] + v[None])
        scores = to.einsum("tsi,i->ts", hidden, w["scale"]) if use_scale else hidden.sum(-1)
        return to.einsum("ts,si->ti", softmax(scores), v)

    held(layers.Attention(use_scale=use_scale), (4, 5), (3, 5), worked=dot)
    layer = layers.Attention(use_scale=use_scale, score_mode="concat")
    held(layer, (4, 5), (3, 5), worked=concat)
    held(layers.AdditiveAttention(use_scale=use_scale), (4, 5), (3, 5), worked=additive)


def test_dot() -> None:
    def worked(to: Counter, x: Array, y: Array, _: dict[str, Array]) -> Array:
        return to.einsum("ti,si->ts", x, y)

    held(layers.Dot(axes=2), (4, 5), (3, 5), worked=worked)


def test_wrappers_repeat_what_they_wrap() -> None:
    def distributed(to: Counter, x: Array, w: dict[str, Array]) -> Array:
        return np.array([to.dense(step, w["kernel"]) + w["bias"] for step in x])

    row = held(layers.TimeDistributed(layers.Dense(3)), (4, 2), worked=distributed)
    assert macs_formula(row.children[0]) == "timesteps*units*input_dim"

    def both(to: Counter, x: Array, _: dict[str, Array]) -> Array:
        ahead, back = (
            to.lstm(way, *(keras.ops.convert_to_numpy(weight) for weight in layer.weights))
            for way, layer in ((x, wrapper.forward_layer), (x[::-1], wrapper.backward_layer))
        )
        return np.concatenate([ahead[-1], back[-1]])

    wrapper = layers.Bidirectional(layers.LSTM(3))
    row = held(wrapper, (4, 2), worked=both)
    assert macs_formula(row) == "forward_layer + backward_layer"


def test_cells_are_called_at_every_step() -> None:
    cells = [layers.SimpleRNNCell(2), layers.SimpleRNNCell(3)]

    def worked(to: Counter, x: Array, _: dict[str, Array]) -> Array:
        for cell in cells:
            x = to.simple_rnn(x, *(keras.ops.convert_to_numpy(weight) for weight in cell.weights))
        return x[-1]

    row = held(layers.RNN(cells), (4, 2), worked=worked)
    assert [macs_formula(each) for each in row.walk()] == [
        "cell",
        "cells[0] + cells[1]",
        *["timesteps*(units*units + units*input_dim)"] * 2,
    ]
