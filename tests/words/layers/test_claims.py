"""What sentences claim of Keras is what Keras does: other layers, shapes, what is kept."""

from __future__ import annotations

import re
from math import prod
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from rnnscope.api import explain
from rnnscope.layers import FORMULAS
from rnnscope.words.layers.sentences import layer_sentences


def said_of(folder: Path, layer: Any, *shape: int | None, before: Any = (), **how: Any) -> str:
    """Return all that is said of the last layer of a Sequential model."""
    model = keras.Sequential([keras.Input(shape, **how), *before, layer])
    return _said(folder, model, layer.name)


def _said(folder: Path, model: Any, name: str) -> str:
    (folder / "model.json").write_text(model.to_json(), encoding="utf-8")
    report = explain(folder / "model.json", summary=False)
    return " ".join(layer_sentences(report, report[name]))


def counted(layer: Any, *shape: int | None) -> int:
    """Return how many weights Keras gives a layer."""
    keras.Sequential([keras.Input(shape), layer])
    return int(layer.count_params())


def number(said: str, pattern: str) -> int:
    """Return the number that stands in a sentence in place of `#`."""
    (found,) = re.findall(pattern.replace("#", r"([\d,]*\d)"), said)
    return int(found.replace(",", ""))


CONVOLUTION = {"filters": 6, "kernel_size": 3, "strides": 2, "padding": "same"}


def test_convolutions_compared(tmp_path: Path) -> None:
    separable = layers.SeparableConv2D(**CONVOLUTION)
    said = said_of(tmp_path, layers.Conv2D(**CONVOLUTION), 9, 8, 4)
    assert number(said, "SeparableConv2D with the same arguments would have #:") == counted(
        separable, 9, 8, 4
    )
    said = said_of(tmp_path, layers.SeparableConv2D(**CONVOLUTION, depth_multiplier=3), 9, 8, 4)
    assert number(said, "Conv2D with the same arguments would have #:") == counted(
        layers.Conv2D(**CONVOLUTION), 9, 8, 4
    )
    said = said_of(tmp_path, layers.DepthwiseConv2D(3, depth_multiplier=2), 9, 8, 4)
    assert number(said, "Conv2D with 8 filters, each of which sees all channels, would have #") == (
        counted(layers.Conv2D(8, 3), 9, 8, 4)
    )
    said = said_of(tmp_path, layers.Conv2D(6, 3, groups=2), 9, 8, 4)
    assert number(said, "groups=1 each filter would look at all channels: #") == counted(
        layers.Conv2D(6, 3), 9, 8, 4
    )


def test_dense_compared(tmp_path: Path) -> None:
    said = said_of(tmp_path, layers.Dense(7), 5, 3)
    timed = layers.TimeDistributed(layers.Dense(7))
    assert number(said, "the same # weights are used") == counted(timed, 5, 3)
    keras.Sequential([keras.Input((5, 3)), layers.Flatten(), flat := layers.Dense(7)])
    assert number(said, "and the count #") == flat.count_params()
    mixed = layers.Conv2D(3, 1)
    said = said_of(tmp_path, layers.Dense(7), 6, 5, 2, before=[mixed, layers.Flatten()])
    pooled = layers.Dense(7)
    keras.Sequential([keras.Input((6, 5, 2)), mixed, layers.GlobalAveragePooling2D(), pooled])
    assert number(said, "put out 3, and this layer would have # weights") == pooled.count_params()
    said = said_of(tmp_path, layers.Dense(7), 6, 5, 3, before=[layers.GlobalMaxPooling2D()])
    laid_out = layers.Dense(7)
    keras.Sequential([keras.Input((6, 5, 3)), layers.Flatten(), laid_out])
    assert number(said, "= 90, and this layer would have # weights") == laid_out.count_params()


def test_time_distributed_dense_is_dense(tmp_path: Path) -> None:
    said = said_of(tmp_path, layers.TimeDistributed(layers.Dense(7)), 5, 3)
    alone = keras.Sequential([keras.Input((5, 3)), layers.Dense(7)])
    assert f"the same {alone.count_params()} weights and the same output" in said
    assert str(alone.output_shape) in said


@pytest.mark.parametrize(("cls", "gates"), [(layers.LSTM, 4), (layers.GRU, 3)])
def test_gates_are_as_many_simple_layers(tmp_path: Path, cls: Any, gates: int) -> None:
    more = {"reset_after": False} if gates == 3 else {}
    said = said_of(tmp_path, cls(7, **more), 5, 3)
    pattern = f"That is {gates} times as many as a SimpleRNN of 7 units has, #"
    assert number(said, pattern) == counted(layers.SimpleRNN(7), 5, 3)


def test_layers_with_other_gates(tmp_path: Path) -> None:
    said = said_of(tmp_path, layers.LSTM(7), 5, 3)
    assert number(said, "by default two biases, has #") == counted(layers.GRU(7), 5, 3)
    said = said_of(tmp_path, layers.GRU(7), 5, 3)
    assert number(said, "with 4 gates, has #") == counted(layers.LSTM(7), 5, 3)
    assert f"of shape {(2, 21)}: its first row stands beside the input" in said


