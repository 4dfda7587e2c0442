"""What a node of a Functional model takes: tensors, and settings that name axes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rnnscope.algebra.expr import Expr, as_expr, total
from rnnscope.algebra.joined import twins
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import SymbolicShape
from rnnscope.model.parts import TensorRef


def nodes(names: Iterable[str]) -> list[str]:
    """Return the names that operations are registered by."""
    return [f"ops.{name}" for name in names]


def only_input(layer: Layer) -> Iterator[SymbolicShape]:
    """Yield the shape of the one tensor that an operation takes; none where it takes more."""
    calls = layer.config.calls
    is_first = all(isinstance(call.args[0], TensorRef) for call in calls if call.args)
    if is_first and (len(layer.inputs) == 1 or not calls):
        yield from layer.inputs[:1]


def takes_only_tensors(layer: Layer) -> bool:
    """Tell whether all arguments are tensors, or lists of them."""
    return all(not call.kwargs and _all_tensors(call.args) for call in layer.config.calls)


def _all_tensors(values: Sequence[Any]) -> bool:
    return all(
        _all_tensors(value) if isinstance(value, list | tuple) else isinstance(value, TensorRef)
        for value in values
    )


def added_up(layer: Layer, sizes: Sequence[Expr]) -> Expr:
    """Return the sum of sizes; those that it takes for one have to stay of one value."""
    for number, (one, other) in enumerate(twins(sizes)):
        layer.need(layer.new(f"twin_{number}", other), like=one, for_formula=True)
    return total(sizes)


def reduced(layer: Layer, shape: SymbolicShape, axis: Any) -> SymbolicShape:
    """Return a shape without some axes, or with size 1 there for `keepdims`; None means all."""
    axes = range(len(shape)) if axis is None else axes_of(axis, len(shape))
    if layer.flag("keepdims", default=False):
        return tuple(as_expr(1) if i in axes else size for i, size in enumerate(shape))
    return tuple(size for i, size in enumerate(shape) if i not in axes)


def axes_of(axes: Any, rank: int) -> list[int]:
    """Return axes, one or several, counted from the front."""
    return [axis % rank for axis in (axes if isinstance(axes, list | tuple) else [axes])]


def resized(shape: SymbolicShape, axis: int, size: Expr) -> SymbolicShape:
    """Return a shape with another size along one axis."""
    sizes = list(shape)
    sizes[axis] = size
    return tuple(sizes)


def is_chosen(size: Expr) -> bool:
    """Tell whether a size is, by whatever names, one that somebody chose, and was not computed."""
    symbol = size.single
    while symbol is not None and symbol.origin is not None:
        symbol = symbol.origin.single
    return symbol is not None
