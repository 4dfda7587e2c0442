"""Operations that stand as nodes in a Functional model, such as `a * b` (keras/src/ops).

An operation without a formula here has no weights either; its output shape is
then the one on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial, reduce
from typing import Any

from rnnscope.algebra.expr import Expr, as_expr
from rnnscope.algebra.joined import joined
from rnnscope.layers.layer import Layer
from rnnscope.layers.nodes import nodes
from rnnscope.layers.parts import Output, Parts, SymbolicShape
from rnnscope.layers.registry import formula
from rnnscope.model.parts import Constant, TensorRef

_ONE = as_expr(1)
_BINARY = (
    *("Add", "Subtract", "Multiply", "Divide", "DivideNoNan", "TrueDivide"),
    *("FloorDivide", "Mod", "Power", "Maximum", "Minimum", "Arctan2"),
    *("Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual"),
    *("LogicalAnd", "LogicalOr", "LogicalXor", "Where"),
)
_UNARY = (
    *("Arcsinh", "Arccosh", "Arctanh", "Exp2", "Trunc", "NanToNum", "Flip", "Roll", "Tril", "Triu"),
    *("HardTanh", "HardShrink", "SoftShrink", "TanhShrink", "Squareplus", "Threshold", "Normalize"),
    *("SparsePlus", "SparseSigmoid", "Sparsemax"),
    *("Absolute", "Negative", "Sign", "Reciprocal", "Square", "Sqrt", "Rsqrt"),
    *("Exp", "Expm1", "Log", "Log1p", "Log2", "Log10", "Erf", "Clip", "Cast"),
    *("Sin", "Cos", "Tan", "Sinh", "Cosh", "Tanh", "Arcsin", "Arccos", "Arctan"),
    *("Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Silu", "Sigmoid"),
    *("LogSigmoid", "HardSigmoid", "HardSilu", "Softplus", "Softsign", "Softmax"),
    *("LogSoftmax", "Floor", "Ceil", "Round", "Isnan", "Isinf", "Isfinite"),
    *("LogicalNot", "OnesLike", "ZerosLike", "StopGradient"),
)


@formula(*nodes(_BINARY), source="keras/src/ops/numpy.py")
def binary(layer: Layer) -> Parts:
    """A function of its inputs, number by number: it has no weights."""
    arrays = list(_constants(layer))
    is_told = _takes_tensors_and_numbers(layer) and _are_beside_batch(layer, arrays)
    if layer.inputs and is_told:
        shape = reduce(partial(broadcast, layer), (*layer.inputs, *arrays))
        if all(_is_within(layer, array, shape) for array in _arrays(layer)):
            yield Output((shape,))


@formula(*nodes(_UNARY), source="keras/src/ops")
def unary(layer: Layer) -> Parts:
    """A function of each number: it has no weights."""
    if layer.inputs:
        yield Output((layer.input,))


def broadcast(layer: Layer, left: SymbolicShape, right: SymbolicShape) -> SymbolicShape:
    """Return the shape of two tensors joined number by number, aligned at their last axes.

    Source: keras/src/ops/operation_utils.py, broadcast_shapes.
    """
    rank = max(len(left), len(right))
    pairs = zip(_filled(left, rank), _filled(right, rank), strict=True)
    return tuple(_wider(layer, *pair) for pair in pairs)


def _filled(shape: SymbolicShape, rank: int) -> SymbolicShape:
    return (*[_ONE] * (rank - len(shape)), *shape)


def _wider(layer: Layer, left: Expr, right: Expr) -> Expr:
    """Return the size that is not 1; of two others the known one."""
    is_right = left.value == 1 or (left.value is None and right.value not in (1, None))
    size, other = (right, left) if is_right else (left, right)
    if _ONE not in (left, right):
        layer.need(size, like=other, spreads=True)
    return joined(size, other)


def _takes_tensors_and_numbers(layer: Layer) -> bool:
    """Tell whether all arguments are tensors, arrays, numbers, and lists of numbers."""
    return all(
        not call.kwargs
        and all(
            isinstance(argument, TensorRef | Constant | bool | int | float)
            or array_shape(argument) is not None
            for argument in call.args
        )
        for call in layer.config.calls
    )


def _constants(layer: Layer) -> Iterator[SymbolicShape]:
    """Yield the shape of each array among the arguments."""
    for argument in (argument for call in layer.config.calls for argument in call.args):
        if isinstance(argument, Constant):
            yield tuple(map(as_expr, argument.shape))


def _are_beside_batch(layer: Layer, arrays: Iterable[SymbolicShape]) -> bool:
    """Tell whether arrays leave the first axis of what they are joined with as it is."""
    rank = max(map(len, layer.inputs), default=0)
    return all(
        len(array) < rank or (array[:1] == (_ONE,) and len(array) == rank) for array in arrays
    )


def _arrays(layer: Layer) -> Iterator[tuple[int, ...]]:
    """Yield the shape of each list of numbers among the arguments, which Keras spreads nothing by.

    Source: keras/src/ops/numpy.py, where a list has no shape.
    """
    shapes = (array_shape(argument) for call in layer.config.calls for argument in call.args)
    return (shape for shape in shapes if shape)


def array_shape(value: Any) -> tuple[int, ...] | None:
    """Return the shape of numbers in nested lists; None where they are something else."""
    if isinstance(value, bool | int | float):
        return ()
    if not isinstance(value, list | tuple) or not value:
        return None
    shapes = {array_shape(item) for item in value}
    inside = shapes.pop()
    return None if shapes or inside is None else (len(value), *inside)


def _is_within(layer: Layer, array: tuple[int, ...], shape: SymbolicShape) -> bool:
    """Tell whether an array leaves the shape of what it is joined with as it is."""
    own = shape[len(shape) - len(array) :]
    if len(array) > len(shape) or any(
        size not in (1, axis.value) for size, axis in zip(array, own, strict=True)
    ):
        return False
    for size, axis in zip(array, own, strict=True):
        if size != 1:
            layer.need(axis, least=size, most=size)
    return True