def test_the_rows_of_a_bias() -> None:
    cell = layers.GRUCell(2)
    cell.build((None, 3))
    kernel, recurrent, bias = cell.get_weights()
    first, second = (np.zeros_like(bias) for _ in range(2))
    first[0, 4:], second[1, 4:] = 0.5, 0.5  # of the candidate; the second is behind the reset gate
    first[0, 2:4] = second[0, 2:4] = SHUT  # the reset gate
    results = []
    for each in (first, second):
        cell.set_weights([0 * kernel, 0 * recurrent, each])
        results.append(np.array(cell(INPUT, [0 * STATE])[0]))
    assert (results[0] != 0).all()
    np.testing.assert_allclose(results[1], 0, atol=1e-6)


def test_a_kernel_of_one_place_is_a_dense_layer(tmp_path: Path) -> None:
    said = said_of(tmp_path, layers.Conv2D(8, 1), 5, 4, 3)
    assert number(said, "on the channels does, which has # too") == counted(
        layers.Dense(8), 5, 4, 3
    )


@pytest.mark.parametrize(("cls", "states"), [(layers.LSTM, 2), (layers.GRU, 1)])
def test_what_a_stateful_layer_keeps(tmp_path: Path, cls: Any, states: int) -> None:
    layer = cls(7, stateful=True)
    said = said_of(tmp_path, layer, 5, 3, batch_size=4)
    kept = [tuple(state.shape) for state in layer.states]
    assert kept == [(4, 7)] * states
    assert f" = {sum(map(prod, kept))} numbers" in said
    assert layer.count_params() == counted(cls(7), 5, 3)


def test_merge_modes(tmp_path: Path) -> None:
    said = said_of(tmp_path, layers.Bidirectional(layers.GRU(7)), 5, 3)
    both = {mode: layers.Bidirectional(layers.GRU(7), merge_mode=mode) for mode in ("sum", "ave")}
    for layer in (*both.values(), layers.Bidirectional(layers.GRU(7), merge_mode="mul")):
        model = keras.Sequential([keras.Input((5, 3)), layer])
        assert f"would leave 7, {model.output_shape}; the count is the same" in said
        assert f"2·{layer.count_params() // 2} = {layer.count_params()}" in said


def test_heads(tmp_path: Path) -> None:
    inputs, layer = keras.Input((5, 12)), layers.MultiHeadAttention(4, 3)
    said = _said(tmp_path, keras.Model(inputs, layer(inputs, inputs)), layer.name)
    assert "2 heads of 6 would have as many weights" in said
    other = layers.MultiHeadAttention(2, 6)
    other(inputs, inputs)
    assert other.count_params() == layer.count_params()


@pytest.mark.parametrize("trainable", [True, False])
def test_moving_statistics(tmp_path: Path, *, trainable: bool) -> None:
    layer = layers.BatchNormalization(trainable=trainable)
    said = said_of(tmp_path, layer, 3)
    before = [np.array(weight) for weight in layer.get_weights()]
    layer(np.arange(12.0).reshape(4, 3), training=True)
    moved = [
        w.name for w, was in zip(layer.weights, before, strict=True) if (np.array(w) != was).any()
    ]
    untrained = sum(prod(weight.shape) for weight in layer.non_trainable_weights)
    if trainable:
        assert moved == ["moving_mean", "moving_variance"]
        assert f"So 2·3 = {untrained} are non-trainable" in said
    else:
        assert moved == []
        assert f"all {untrained} are non-trainable" in said
        assert "do not change any more" in said


def test_the_features_that_an_unbuilt_layer_waits_for(tmp_path: Path) -> None:
    for layer, shape in ((layers.GRU(5), (4, 9)), (layers.Conv2D(5, 3), (8, 8, 9))):
        said = _said(tmp_path, keras.Sequential([layer]), layer.name)
        each, rest = re.findall(r"With n features it will have (\d+)·n \+ (\d+) weights", said)[0]
        assert 9 * int(each) + int(rest) == counted(layer, *shape)


STATE, INPUT, OPEN, SHUT = np.full((1, 2), 0.7, "float32"), np.ones((1, 3), "float32"), 60.0, -60.0


def _stepped(cell: Any, states: list[Any], **gates: float) -> list[Any]:
    """Run one step of a cell whose gates are held open or shut by their biases."""
    names = ("update", "reset", "candidate") if len(states) == 1 else _LSTM
    if not cell.built:
        cell.build((None, 3))
    kernel, recurrent, bias = cell.get_weights()
    for i, name in enumerate(names):
        if name in gates:
            bias[..., 2 * i : 2 * i + 2] = gates[name]
    cell.set_weights([kernel, recurrent, bias])
    return [np.array(state) for state in keras.tree.flatten(cell(INPUT, states))]


_LSTM = ("input", "forget", "cell", "output")


