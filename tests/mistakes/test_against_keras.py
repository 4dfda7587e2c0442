"""What mistakes give is what Keras counts for the layer that somebody has in mind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from keras import layers

import rnnscope
from rnnscope.mistakes.any_layer import options
from rnnscope.mistakes.causes import miscounts_of_layer
from rnnscope.mistakes.seen import Seen, makers_of
from rnnscope.report.report import LayerReport, Report

few = settings(max_examples=4, phases=[Phase.generate])
size = st.integers(2, 9)


def report_of(layer: Any, *shape: int | None) -> Report:
    return rnnscope.explain(keras.Sequential([keras.Input(shape), layer]), summary=False)


def counted(layer: Any, *shape: int | None) -> int:
    layer.build((None, *shape))
    return int(layer.count_params())


def given_by(report: Report, thought: str) -> set[int]:
    row: LayerReport = report.layers[-1]
    return {one.count for one in miscounts_of_layer(row, report) if one.words == thought}


def _optional(units: int, width: int, *, other: bool) -> list[tuple[Any, tuple[int, ...]]]:
    """Return layers that have options, each with the shape of what it reads."""
    return [
        (layers.Dense(units), (4, width)),
        (layers.SimpleRNN(units), (4, width)),
        (layers.LSTM(units, use_bias=other), (4, width)),
        (layers.GRU(units, reset_after=other), (4, width)),
        (layers.Conv1D(units, 2), (12, width)),
        (layers.Conv2DTranspose(units, 3), (5, 5, width)),
        (layers.DepthwiseConv2D(3, depth_multiplier=units), (5, 5, width)),
        (layers.SeparableConv1D(units, 3, use_bias=other), (5, width)),
        (layers.BatchNormalization(scale=other), (5, width)),
        (layers.LayerNormalization(axis=[1, 2], center=other), (5, width)),
        (layers.ConvLSTM1D(units, 2), (4, 6, width)),
    ]


@given(units=size, width=size, other=st.booleans())
@few
def test_an_option_the_other_way(units: int, width: int, *, other: bool) -> None:
    for layer, shape in _optional(units, width, other=other):
        report = report_of(layer, *shape)
        row, config = report.layers[-1], layer.get_config()
        for thought in options(Seen(row, report, makers_of(report))):
            key = thought.key.removeprefix("option ")
            if int(thought.count(row)) != row.params:
                flipped = {**config, key: not config[key], "name": "other"}
                keras_has = counted(type(layer).from_config(flipped), *shape)
                assert int(thought.count(row)) == keras_has, (layer.name, key)


@dataclass(frozen=True)
class Same:
    """A mistake, and the layer that would count as much."""

    thought: str
    layer: Any
    shape: tuple[int, ...]
    other: Any
    other_shape: tuple[int, ...]


def _same(units: int, width: int, steps: int) -> list[Same]:
    sequence, image = (steps, width), (steps + 3, steps + 3, width)
    flat = "all timesteps are read at once, as behind a Flatten"
    lstm, separable = layers.LSTM(units), layers.SeparableConv2D(units, 3, use_bias=False)
    inner = layers.GRU(units)
    return [
        Same(flat, lstm, sequence, layers.LSTM(units), (1, steps * width)),
        Same(
            "the gates are left out, as in a SimpleRNN",
            layers.LSTM(units),
            sequence,
            layers.SimpleRNN(units),
            sequence,
        ),
        Same(
            "3 gates are counted, as in a GRU",
            layers.LSTM(units),
            sequence,
            layers.GRU(units, reset_after=False),
            sequence,
        ),
        Same(
            "the timesteps are taken for the features",
            layers.GRU(units),
            sequence,
            layers.GRU(units),
            (1, steps),
        ),
        Same(
            "all positions are read at once, as behind a Flatten",
            layers.Dense(units),
            image,
            layers.Dense(units),
            ((steps + 3) ** 2 * width,),
        ),
        Same(
            "the input's channels are left out",
            layers.Conv2D(units, 3),
            image,
            layers.Conv2D(units, 3),
            (*image[:2], 1),
        ),
        Same(
            "the groups are ignored",
            layers.Conv2D(2 * width, 3, groups=width),
            image,
            layers.Conv2D(2 * width, 3),
            image,
        ),
        Same(
            "the groups divide the filters, not the channels",
            layers.Conv2D(2 * width, 3, groups=width),
            image,
            layers.Conv2D(2, 3),
            image,
        ),
        Same(
            "input_dim is counted as units, with the timesteps as input_dim",
            layers.LSTM(units),
            sequence,
            layers.LSTM(width),
            (1, steps),
        ),
        Same(
            "it is counted like an LSTM, with 4 gates and weights from state to state",
            layers.Dense(units),
            (width,),
            layers.LSTM(units),
            sequence,
        ),
        Same(
            "it is counted like an LSTM without a bias",
            layers.Dense(units),
            (width,),
            layers.LSTM(units, use_bias=False),
            sequence,
        ),
        Same(
            "it is counted like a SimpleRNN, with weights from state to state",
            layers.Dense(units),
            (width,),
            layers.SimpleRNN(units),
            sequence,
        ),
        Same(
            "it is counted as a SeparableConv",
            layers.Conv2D(units, 3),
            image,
            layers.SeparableConv2D(units, 3),
            image,
        ),
        Same(
            "it is counted as a DepthwiseConv",
            layers.Conv2D(units, 3),
            image,
            layers.DepthwiseConv2D(3),
            image,
        ),
        Same(
            "it is counted as a plain convolution",
            separable,
            image,
            layers.Conv2D(units, 3, use_bias=False),
            image,
        ),
        Same(
            "it is counted as a plain convolution, with as many filters as channels",
            layers.DepthwiseConv2D(3),
            image,
            layers.Conv2D(width, 3),
            image,
        ),
        Same("one direction is counted", layers.Bidirectional(inner), sequence, inner, sequence),
        Same(
            "units is shared by both directions",
            layers.Bidirectional(layers.LSTM(2 * units)),
            sequence,
            layers.Bidirectional(layers.LSTM(units)),
            sequence,
        ),
        Same(
            "one row more is counted, as for padding or unknown words",
            layers.Embedding(units, width),
            (steps,),
            layers.Embedding(units + 1, width),
            (steps,),
        ),
        Same(
            "only what is trained is counted, gamma and beta",
            layers.BatchNormalization(),
            image,
            layers.LayerNormalization(),
            image,
        ),
    ]


def test_each_mistake_is_made() -> None:
    for same in _same(5, 4, 7):
        report = report_of(same.layer, *same.shape)
        assert given_by(report, same.thought) == {counted(same.other, *same.other_shape)}


@given(units=size, width=size, steps=size)
@few
def test_a_mistake_is_what_another_layer_has(units: int, width: int, steps: int) -> None:
    for same in _same(units, width, steps):
        report = report_of(same.layer, *same.shape)
        right, other = report.total, counted(same.other, *same.other_shape)
        given_counts = given_by(report, same.thought)
        assert given_counts == {other} or right == other or not given_counts, same.thought


@given(heads=st.integers(2, 4), width=size, features=size)
@few
def test_key_dim_taken_for_all_heads(heads: int, width: int, features: int) -> None:
    def attention(key_dim: int) -> keras.Model:
        x = keras.Input((7, features))
        return keras.Model(x, layers.MultiHeadAttention(heads, key_dim)(x, x))

    report = rnnscope.explain(attention(heads * width), summary=False)
    thought = "key_dim is taken for the width of all heads together"
    assert given_by(report, thought) == {attention(width).count_params()}


@given(units=size, width=size)
@few
def test_what_is_right_is_no_mistake(units: int, width: int) -> None:
    model = keras.Sequential(
        [
            keras.Input((5, width)),
            layers.Bidirectional(layers.GRU(units, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(width)),
            layers.BatchNormalization(),
            layers.LSTM(units),
            layers.Dense(1),
        ]
    )
    report = rnnscope.explain(model, summary=False)
    assert report.why_not(model.count_params()).causes == ()
    for layer in model.layers:
        answer = report.why_not(layer.count_params(), layer=layer.name)
        assert (answer.causes, answer.right) == ((), (layer.name,))


def test_a_model_of_keras_with_its_top_and_without() -> None:
    whole = keras.applications.VGG16(weights=None)
    base = keras.applications.VGG16(weights=None, include_top=False)
    pool, last = layers.GlobalAveragePooling2D(), layers.Dense(3)
    report = rnnscope.explain(keras.Sequential([base, pool, last]), summary=False)
    count, head = whole.count_params(), 512 * 3 + 3
    for number, thought in (
        (count, f"{base.name} is counted as with include_top=True, and nothing else"),
        (count + head, f"{base.name} is counted as with include_top=True"),
    ):
        (cause,) = report.why_not(number).causes
        assert cause.thought == thought
        assert "123,642,856" in cause.why
    (cause,) = rnnscope.explain(base, summary=False).why_not(count).causes
    assert cause.thought == "it is counted as with include_top=True"
    cause, *_ = rnnscope.explain(whole, summary=False).why_not(base.count_params()).causes
    assert cause.thought == "it is counted as with include_top=False"
