"""Functions of TensorFlow that Keras 3 does not have: what of their outputs is said."""

from __future__ import annotations

from typing import Any

import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.derivation import explain_layer
from rnnscope.layers import Layer
from rnnscope.model.parts import Call, LayerConfig, TensorRef

X = tuple(symbol(name, size, "x") for name, size in (("b", None), ("h", 4), ("w", 8)))
OTHER = tuple(symbol(name, size, "y") for name, size in (("b", None), ("h", 5), ("w", 8)))


def outputs(function: str, **kwargs: Any) -> list[tuple[int | None, ...]] | None:
    config = LayerConfig(
        class_name="TFOpLambda",
        name="f",
        module="keras.layers",
        settings={"function": function},
        calls=(Call((TensorRef("x"),), kwargs),),
    )
    row = explain_layer(Layer(config=config, path="f", inputs=(X,), named={"b": OTHER}))
    assert row.params == 0
    shapes = row.outputs
    return None if shapes is None else [tuple(size.value for size in each) for each in shapes]


@pytest.mark.parametrize(
    ("function", "kwargs", "shape"),
    [
        ("shape", {}, (3,)),
        ("compat.v1.shape", {}, (3,)),
        ("reshape", {"shape": [TensorRef("n"), -1, 16]}, (None, None, 16)),
        ("reshape", {"shape": [1, 0, 16]}, (1, 0, 16)),
        ("linalg.matmul", {"b": TensorRef("y"), "transpose_b": True}, (None, 4, 5)),
        ("linalg.matmul", {"b": TensorRef("y"), "adjoint_a": True}, (None, 8, 8)),
    ],
    ids=lambda value: str(value),
)
def test_known(function: str, kwargs: Any, shape: Any) -> None:
    assert outputs(function, **kwargs) == [shape]


@pytest.mark.parametrize(
    ("function", "kwargs"),
    [
        ("nn.conv2d", {"filters": [1.0]}),
        ("reshape", {"shape": TensorRef("n")}),
        ("linalg.matmul", {"b": TensorRef("y"), "output_type": "int32"}),
    ],
    ids=lambda value: str(value),
)
def test_not_known(function: str, kwargs: Any) -> None:
    assert outputs(function, **kwargs) is None


def shape_of_product(left: tuple[int, ...], right: tuple[int, ...], **how: bool) -> Any:
    one, other = (
        tuple(symbol(f"axis_{i}", size, name) for i, size in enumerate(shape))
        for name, shape in (("x", left), ("y", right))
    )
    config = LayerConfig(
        class_name="TFOpLambda",
        name="f",
        module="keras.layers",
        settings={"function": "linalg.matmul"},
        calls=(Call((TensorRef("x"),), {"b": TensorRef("y"), **how}),),
    )
    row = explain_layer(Layer(config=config, path="f", inputs=(one,), named={"b": other}))
    return row.outputs and tuple(size.value for size in row.outputs[0])


def test_products_of_any_number_of_axes() -> None:
    every = ("transpose_a", "transpose_b", "adjoint_a", "adjoint_b")
    assert shape_of_product((4, 8), (8, 5), **dict.fromkeys(every, False)) == (4, 5)
    assert shape_of_product((2, 3, 4, 8), (2, 1, 8, 5)) == (2, 3, 4, 5)
    assert shape_of_product((2, 1, 4, 8), (2, 3, 8, 5)) == (2, 3, 4, 5)
    assert shape_of_product((8,), (8, 5)) is None
    assert shape_of_product((4, 8), (8,)) is None