def test_what_the_gates_of_a_gru_are_for() -> None:
    kept, *_ = _stepped(layers.GRUCell(2), [STATE], update=OPEN)
    np.testing.assert_allclose(kept, STATE, atol=1e-6)
    keras.utils.set_random_seed(0)
    cell = layers.GRUCell(2)
    blind, *_ = _stepped(cell, [STATE], reset=SHUT, update=SHUT)
    again, *_ = _stepped(cell, [0 * STATE], reset=SHUT, update=SHUT)
    np.testing.assert_allclose(blind, again, atol=1e-6)


def test_what_the_gates_of_an_lstm_are_for() -> None:
    _, _, stored = _stepped(layers.LSTMCell(2), [STATE, STATE], input=SHUT, forget=OPEN)
    np.testing.assert_allclose(stored, STATE, atol=1e-6)
    _, _, dropped = _stepped(layers.LSTMCell(2), [STATE, STATE], input=SHUT, forget=SHUT)
    np.testing.assert_allclose(dropped, 0 * STATE, atol=1e-6)
    put_out, *_ = _stepped(layers.LSTMCell(2), [STATE, STATE], output=SHUT)
    np.testing.assert_allclose(put_out, 0 * STATE, atol=1e-6)


@pytest.mark.parametrize("name", ["LSTM", "GRU", "ConvLSTM2D"])
def test_gates_have_the_letters_of_the_equation(tmp_path: Path, name: str) -> None:
    sizes = {"filters": 4, "kernel_size": 1} if name.startswith("Conv") else {"units": 4}
    shape = (5, 6, 6, 3) if name.startswith("Conv") else (5, 3)
    said = said_of(tmp_path, getattr(layers, name)(**sizes), *shape)
    letters = re.findall(r"\((\w)\) \[\d+:\d+\]", said)
    split = next(line for line in FORMULAS[name].equation if line.endswith("split(kernel)"))
    assert letters == re.findall(r"W_(\w)", split)


@pytest.mark.parametrize(("heads", "key_dim"), [(4, 5), (4, 3), (5, 3)])
def test_heads_as_pytorch_divides_them(tmp_path: Path, heads: int, key_dim: int) -> None:
    inputs, layer = keras.Input((5, 12)), layers.MultiHeadAttention(heads, key_dim)
    said = _said(tmp_path, keras.Model(inputs, layer(inputs, inputs)), layer.name)
    divided = layers.MultiHeadAttention(heads, 12 // heads)
    divided(inputs, inputs)
    if 12 % heads:
        assert "PyTorch" not in said
    elif key_dim == 12 // heads:
        assert "PyTorch's nn.MultiheadAttention(12, 4) has as many" in said
    else:
        assert number(said, r"key_dim = 3 there, and # weights") == divided.count_params()
        # in_proj_weight, in_proj_bias, out_proj.weight and out_proj.bias, as PyTorch has them
        assert divided.count_params() == 3 * 12 * 12 + 3 * 12 + 12 * 12 + 12


@pytest.mark.parametrize("cls", [layers.LSTM, layers.GRU])
def test_where_the_first_state_comes_from(tmp_path: Path, cls: Any) -> None:
    first, second = keras.Input((5, 3)), keras.Input((4, 2))
    _, *states = cls(6, return_state=True, name="coder")(first)
    it = cls(6, name="it")
    model = keras.Model([first, second], it(second, initial_state=states))
    said = _said(tmp_path, model, "it")
    assert "from coder (initial_state). That takes no weights" in said
    assert "as wide as its units: 6" in said
    assert it.count_params() == counted(cls(6), 4, 2)
    assert "initial_state" not in _said(tmp_path, model, "coder")


def test_a_first_state_that_is_given_alone(tmp_path: Path) -> None:
    first, second = keras.Input((5, 3)), keras.Input((4, 2))
    _, state = layers.GRU(6, return_state=True, name="coder")(first)
    model = keras.Model([first, second], layers.GRU(6, name="it")(second, initial_state=state))
    assert "Its first state comes from coder (initial_state)." in _said(tmp_path, model, "it")


def test_what_is_told_of_the_layer_inside(tmp_path: Path) -> None:
    said = said_of(tmp_path, layers.TimeDistributed(layers.Dense(7), name="each"), 5, 3)
    flat = layers.Dense(7)
    keras.Sequential([keras.Input((5, 3)), layers.Flatten(), flat])
    assert number(said, "5·3 = 15 features, and have # weights") == flat.count_params()
    assert "The arguments of the layer inside: --layer each.layer." in said
    said = said_of(tmp_path, layers.Bidirectional(layers.LSTM(2), name="both"), 5, 3)
    assert "The arguments of the layer inside: --layer both.forward_layer." in said


def test_a_dense_layer_has_no_gates(tmp_path: Path) -> None:
    unlike = "before it, a Dense layer has no gates and no state"
    for before in (layers.GRU(4, name="r"), layers.Bidirectional(layers.LSTM(4), name="r")):
        assert f"Unlike r {unlike}" in said_of(tmp_path, layers.Dense(2), 5, 3, before=[before])
    assert unlike not in said_of(tmp_path, layers.Dense(2), 3, before=[layers.Dense(4)])
