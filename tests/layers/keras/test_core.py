from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]

DTYPES = [
    "float32",
    "mixed_float16",
    "mixed_bfloat16",
    "float16",
    "bfloat16",
    "float64",
]


@pytest.mark.parametrize("settings", [{}, {"use_bias": False}, {"trainable": False}], ids=str)
@pytest.mark.parametrize(
    "shape", [(6,), (1,), (5, 6), (None, 6), (4, 5, 6), (None, None, 6)], ids=str
)
def test_dense(explained: Explained, shape: Shape, settings: dict[str, Any]) -> None:
    explained(layers.Dense(4, **settings), shape)


@pytest.mark.parametrize("dtype", DTYPES)
def test_dense_of_a_dtype(explained: Explained, dtype: str) -> None:
    explained(layers.Dense(4, dtype=dtype), (6,))


@pytest.mark.parametrize(
    ("use_bias", "formula"),
    [(True, "units*input_dim + units"), (False, "units*input_dim")],
)
def test_formula_of_dense(explained: Explained, use_bias: bool, formula: str) -> None:
    assert explained(layers.Dense(4, use_bias=use_bias), (6,)).formula == formula


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"mask_zero": True},
        {"trainable": False},
        {"dtype": "mixed_float16"},
        {"dtype": "float16"},
    ],
    ids=str,
)
@pytest.mark.parametrize("shape", [(7,), (None,), (7, 5), (None, None)], ids=str)
def test_embedding(explained: Explained, shape: Shape, settings: dict[str, Any]) -> None:
    explained(layers.Embedding(10, 4, **settings), shape, dtypes=["int32"])


def test_formula_of_embedding(explained: Explained) -> None:
    report = explained(layers.Embedding(10, 4), (7,), dtypes=["int32"])
    assert (report.formula, report.numbers) == ("input_dim*output_dim", "10*4")


EINSUMS: list[tuple[str, Any, str | None, Shape]] = [
    ("ab,bc->ac", 4, None, (6,)),
    ("ab,bc->ac", 4, "c", (6,)),
    ("abc,cd->abd", (None, 4), None, (5, 6)),
    ("abc,cd->abd", (None, 4), "d", (5, 6)),
    ("abc,cd->abd", (None, 4), "d", (None, 6)),
    ("abc,cd->abd", (5, 4), "bd", (5, 6)),
    ("abc,cd->abd", (5, 4), "b", (5, 6)),
    ("abc,cde->abde", (None, 3, 4), None, (5, 6)),
    ("abc,cde->abde", (None, 3, 4), "de", (5, 6)),
    ("abc,cde->abde", (None, 3, 4), "d", (5, 6)),
    ("abc,cde->abde", (None, 3, 4), "e", (5, 6)),
    ("abc,cde->abde", (5, 3, 4), "be", (5, 6)),
    ("abcd,cde->abe", (5, 4), "e", (5, 6, 7)),
    ("abcd,cde->abe", (None, 4), "e", (None, 6, 7)),
    ("abc,bcd->ad", 4, "d", (5, 6)),
    ("abc,bd->adc", (4, 6), "d", (5, 6)),
    ("abc,bd->adc", (4, None), "d", (5, 6)),
    ("abc,bcd->abd", (5, 4), "bd", (5, 6)),
    ("abc,dc->adb", (4, 5), "db", (5, 6)),
    ("...x,xy->...y", 4, None, (6,)),
    ("...x,xy->...y", 4, "y", (6,)),
    ("...x,xy->...y", 4, "y", (5, 6)),
    ("...x,xy->...y", 4, "y", (None, 5, 6)),
    ("...x,xyz->...yz", (3, 4), "yz", (5, 6)),
    ("...x,xyz->...yz", (3, 4), "y", (5, 6)),
    ("...xy,yz->...xz", (None, 4), "z", (7, 5, 6)),
    ("...xy,xyz->...z", 4, "z", (7, 5, 6)),
    ("ab...,bc->ac...", (4,), None, (6, 5)),
    ("ab...,bc->ac...", (4,), "c", (6, 5)),
    ("ab...,bc->ac...", (4,), "c", (6, 5, 7)),
    ("ab...,bcd->acd...", (3, 4), "cd", (6, 5)),
    ("ab...,bcd->acd...", (3, 4), "c", (6, 5)),
    ("ab...,bcd->acd...", (3, 4), "d", (6, 5, 7)),
    ("abc...,cd->abd...", (None, 4), "d", (5, 6, 7)),
    ("abc...,cd->abd...", (None, 4), "d", (None, 6, 7)),
]


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "shape"),
    EINSUMS,
    ids=lambda value: str(value),
)
def test_einsum_dense(
    explained: Explained,
    equation: str,
    output_shape: Any,
    bias_axes: str | None,
    shape: Shape,
) -> None:
    layer = layers.EinsumDense(equation, output_shape=output_shape, bias_axes=bias_axes)
    explained(layer, shape)


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "formula"),
    [
        ("ab,bc->ac", 4, None, "input_b*output_c"),
        ("abc,cde->abde", (None, 3, 4), "de", "input_c*output_d*output_e + output_d*output_e"),
        ("abc,bcd->abd", (5, 4), None, "input_c*output_b*output_d"),
    ],
)
def test_formula_of_einsum_dense(
    explained: Explained, equation: str, output_shape: Any, bias_axes: str | None, formula: str
) -> None:
    layer = layers.EinsumDense(equation, output_shape=output_shape, bias_axes=bias_axes)
    assert explained(layer, (6,) if equation.startswith("ab,") else (5, 6)).formula == formula


