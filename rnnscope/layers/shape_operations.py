"""Operations that change the shape, as nodes of a Functional model (keras/src/ops/numpy.py).

Where an argument other than the settings has a say, such as a constant array,
the formula gives no output, and the shape on record is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rnnscope.expr import Expr, as_expr, product, symbol, total
from rnnscope.layers._parts import Layer, Output, Parts, SymbolicShape
from rnnscope.layers._registry import formula
from rnnscope.layers.operations import broadcast, nodes
from rnnscope.model import TensorRef, tensor_refs

_SOURCE = "keras/src/ops/numpy.py"
_REDUCTIONS = (
    *("Sum", "Mean", "Max", "Min", "Prod", "Std", "Var", "Any", "All", "Argmax", "Argmin"),
    *("CountNonzero", "Amax", "Amin", "Average", "Median", "Logsumexp", "Norm"),
)


@formula(*nodes(_REDUCTIONS), source=_SOURCE)
def reduction(layer: Layer) -> Parts:
    """Keeps one number for all those along `axis`: it has no weights."""
    for shape in _input(layer):
        yield Output((_reduced(layer, shape, layer.setting("axis")),))


@formula("ops.Moments", source="keras/src/ops/nn.py")
def moments(layer: Layer) -> Parts:
    """Mean and variance along `axes`: it has no weights."""
    for shape in _input(layer):
        reduced = _reduced(layer, shape, layer.setting("axes"))
        yield Output((reduced, reduced))


@formula("ops.Transpose", source=_SOURCE)
def transpose(layer: Layer) -> Parts:
    """Puts the axes in another order."""
    for shape in _input(layer):
        axes = layer.setting("axes")
        yield Output((shape[::-1] if axes is None else tuple(shape[axis] for axis in axes),))


@formula("ops.Swapaxes", source=_SOURCE)
def swapaxes(layer: Layer) -> Parts:
    """Lets two axes change places."""
    for shape in map(list, _input(layer)):
        one, other = layer.setting("axis1"), layer.setting("axis2")
        shape[one], shape[other] = shape[other], shape[one]
        yield Output((tuple(shape),))


@formula("ops.Moveaxis", source=_SOURCE)
def moveaxis(layer: Layer) -> Parts:
    """Moves axes to other places; the rest stays in order."""
    for shape in _input(layer):
        rank = len(shape)
        sources, places = (_axes(layer.setting(key), rank) for key in ("source", "destination"))
        moved = dict(zip(places, sources, strict=True))
        rest = iter([axis for axis in range(rank) if axis not in sources])
        yield Output(
            (tuple(shape[moved[i] if i in moved else next(rest)] for i in range(rank)),)
        )


@formula("ops.Reshape", source=_SOURCE)
def reshape(layer: Layer) -> Parts:
    """Gives the same numbers other axes, the batch's among them."""
    for shape in _input(layer):
        sizes = layer.setting("newshape")
        known = product(size for size in sizes if isinstance(size, int) and size != -1)
        is_open = any(size.value is None for size in shape) or not all(
            isinstance(size, int) for size in sizes
        )
        rest = None if is_open else product(shape) // known
        yield Output((tuple(_target(layer, shape, i, size, rest) for i, size in enumerate(sizes)),))


def _target(layer: Layer, shape: SymbolicShape, axis: int, size: object, rest: Expr | None) -> Expr:
    """Return one size of a new shape; one that fits an axis of the old shape comes from there."""
    if size == -1 and rest is not None:
        return layer.new("rest", rest)
    if not isinstance(size, int) or size == -1:
        return symbol(f"target_{axis}", None, layer.path)
    if axis < len(shape) and shape[axis].value == size:
        return shape[axis]
    return layer.named_size(f"target_{axis}", size, "config['newshape']")


@formula("ops.Ravel", source=_SOURCE)
def ravel(layer: Layer) -> Parts:
    """Lays all axes out in one row, so its size is their product."""
    for shape in _input(layer):
        yield Output(((product(shape),),))


@formula("ops.Squeeze", source=_SOURCE)
def squeeze(layer: Layer) -> Parts:
    """Leaves out axes of size 1."""
    for shape in _input(layer):
        axis = layer.setting("axis")
        ones = [i for i, size in enumerate(shape) if size.value == 1]
        left_out = ones if axis is None else _axes(axis, len(shape))
        yield Output((tuple(size for i, size in enumerate(shape) if i not in left_out),))


