"""Functions of TensorFlow, which Keras 2 kept as layers, where Keras 3 has no such operation.

Those that it has are read as its operations (rnnscope/keras_facts/tensorflow_functions.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnscope.algebra.expr import Expr, as_expr, symbol
from rnnscope.layers.layer import Layer
from rnnscope.layers.operations.shape_operations import matrices
from rnnscope.layers.parts import MultiplyAdds, Output, Parts
from rnnscope.layers.registry import formula

_MATMUL = frozenset({"b", "transpose_a", "transpose_b", "adjoint_a", "adjoint_b"})


@formula(
    *("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"),
    source="tf_keras/src/layers/core/tf_op_layer.py",
    rebuildable=False,
)
def tensorflow_function(layer: Layer) -> Parts:
    """A function of TensorFlow that Keras 3 does not have: it has no weights."""
    function = str(layer.setting("function")).removeprefix("compat.v1.")
    arguments = layer.config.calls[0].kwargs if layer.config.calls else {}
    if not layer.inputs:
        return
    if function == "shape":
        yield Output(((as_expr(len(layer.input)),),))
    elif function == "reshape" and isinstance(arguments.get("shape"), list):
        sizes = arguments["shape"]
        yield Output((tuple(_size(layer, i, size) for i, size in enumerate(sizes)),))
    elif function == "linalg.matmul" and arguments.keys() <= _MATMUL:
        yield from _matmul(layer, arguments)
    else:
        yield MultiplyAdds(None)


def _size(layer: Layer, axis: int, size: object) -> Expr:
    """Return one size of a new shape; one that is worked out is not known."""
    if type(size) is int and size >= 0:
        return layer.named_size(f"target_{axis}", size, "shape")
    return symbol(f"target_{axis}", None, layer.path)


def _matmul(layer: Layer, arguments: Mapping[str, Any]) -> Parts:
    left, right = layer.input, layer.named.get("b", ())
    if len(left) < 2 or len(right) < 2:  # a matrix has two axes
        yield MultiplyAdds(None)
        return
    rows, columns = left[-2], right[-1]
    if arguments.get("transpose_a") or arguments.get("adjoint_a"):
        rows = left[-1]
    if arguments.get("transpose_b") or arguments.get("adjoint_b"):
        columns = right[-2]
    summed = left[-2] if rows is left[-1] else left[-1]
    yield from matrices(layer, left, right, rows, summed, columns)