@pytest.mark.parametrize(
    "settings",
    [{"trainable": False}, {"dtype": "float16"}, {"dtype": "mixed_float16"}],
    ids=str,
)
def test_settings_of_einsum_dense(explained: Explained, settings: dict[str, Any]) -> None:
    layer = layers.EinsumDense("abc,cd->abd", output_shape=(None, 4), bias_axes="d", **settings)
    explained(layer, (5, 6))


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.Masking(), (None, 3)),
        (layers.Masking(-1.0), (5, 3)),
        (layers.Identity(), (5, 3)),
    ],
    ids=["masking", "masking-value", "identity"],
)
def test_without_weights(explained: Explained, layer: Any, shape: Shape) -> None:
    report = explained(layer, shape)
    assert (report.formula, report.params) == ("0", 0)


@pytest.mark.parametrize(
    "settings",
    [
        {"shape": (5, 3)},
        {"shape": (None, 3), "batch_size": 2},
        {"batch_shape": (4, 5)},
        {"shape": ()},
        {"shape": (7,), "dtype": "int32", "name": "tokens"},
    ],
    ids=str,
)
def test_input(explained_model: Callable[[Any], Report], settings: dict[str, Any]) -> None:
    inputs = keras.Input(**settings)
    explained_model(keras.Model(inputs, layers.Identity()(inputs)))


def test_dense_reads_the_units_before_it(
    explained_model: Callable[[Any], Report],
) -> None:
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.SimpleRNN(128, name="simple_rnn"),
            layers.Dropout(0.1),
            layers.Dense(10, name="dense"),
        ]
    )
    report = explained_model(model)
    assert report.total == 21386
    assert [symbol.text for symbol in report["dense"].provenance] == [
        "input_dim = 128 (simple_rnn.units)"
    ]


def test_dense_reads_what_flatten_lays_out(
    explained_model: Callable[[Any], Report],
) -> None:
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 3, name="conv2d"),
            layers.Flatten(),
            layers.Dense(10, name="dense"),
        ]
    )
    (origin,) = explained_model(model)["dense"].provenance
    assert origin.text == ("input_dim = 5408 (conv2d.height*conv2d.width*conv2d.filters = 26*26*8)")


def test_dense_reads_both_directions(explained_model: Callable[[Any], Report]) -> None:
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Bidirectional(layers.LSTM(16), name="both"),
            layers.Dense(10, name="dense"),
        ]
    )
    assert [symbol.text for symbol in explained_model(model)["dense"].provenance] == [
        "input_dim = 32 (both.backward_layer.units + both.forward_layer.units = 16 + 16)"
    ]


@pytest.mark.parametrize("tie_weights", [True, False])
@pytest.mark.parametrize("reverse", [True, False])
def test_reversible_embedding(explained: Explained, tie_weights: bool, reverse: bool) -> None:
    layer = layers.ReversibleEmbedding(10, 4, tie_weights=tie_weights)
    shape, dtype = ((5, 4), "float32") if reverse else ((5,), "int32")
    explained(layer, shape, dtypes=[dtype], call=lambda it, x: it(x, reverse=reverse))


def test_there_and_back(explained_model: Callable[[Any], Report]) -> None:
    tokens = keras.Input((None,), dtype="int32")
    layer = layers.ReversibleEmbedding(10, 4, name="table")
    report = explained_model(keras.Model(tokens, layer(layer(tokens), reverse=True)))
    assert (report.total, report["table"].output_shape) == (40, (None, None, 10))


def test_lambda_takes_the_shape_on_record(explained_model: Callable[[Any], Report]) -> None:
    inputs = keras.Input((5, 3))
    outputs = layers.Dense(2)(layers.Lambda(lambda x: x[:, 0], name="mine")(inputs))
    report = explained_model(keras.Model(inputs, outputs))
    assert (report["mine"].basis, report["mine"].output_shape) == ("none", (None, 3))


def test_lambda_says_its_shape(explained: Explained) -> None:
    layer = layers.Lambda(lambda x: x[:, :2], output_shape=(None, 3))
    report = explained(layer, (5, 3))
    assert report.output_shape == (None, None, 3)


@pytest.mark.parametrize(
    ("equation", "output_shape", "fixed"),
    [
        ("abc,cd->abd", (None, 5), []),
        ("abc,cd->abd", (4, 5), [4]),
        ("abc,bcd->abd", (4, 5), [4]),
        ("abc,cd->ad", 5, []),
    ],
)
def test_input_sizes_that_an_equation_fixes(
    explained: Explained, equation: str, output_shape: Any, fixed: list[int]
) -> None:
    report = explained(layers.EinsumDense(equation, output_shape), (4, 3))
    assert [need.most and int(need.most) for need in report.needs] == fixed


@pytest.mark.parametrize(
    ("equation", "shape", "dtype"),
    [
        ("abc,cd->adb", (4, 5), "int8_from_float32"),
        ("ab,bc->ac", (4,), "gptq/4/2_from_float32"),
    ],
)
def test_quantized_einsum(
    explained: Callable[..., LayerReport], equation: str, shape: tuple[int, ...], dtype: str
) -> None:
    layer = layers.EinsumDense(equation, shape, dtype=dtype)
    explained(layer, (5, 3) if len(shape) == 2 else (3,))