@formula("ops.ExpandDims", source=_SOURCE)
def expand_dims(layer: Layer) -> Parts:
    """Puts in axes of size 1."""
    for shape in _input(layer):
        axes = layer.setting("axis")
        rank = len(shape) + (len(axes) if isinstance(axes, list | tuple) else 1)
        new, rest = _axes(axes, rank), iter(shape)
        yield Output((tuple(as_expr(1) if i in new else next(rest) for i in range(rank)),))


@formula("ops.Concatenate", source=_SOURCE)
def concatenate(layer: Layer) -> Parts:
    """Lays its inputs side by side along one axis, so their sizes there add up."""
    if layer.inputs and _takes_tensors_only(layer):
        shape, axis = list(layer.input), layer.setting("axis", 0)
        shape[axis] = total(layer.axis(axis, of=each) for each in layer.inputs)
        yield Output((tuple(shape),))


@formula("ops.Stack", source=_SOURCE)
def stack(layer: Layer) -> Parts:
    """Lays its inputs on each other along a new axis."""
    if layer.inputs and _takes_tensors_only(layer):
        shape = list(layer.input)
        shape.insert(layer.setting("axis", 0) % (len(shape) + 1), as_expr(len(layer.inputs)))
        yield Output((tuple(shape),))


@formula("ops.Matmul", source=_SOURCE)
def matmul(layer: Layer) -> Parts:
    """The product of two stacks of matrices; neither is a weight of the operation."""
    shapes = layer.inputs
    if len(shapes) == 2 and _takes_tensors_only(layer) and min(map(len, shapes)) > 1:
        left, right = shapes
        yield Output(((*broadcast(left[:-2], right[:-2]), left[-2], right[-1]),))


@formula("ops.Split", source=_SOURCE)
def split(layer: Layer) -> Parts:
    """Cuts its input into pieces along one axis."""
    for shape in _input(layer):
        axis, cuts = layer.setting("axis", 0), layer.setting("indices_or_sections")
        sizes = _pieces(layer.axis(axis, of=shape), cuts)
        yield Output(tuple(_resized(shape, axis, size) for size in sizes))


