"""Settings that nobody thought of: every family with weights, over configs drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers

from rnnscope.report import LayerReport

Explained = Callable[..., LayerReport]

few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
sizes = st.integers(1, 9)
flags = st.booleans()


def choices(**options: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(options)


@pytest.mark.parametrize("cls", [layers.SimpleRNN, layers.LSTM, layers.GRU])
@given(
    input_dim=sizes,
    options=choices(
        units=sizes,
        use_bias=flags,
        return_sequences=flags,
        return_state=flags,
        go_backwards=flags,
        trainable=flags,
    ),
)
@few
def test_recurrent(explained: Explained, cls: Any, input_dim: int, options: dict[str, Any]) -> None:
    explained(cls(**options), (4, input_dim))


@given(input_dim=sizes, units=st.lists(sizes, min_size=1, max_size=4), data=st.data())
@few
def test_stacked_cells(
    explained: Explained, input_dim: int, units: list[int], data: st.DataObject
) -> None:
    classes = st.sampled_from([layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell])
    cells = [data.draw(classes)(size, use_bias=data.draw(flags)) for size in units]
    explained(layers.RNN(cells, return_sequences=data.draw(flags)), (4, input_dim))


@given(
    shape=st.lists(sizes, min_size=1, max_size=3).map(tuple),
    options=choices(units=sizes, use_bias=flags, trainable=flags),
)
@few
def test_dense(explained: Explained, shape: tuple[int, ...], options: dict[str, Any]) -> None:
    explained(layers.Dense(**options), shape)


WINDOWS: dict[str, st.SearchStrategy[Any]] = {
    "kernel_size": st.tuples(st.integers(1, 3), st.integers(1, 3)),
    "padding": st.sampled_from(["valid", "same"]),
    "use_bias": flags,
}
STRIDES = st.one_of(
    choices(strides=st.tuples(st.integers(1, 3), st.integers(1, 3))),
    choices(dilation_rate=st.tuples(st.integers(1, 3), st.integers(1, 3))),
)
IMAGES = st.tuples(st.integers(7, 12), st.integers(7, 12))


@given(image=IMAGES, groups=st.integers(1, 3), options=choices(**WINDOWS), moves=STRIDES)
@few
def test_conv(
    explained: Explained,
    image: tuple[int, int],
    groups: int,
    options: dict[str, Any],
    moves: dict[str, Any],
) -> None:
    layer = layers.Conv2D(2 * groups, groups=groups, **options, **moves)
    explained(layer, (*image, 3 * groups))


@given(image=IMAGES, channels=sizes, options=choices(filters=sizes, **WINDOWS), moves=STRIDES)
@few
def test_conv_transpose(
    explained: Explained,
    image: tuple[int, int],
    channels: int,
    options: dict[str, Any],
    moves: dict[str, Any],
) -> None:
    explained(layers.Conv2DTranspose(**options, **moves), (*image, channels))


@given(
    image=IMAGES,
    channels=sizes,
    stride=st.integers(1, 3),
    options=choices(filters=sizes, depth_multiplier=st.integers(1, 3), **WINDOWS),
)
@few
def test_separable_conv(
    explained: Explained,
    image: tuple[int, int],
    channels: int,
    stride: int,
    options: dict[str, Any],
) -> None:
    explained(layers.SeparableConv2D(strides=stride, **options), (*image, channels))
    del options["filters"]
    explained(layers.DepthwiseConv2D(strides=stride, **options), (*image, channels))


@given(
    image=IMAGES,
    channels=sizes,
    options=choices(filters=sizes, return_sequences=flags, return_state=flags, **WINDOWS),
)
@few
def test_conv_lstm(
    explained: Explained, image: tuple[int, int], channels: int, options: dict[str, Any]
) -> None:
    explained(layers.ConvLSTM2D(**options), (3, *image, channels))


@given(
    features=st.lists(sizes, min_size=2, max_size=3),
    options=choices(
        num_heads=sizes,
        key_dim=sizes,
        value_dim=st.none() | sizes,
        output_shape=st.none() | sizes,
        use_bias=flags,
        use_gate=flags,
    ),
)
@few
def test_multi_head_attention(
    explained: Explained, features: list[int], options: dict[str, Any]
) -> None:
    shapes = [(4, size) for size in features]
    explained(layers.MultiHeadAttention(**options), *shapes)


@given(
    shape=st.lists(sizes, min_size=3, max_size=3).map(tuple),
    axes=st.permutations([1, 2, 3]),
    count=st.integers(1, 3),
    options=choices(scale=flags, center=flags, trainable=flags),
)
@few
def test_normalization(
    explained: Explained,
    shape: tuple[int, ...],
    axes: list[int],
    count: int,
    options: dict[str, Any],
) -> None:
    explained(layers.LayerNormalization(axis=axes[:count], **options), shape)
    explained(layers.BatchNormalization(axis=axes[0], **options), shape)
