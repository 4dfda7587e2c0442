"""Layers that join several inputs (keras/src/layers/merging)."""

from __future__ import annotations

from functools import partial, reduce

from rnnscope.algebra.expr import Expr, as_expr
from rnnscope.algebra.joined import joined
from rnnscope.errors import BadConfigError
from rnnscope.keras_facts.merging import ELEMENTWISE
from rnnscope.layers.layer import Layer
from rnnscope.layers.nodes import added_up
from rnnscope.layers.parts import MultiplyAdds, Output, Parts, SymbolicShape
from rnnscope.layers.registry import formula
from rnnscope.wording import NAME, shown
from rnnscope.wording import joined as said_together


@formula(*ELEMENTWISE, source="keras/src/layers/merging/base_merge.py")
def elementwise(layer: Layer) -> Parts:
    """Joins its inputs number by number; it has no weights.

    Equation:
        y = sum over n (x[n]), for Add
        y = x[0] - x[1], for Subtract
        y = product over n (x[n]), for Multiply
        y = mean over n (x[n]), for Average
        y = max over n (x[n]), for Maximum
        y = min over n (x[n]), for Minimum
        n: each input
    """
    if layer.class_name == "Subtract":
        _require_two(layer)
    yield Output((reduce(partial(_joined, layer), layer.inputs[1:], layer.input),))


@formula("Concatenate", source="keras/src/layers/merging/concatenate.py")
def concatenate(layer: Layer) -> Parts:
    """Lays its inputs side by side along one axis, so their sizes there add up."""
    axis = layer.setting("axis", -1)
    rank = len(layer.input)
    if type(axis) is not int or not -rank <= axis < rank:
        raise BadConfigError(f"{layer.path}.config['axis']", f"no axis {shown(axis)} of {rank}")
    _refuse_unlike_beside(layer, axis % rank)
    shape = list(layer.input)
    shape[axis] = added_up(layer, [layer.axis(axis, of=taken) for taken in layer.inputs])
    yield Output((tuple(shape),))


@formula("Dot", source="keras/src/layers/merging/dot.py")
def dot(layer: Layer) -> Parts:
    """Multiplies its two inputs along one axis of each and sums up; it has no weights."""
    _require_two(layer)
    axes = layer.setting("axes")
    pair = (axes, axes) if isinstance(axes, int) else tuple(axes)
    first, second = (
        layer.axis(axis, of=shape) for shape, axis in zip(layer.inputs, pair, strict=True)
    )
    layer.need(first, like=second)
    if _differ(first, second):
        layer.refuse(
            "axes", f"its inputs have {first.value} and {second.value} along {shown(axes)}"
        )
    left, right = (
        [size for i, size in enumerate(shape) if i != axis % len(shape)]
        for shape, axis in zip(layer.inputs, pair, strict=True)
    )
    shape = (*left, *right[1:])
    is_per_sample = all(axis % len(s) for axis, s in zip(pair, layer.inputs, strict=True))
    yield MultiplyAdds((*shape[1:], first) if is_per_sample else None)
    yield Output((shape if len(shape) > 1 else (*shape, as_expr(1)),))


def _require_two(layer: Layer) -> None:
    if len(layer.inputs) != 2:
        raise BadConfigError(layer.path, f"takes 2 inputs, but gets {len(layer.inputs)}")


def _refuse_unlike_beside(layer: Layer, axis: int) -> None:
    """Refuse inputs that differ along another axis than the one they are laid side by side."""
    for shape in layer.inputs:
        pairs = list(enumerate(zip(shape, layer.input, strict=False)))
        for _, (size, first) in (pair for pair in pairs if pair[0] not in (0, axis)):
            layer.need(size, like=first)
        if len(shape) != len(layer.input) or any(i != axis and _differ(*pair) for i, pair in pairs):
            raise BadConfigError(layer.path, f"its inputs do not fit: {_listed(layer)}")


def _differ(left: Expr, right: Expr) -> bool:
    return None not in (left.value, right.value) and left.value != right.value


def _listed(layer: Layer) -> str:
    shapes = [str(tuple(size.value for size in shape)) for shape in layer.inputs]
    return said_together(shapes, ", ", NAME)


def _joined(layer: Layer, left: SymbolicShape, right: SymbolicShape) -> SymbolicShape:
    """Return the shape of two inputs joined number by number, aligned at their last axes.

    The batch stands apart, and an axis of open size stays open.  Sizes that
    differ are refused, but for 1.

    Source: keras/src/layers/merging/base_merge.py, _compute_elemwise_op_output_shape.
    """
    batch = right[0] if left[0].value is None else left[0]
    long, short = sorted((left[1:], right[1:]), key=len, reverse=True)
    spare = len(long) - len(short)
    pairs = list(zip(long[spare:], short, strict=True))
    is_unlike = any(_differ(*pair) and 1 not in map(int, pair) for pair in pairs)
    if is_unlike or _differ(left[0], right[0]):
        raise BadConfigError(layer.path, f"its inputs do not fit: {_listed(layer)}")
    return (batch, *long[:spare], *(_wider(layer, *pair) for pair in pairs))


def _wider(layer: Layer, left: Expr, right: Expr) -> Expr:
    """Return the size of two that have to be alike, or one of them 1, which is then spread."""
    is_right = right.value is None or (left.value == 1 and right.value != 1)
    size, other = (right, left) if is_right else (left, right)
    layer.need(size, like=other, spreads=True)
    return joined(size, other)