def _pieces(size: Expr, cuts: Any) -> list[Expr]:
    if isinstance(cuts, int):
        return [size // cuts] * cuts
    starts, ends = [as_expr(0), *map(as_expr, cuts)], [*map(as_expr, cuts), size]
    return [end - start for start, end in zip(starts, ends, strict=True)]


@formula("ops.Unstack", source="keras/src/ops/core.py")
def unstack(layer: Layer) -> Parts:
    """Takes one axis apart, into as many tensors as it has places."""
    for shape in _input(layer):
        (axis,) = _axes(layer.setting("axis", 0), len(shape))
        number = layer.setting("num") or int(shape[axis])
        yield Output(((*shape[:axis], *shape[axis + 1 :]),) * min(number, _MOST_OUTPUTS))


_MOST_OUTPUTS = 100_000


@formula("ops.Repeat", source=_SOURCE)
def repeat(layer: Layer) -> Parts:
    """Repeats every number along one axis."""
    times, axis = layer.setting("repeats"), layer.setting("axis")
    times = times[0] if isinstance(times, list | tuple) and len(times) == 1 else times
    for shape in _input(layer):
        if isinstance(times, int) and axis is not None:
            yield Output((_resized(shape, axis, layer.axis(axis, of=shape) * times),))


@formula("ops.Tile", source=_SOURCE)
def tile(layer: Layer) -> Parts:
    """Repeats its whole input along each axis."""
    for shape in _input(layer):
        times = layer.setting("repeats")
        times = list(times) if isinstance(times, list | tuple) else [times]
        rank = max(len(shape), len(times))
        sizes = (*[as_expr(1)] * (rank - len(shape)), *shape)
        times = [*[1] * (rank - len(times)), *times]
        yield Output((tuple(size * n for size, n in zip(sizes, times, strict=True)),))


@formula("ops.Pad", source=_SOURCE)
def pad(layer: Layer) -> Parts:
    """Puts numbers around the borders of each axis."""
    for shape in _input(layer):
        widths = layer.setting("pad_width")
        widths = widths * len(shape) if len(widths) == 1 else widths
        sizes = (size + sum(width) for size, width in zip(shape, widths, strict=True))
        yield Output((tuple(sizes),))


@formula("ops.Take", source=_SOURCE)
def take(layer: Layer) -> Parts:
    """Picks entries along one axis, by their places in the second input."""
    if len(layer.inputs) == 2 and _takes_tensors_only(layer):
        shape, places = layer.inputs
        axis = layer.setting("axis")
        if axis is None:
            yield Output((places,))
        else:
            (axis,) = _axes(axis, len(shape))
            yield Output(((*shape[:axis], *places, *shape[axis + 1 :]),))


@formula("ops.OneHot", source="keras/src/ops/nn.py")
def one_hot(layer: Layer) -> Parts:
    """Writes whole numbers as rows of `num_classes` zeros and a one."""
    for shape in map(list, _input(layer)):
        axis, classes = layer.setting("axis", -1), layer.dim("num_classes")
        shape.insert(len(shape) if axis == -1 else axis, classes)
        yield Output((tuple(shape),))


@formula("ops.BroadcastTo", source=_SOURCE)
def broadcast_to(layer: Layer) -> Parts:
    """Repeats its input along axes of size 1, up to a given shape."""
    for shape in _input(layer):
        sizes = layer.setting("shape")
        given = tuple(
            layer.named_size(f"target_{i}", size, "config['shape']")
            for i, size in enumerate(sizes)
        )
        yield Output((tuple(_kept(size, old) for size, old in _aligned(given, shape)),))


def _aligned(given: SymbolicShape, shape: SymbolicShape) -> Iterator[tuple[Expr, Expr | None]]:
    spare = [None] * (len(given) - len(shape))
    return zip(given, [*spare, *shape], strict=True)


def _kept(size: Expr, old: Expr | None) -> Expr:
    return old if old is not None and old.value == size.value else size


@formula("ops.GetItem", source=_SOURCE)
def get_item(layer: Layer) -> Parts:
    """Picks entries and ranges along the axes, as `x[...]` does."""
    if layer.inputs and layer.config.calls and not layer.config.calls[0].kwargs:
        _, key = layer.config.calls[0].args
        keys = key if isinstance(key, list | tuple) else [key]
        if not any(tensor_refs(keys)):
            yield Output((tuple(_picked(layer.input, keys)),))


def _picked(shape: SymbolicShape, keys: Sequence[Any]) -> Iterator[Expr]:
    """Yield the sizes that are left once each key has taken its axis."""
    kinds = [key["class_name"] if isinstance(key, dict) else key for key in keys]
    if "__ellipsis__" not in kinds:
        keys, kinds = [*keys, {}], [*kinds, "__ellipsis__"]
    covered = len(shape) - sum(kind is not None for kind in kinds) + 1
    sizes = iter(shape)
    for key, kind in zip(keys, kinds, strict=True):
        if kind is None:
            yield as_expr(1)
        elif kind == "__ellipsis__":
            yield from (next(sizes) for _ in range(covered))
        elif kind == "__slice__":
            yield _range(next(sizes), **key["config"])
        else:
            next(sizes)


def _range(size: Expr, start: int | None, stop: int | None, step: int | None) -> Expr:
    """Return how long a range of an axis is, in terms of the axis where that can be said."""
    if size.value is None:
        return size
    length = len(range(*slice(start, stop, step).indices(size.value)))
    cut = size - (start or 0) + (stop or 0)
    from_the_end = step in (None, 1) and (start or 0) >= 0 and (stop or 0) <= 0
    if stop == 0 or not from_the_end or cut.value != length:
        return size if length == size.value else as_expr(length)
    return cut


def _input(layer: Layer) -> Iterator[SymbolicShape]:
    """Yield the shape of the one tensor that an operation takes; none where it takes more."""
    calls = layer.config.calls
    if len(layer.inputs) == 1 or not calls:
        if all(isinstance(call.args[0], TensorRef) for call in calls if call.args):
            yield from layer.inputs[:1]


def _takes_tensors_only(layer: Layer) -> bool:
    """Tell whether all arguments are tensors, or lists of them."""
    return all(not call.kwargs and _all_tensors(call.args) for call in layer.config.calls)


def _all_tensors(values: Sequence[Any]) -> bool:
    return all(
        _all_tensors(value) if isinstance(value, list | tuple) else isinstance(value, TensorRef)
        for value in values
    )


def _reduced(layer: Layer, shape: SymbolicShape, axis: Any) -> SymbolicShape:
    axes = range(len(shape)) if axis is None else _axes(axis, len(shape))
    if layer.flag("keepdims", default=False):
        return tuple(as_expr(1) if i in axes else size for i, size in enumerate(shape))
    return tuple(size for i, size in enumerate(shape) if i not in axes)


def _axes(axes: Any, rank: int) -> list[int]:
    """Return axes, one or several, counted from the front."""
    return [axis % rank for axis in (axes if isinstance(axes, list | tuple) else [axes])]


def _resized(shape: SymbolicShape, axis: int, size: Expr) -> SymbolicShape:
    sizes = list(shape)
    sizes[axis] = size
    return tuple(sizes)
