"""Our formulas and Keras's own code, run on sizes that remember their names, say the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers

from rnnscope.report.report import LayerReport
from tests.tracing.same import differences, traced

RowOf = Callable[..., LayerReport]
Options = st.SearchStrategy[dict[str, Any]]

few = settings(
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
sizes = st.integers(2, 40)
small = st.integers(1, 3)
flags = st.booleans()


def choices(**options: Any) -> Options:
    return st.fixed_dictionaries(options)


def agreed(row_of: RowOf, layer: Any, *shapes: Any, **how: Any) -> None:
    row = row_of(layer, *shapes, **how)
    assert row.basis == "derived", row.notes
    again = traced(row)
    assert again.basis == "traced"
    assert list(differences(row, again)) == []


RECURRENT = choices(
    units=sizes, use_bias=flags, return_sequences=flags, return_state=flags, trainable=flags
)


@pytest.mark.parametrize("cls", [layers.SimpleRNN, layers.LSTM, layers.GRU])
@given(features=sizes, options=RECURRENT)
@few
def test_recurrent(row_of: RowOf, cls: Any, features: int, options: dict[str, Any]) -> None:
    agreed(row_of, cls(**options), (4, features))


@given(features=sizes, units=sizes, bias=flags, after=flags)
@few
def test_gru_biases(row_of: RowOf, features: int, units: int, bias: bool, after: bool) -> None:
    agreed(row_of, layers.GRU(units, use_bias=bias, reset_after=after), (4, features))


@given(features=sizes, units=st.lists(sizes, min_size=1, max_size=3), data=st.data())
@few
def test_wrapped_cells(row_of: RowOf, features: int, units: list[int], data: st.DataObject) -> None:
    kinds = st.sampled_from([layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell])
    cells = [data.draw(kinds)(size, use_bias=data.draw(flags)) for size in units]
    cell = cells[0] if len(cells) == 1 else cells
    agreed(row_of, layers.RNN(cell, return_sequences=data.draw(flags)), (4, features))


@given(features=sizes, units=sizes, mode=st.sampled_from(["concat", "sum", None]))
@few
def test_bidirectional(row_of: RowOf, features: int, units: int, mode: str | None) -> None:
    agreed(row_of, layers.Bidirectional(layers.LSTM(units), merge_mode=mode), (4, features))


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("kind", ["Conv{}D", "Conv{}DTranspose", "ConvLSTM{}D"])
@given(channels=small, options=choices(filters=sizes, kernel_size=small, use_bias=flags))
@few
def test_convolutions(
    row_of: RowOf, kind: str, rank: int, channels: int, options: dict[str, Any]
) -> None:
    shape = (*range(7, 7 + rank), 2 * channels)
    shape = (2, *shape) if "LSTM" in kind else shape
    agreed(row_of, getattr(layers, kind.format(rank))(**options), shape)


@given(groups=st.integers(2, 4), many=small, options=choices(kernel_size=small, use_bias=flags))
@few
def test_groups(row_of: RowOf, groups: int, many: int, options: dict[str, Any]) -> None:
    agreed(row_of, layers.Conv2D(3 * groups, groups=groups, **options), (8, 9, many * groups))


@pytest.mark.parametrize("rank", [1, 2])
@pytest.mark.parametrize("kind", ["DepthwiseConv{}D", "SeparableConv{}D"])
@given(channels=sizes, options=choices(kernel_size=small, depth_multiplier=small, use_bias=flags))
@few
def test_depthwise(
    row_of: RowOf, kind: str, rank: int, channels: int, options: dict[str, Any]
) -> None:
    filters = {"filters": 5} if "Separable" in kind else {}
    layer = getattr(layers, kind.format(rank))(**options, **filters)
    agreed(row_of, layer, (*range(7, 7 + rank), channels))


ATTENTION = choices(num_heads=sizes, key_dim=sizes, value_dim=sizes, use_bias=flags, use_gate=flags)


@given(query=sizes, value=sizes, options=ATTENTION)
@few
def test_multi_head_attention(
    row_of: RowOf, query: int, value: int, options: dict[str, Any]
) -> None:
    agreed(row_of, layers.MultiHeadAttention(**options), (5, query), (6, value))


@given(features=sizes, shared=st.integers(2, 4), options=choices(head_dim=sizes, use_bias=flags))
@few
def test_grouped_attention(
    row_of: RowOf, features: int, shared: int, options: dict[str, Any]
) -> None:
    layer = layers.GroupQueryAttention(
        num_query_heads=2 * shared, num_key_value_heads=shared, **options
    )
    agreed(row_of, layer, (5, features), (6, features))


REST: dict[str, tuple[Any, ...]] = {
    "Dense": ({"units": 7}, {"units": 7, "use_bias": False, "trainable": False}),
    "EinsumDense": (
        {"equation": "abc,cde->abde", "output_shape": (None, 7, 11), "bias_axes": "d"},
        {"equation": "...x,xy->...y", "output_shape": (13,), "bias_axes": "y"},
    ),
    "LayerNormalization": ({}, {"axis": [-1, 1]}),
    "RMSNormalization": ({},),
    "GroupNormalization": ({"groups": 1},),
    "BatchNormalization": ({}, {"center": False, "renorm": True}),
    "PReLU": ({}, {"shared_axes": [1]}),
    "TimeDistributed": ({"layer": layers.Dense(7)},),
    "SpectralNormalization": ({"layer": layers.Dense(7)},),
    "Normalization": ({},),
}


@pytest.mark.parametrize("name", REST)
def test_the_rest(row_of: RowOf, name: str) -> None:
    for options in REST[name]:
        agreed(row_of, getattr(layers, name)(**options), (5, 17))


@given(vocabulary=sizes, width=sizes, tie=flags)
@few
def test_embeddings(row_of: RowOf, vocabulary: int, width: int, tie: bool) -> None:
    agreed(row_of, layers.Embedding(vocabulary, width), (6,))
    agreed(row_of, layers.ReversibleEmbedding(vocabulary, width, tie_weights=tie), (6,))


@pytest.mark.parametrize("cls", [layers.Attention, layers.AdditiveAttention])
@given(features=sizes, scale=flags)
@few
def test_attention(row_of: RowOf, cls: Any, features: int, scale: bool) -> None:
    row = row_of(
        cls(use_scale=scale), (5, features), (6, features), call=lambda layer, *x: layer(list(x))
    )
    if row.params:
        assert list(differences(row, traced(row))) == []
