from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops
from keras.src.ops import numpy

from rnnscope.layers import FORMULAS
from rnnscope.report.report import Report

ExplainedModel = Callable[[Any], Report]
Shape = tuple[int | None, ...]

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "true-divide": lambda a, b: a / b,
    "floor-divide": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
    "power": lambda a, b: a**b,
    "equal": ops.equal,
    "not-equal": ops.not_equal,
    "greater": lambda a, b: a > b,
    "greater-equal": lambda a, b: a >= b,
    "less": lambda a, b: a < b,
    "less-equal": lambda a, b: a <= b,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
    "divide": ops.divide,
    "divide-no-nan": ops.divide_no_nan,
    "arctan2": ops.arctan2,
    "logical-and": ops.logical_and,
    "logical-or": ops.logical_or,
    "logical-xor": ops.logical_xor,
    "where": lambda a, b: ops.where(a > 0, a, b),
}
PAIRS: list[tuple[Shape, Shape]] = [
    ((5, 3), (5, 3)),
    ((5, 3), (5, 1)),
    ((1, 3), (5, 1)),
    ((None, 3), (5, 3)),
    ((None, 3), (1, 3)),
    ((5, 3), (None, 3)),
    ((None, 3), (None, 3)),
]


@pytest.mark.parametrize("function", BINARY.values(), ids=BINARY.keys())
def test_binary(explained_model: ExplainedModel, function: Callable[[Any, Any], Any]) -> None:
    left, right = keras.Input((5, 3)), keras.Input((5, 1))
    explained_model(keras.Model([left, right], function(left, right)))


@pytest.mark.parametrize("shapes", PAIRS, ids=str)
def test_broadcasting(explained_model: ExplainedModel, shapes: tuple[Shape, Shape]) -> None:
    left, right = map(keras.Input, shapes)
    explained_model(keras.Model([left, right], layers.Identity()(left + right)))


def test_broadcasting_of_different_ranks(explained_model: ExplainedModel) -> None:
    left = keras.Input(batch_shape=(2, 5, 3))
    right = keras.Input(batch_shape=(5, 3))
    explained_model(keras.Model([left, right], [left * right, right - left]))


SCALARS: dict[str, Callable[[Any], Any]] = {
    "add": lambda a: a + 1,
    "add-from-the-left": lambda a: 1 + a,
    "divide-from-the-left": lambda a: 1.5 / a,
    "power": lambda a: a**2,
    "greater": lambda a: a > 0,
    "maximum": lambda a: ops.maximum(a, 0.0),
}


@pytest.mark.parametrize("function", SCALARS.values(), ids=SCALARS.keys())
def test_with_a_number(explained_model: ExplainedModel, function: Callable[[Any], Any]) -> None:
    inputs = keras.Input((None, 3))
    explained_model(keras.Model(inputs, layers.Identity()(function(inputs))))


UNARY: dict[str, Callable[[Any], Any]] = {
    "absolute": abs,
    "negative": lambda a: -a,
    **{
        name: getattr(ops, name)
        for name in (
            *(
                "sign",
                "reciprocal",
                "square",
                "sqrt",
                "rsqrt",
                "exp",
                "expm1",
                "log",
                "log1p",
            ),
            *(
                "log2",
                "log10",
                "erf",
                "floor",
                "ceil",
                "round",
                "sin",
                "cos",
                "tan",
                "sinh",
                "cosh",
            ),
            *(
                "tanh",
                "arcsin",
                "arccos",
                "arctan",
                "relu",
                "relu6",
                "leaky_relu",
                "elu",
                "selu",
            ),
            *(
                "celu",
                "gelu",
                "silu",
                "sigmoid",
                "log_sigmoid",
                "hard_sigmoid",
                "hard_silu",
            ),
            *(
                "softplus",
                "softsign",
                "softmax",
                "log_softmax",
                "logical_not",
                "isnan",
                "isinf",
            ),
            *("isfinite", "ones_like", "zeros_like", "stop_gradient"),
            *("arcsinh", "arccosh", "arctanh", "exp2", "trunc", "nan_to_num", "flip", "tril"),
            *("triu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink", "squareplus"),
            *("normalize", "sparse_plus", "sparse_sigmoid", "sparsemax"),
        )
    },
    "clip": lambda a: ops.clip(a, 0, 1),
    "roll": lambda a: ops.roll(a, 1, axis=1),
    "threshold": lambda a: ops.threshold(a, 0.5, 1.0),
    "cast": lambda a: ops.cast(a, "float16"),
}


@pytest.mark.parametrize("function", UNARY.values(), ids=UNARY.keys())
def test_unary(explained_model: ExplainedModel, function: Callable[[Any], Any]) -> None:
    inputs = keras.Input((None, 3))
    report = explained_model(keras.Model(inputs, function(inputs)))
    outputs = report.layers[-1].outputs
    assert outputs is not None
    assert outputs[0] == report.inputs[0]


def test_every_operation_is_tried(explained_model: ExplainedModel) -> None:
    left, right = keras.Input((5, 3)), keras.Input((5, 3))
    outputs = [f(left, right) for f in BINARY.values()] + [f(left) for f in UNARY.values()]
    report = explained_model(keras.Model([left, right], outputs))
    tried = {f"ops.{row.class_name}" for row in report.layers}
    module = "rnnscope.layers.operations.elementwise"
    assert {name for name, each in FORMULAS.items() if each.function.__module__ == module} <= tried


RECORDED: dict[str, Callable[[Any], Any]] = {
    "cross": lambda a: ops.cross(a, a),
    "an-array": lambda a: a + np.ones((4, 1, 1, 1), "float32"),
    "by-keyword": lambda a: numpy.Add()(x1=ops.mean(a, axis=1, keepdims=True), x2=a),
}


@pytest.mark.parametrize("function", RECORDED.values(), ids=RECORDED.keys())
def test_others_keep_the_shape_on_record(
    explained_model: ExplainedModel, function: Callable[[Any], Any]
) -> None:
    inputs = keras.Input((5, 3))
    explained_model(keras.Model(inputs, layers.Dense(4)(function(inputs))))


def test_operations_and_layers_of_one_name(explained_model: ExplainedModel) -> None:
    left, right = keras.Input((None, 3)), keras.Input((5, 3))
    outputs = [left + right, layers.Add()([left, right])]
    report = explained_model(keras.Model([left, right], outputs))
    shapes = [row.output_shape for row in report.layers if row.class_name == "Add"]
    assert shapes == [(None, 5, 3), (None, None, 3)]


def test_the_mask_of_an_embedding(explained_model: ExplainedModel) -> None:
    tokens = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(10, 4, mask_zero=True)(tokens)
    report = explained_model(keras.Model(tokens, layers.LSTM(3)(vectors)))
    assert "NotEqual" in [row.class_name for row in report.layers]


def test_sizes_keep_their_origin(explained_model: ExplainedModel) -> None:
    inputs = keras.Input((3,))
    hidden = layers.Dense(4, name="hidden")(inputs)
    outputs = layers.Dense(2, name="last")(ops.relu(hidden) * 2 + 1)
    (origin,) = explained_model(keras.Model(inputs, outputs))["last"].provenance
    assert origin.text == "input_dim = 4 (hidden.units)"
