from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]

SETTINGS: list[dict[str, Any]] = [
    {},
    {"value_dim": 5},
    {"output_shape": 7},
    {"output_shape": (7,)},
    {"output_shape": (7, 2)},
    {"use_bias": False},
    {"use_gate": True},
    {"use_gate": True, "value_dim": 5, "use_bias": False},
    {"dropout": 0.1},
    {"trainable": False},
    {"dtype": "mixed_float16"},
    {"dtype": "float64"},
    {"attention_axes": 1},
]
INPUTS: dict[str, list[Shape]] = {
    "self": [(10, 8), (10, 8)],
    "cross": [(10, 8), (6, 9)],
    "own-key": [(10, 8), (6, 9), (6, 11)],
    "any-size": [(None, 8), (None, 9)],
}


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("shapes", INPUTS.values(), ids=INPUTS.keys())
def test_multi_head_attention(
    explained: Explained, shapes: list[Shape], settings: dict[str, Any]
) -> None:
    explained(layers.MultiHeadAttention(2, 3, **settings), *shapes)


CALLS: dict[str, Callable[..., Any]] = {
    "positions": lambda layer, query, value, key: layer(query, value, key),
    "key-named": lambda layer, query, value, key: layer(query, value, key=key),
    "two-named": lambda layer, query, value, key: layer(query, key=key, value=value),
    "all-named": lambda layer, query, value, key: layer(query=query, value=value, key=key),
    "another-order": lambda layer, query, value, key: layer(key=key, value=value, query=query),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_ways_to_call(explained: Explained, call: Callable[..., Any]) -> None:
    layer = layers.MultiHeadAttention(2, 3, value_dim=5)
    explained(layer, (10, 8), (6, 9), (6, 11), call=call)


def test_one_tensor_for_all(explained: Explained) -> None:
    def call(layer: Any, inputs: Any) -> Any:
        return layer(inputs, inputs, use_causal_mask=True)

    explained(layers.MultiHeadAttention(2, 3), (10, 8), call=call)


@pytest.mark.parametrize(
    "shapes", [*INPUTS.values(), [(5, 4, 8), (6, 4, 8)]], ids=[*INPUTS.keys(), "images"]
)
def test_scores(explained: Explained, shapes: list[Shape]) -> None:
    def call(layer: Any, *inputs: Any) -> Any:
        return layer(*inputs, return_attention_scores=True)

    explained(layers.MultiHeadAttention(2, 3), *shapes, call=call)


@pytest.mark.parametrize("axes", [None, 1, 2, (1, 2)], ids=str)
@pytest.mark.parametrize("output_shape", [None, (7, 2)], ids=str)
def test_images(explained: Explained, axes: Any, output_shape: Any) -> None:
    layer = layers.MultiHeadAttention(2, 3, attention_axes=axes, output_shape=output_shape)
    explained(layer, (5, 4, 8), (5, 4, 8))


def test_masked_query(explained: Explained) -> None:
    def call(layer: Any, inputs: Any) -> Any:
        masked = layers.Masking()(inputs)
        return layer(masked, masked)

    explained(layers.MultiHeadAttention(2, 3), (None, 8), call=call)


def test_formula(explained: Explained) -> None:
    report = explained(layers.MultiHeadAttention(2, 3, value_dim=5), (10, 8), (6, 9), (6, 11))
    assert report.formula == (
        "num_heads*key_dim*query_features + num_heads*key_dim*key_features"
        " + num_heads*value_dim*query_features + num_heads*value_dim*value_features"
        " + 2*num_heads*key_dim + num_heads*value_dim + query_features"
    )


def test_the_weights_are_named_after_their_projection(explained: Explained) -> None:
    report = explained(layers.MultiHeadAttention(2, 3, use_bias=False), (10, 8), (10, 8))
    names = ["query/kernel", "key/kernel", "value/kernel", "attention_output/kernel"]
    assert [weight.name for weight in report.weights] == names


def test_dense_reads_the_features_of_the_query(
    explained_model: Callable[[Any], Report],
) -> None:
    tokens = keras.Input((10,), dtype="int32")
    vectors = layers.Embedding(100, 16, name="embedding")(tokens)
    attended = layers.MultiHeadAttention(2, 3, name="attention")(vectors, vectors)
    report = explained_model(keras.Model(tokens, layers.Dense(4, name="last")(attended)))
    (origin,) = report["last"].provenance
    assert origin.text == "input_dim = 16 (embedding.output_dim)"


GROUPED: list[dict[str, Any]] = [
    {},
    {"use_bias": False},
    {"use_gate": True},
    {"dropout": 0.1, "sliding_window": 3},
    {"trainable": False},
    {"dtype": "mixed_float16"},
]


GROUPED_INPUTS: list[list[Shape]] = [
    [(10, 8), (10, 8)],
    [(10, 8), (6, 8)],
    [(10, 8), (6, 8), (6, 8)],
    [(None, 8), (None, 8)],
]


@pytest.mark.parametrize("settings", GROUPED, ids=str)
@pytest.mark.parametrize("shapes", GROUPED_INPUTS, ids=str)
def test_group_query_attention(
    explained: Explained, shapes: list[Shape], settings: dict[str, Any]
) -> None:
    explained(layers.GroupQueryAttention(3, 6, 2, **settings), *shapes)


@pytest.mark.parametrize("shapes", [[(10, 8), (6, 8)], [(10, 8), (6, 8), (6, 8)]], ids=str)
def test_scores_of_groups(explained: Explained, shapes: list[Shape]) -> None:
    def call(layer: Any, *inputs: Any) -> Any:
        return layer(*inputs, return_attention_scores=True)

    explained(layers.GroupQueryAttention(3, 6, 2), *shapes, call=call)


def test_formula_of_groups(explained: Explained) -> None:
    layer = layers.GroupQueryAttention(3, 6, 2, use_bias=False)
    assert explained(layer, (10, 8), (6, 8)).formula == (
        "2*num_query_heads*head_dim*query_features + 2*num_key_value_heads*head_dim*value_features"
    )


def in_a_list(layer: Any, *inputs: Any) -> Any:
    return layer(list(inputs))


def with_scores(layer: Any, *inputs: Any) -> Any:
    return layer(list(inputs), return_attention_scores=True)


PLAIN: list[dict[str, Any]] = [
    {},
    {"use_scale": True},
    {"score_mode": "concat"},
    {"score_mode": "concat", "use_scale": True},
    {"use_scale": True, "dropout": 0.1, "trainable": False},
    {"use_scale": True, "dtype": "float16"},
]
LISTS: list[list[Shape]] = [[(10, 8), (6, 8)], [(10, 8), (6, 9), (6, 8)], [(None, 8), (None, 8)]]


@pytest.mark.parametrize("call", [in_a_list, with_scores])
@pytest.mark.parametrize("settings", PLAIN, ids=str)
@pytest.mark.parametrize("shapes", LISTS, ids=str)
def test_attention(
    explained: Explained, shapes: list[Shape], settings: dict[str, Any], call: Callable[..., Any]
) -> None:
    explained(layers.Attention(**settings), *shapes, call=call)


@pytest.mark.parametrize("call", [in_a_list, with_scores])
@pytest.mark.parametrize(
    "settings", [{}, {"use_scale": False}, {"dropout": 0.1, "dtype": "float64"}], ids=str
)
@pytest.mark.parametrize("shapes", LISTS, ids=str)
def test_additive_attention(
    explained: Explained, shapes: list[Shape], settings: dict[str, Any], call: Callable[..., Any]
) -> None:
    explained(layers.AdditiveAttention(**settings), *shapes, call=call)
