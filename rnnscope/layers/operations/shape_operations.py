"""Operations that change the shape, as nodes of a Functional model (keras/src/ops/numpy.py).

Where an argument other than the settings has a say, such as a constant array,
the formula gives no output, and the shape on record is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from rnnscope.algebra.expr import Expr, as_expr, product, symbol
from rnnscope.layers.layer import Layer
from rnnscope.layers.nodes import (
    added_up,
    axes_of,
    is_chosen,
    nodes,
    only_input,
    reduced,
    resized,
    takes_only_tensors,
)
from rnnscope.layers.operations.elementwise import broadcast
from rnnscope.layers.parts import MultiplyAdds, Output, Parts, SymbolicShape
from rnnscope.layers.registry import formula

_SOURCE = "keras/src/ops/numpy.py"
_REDUCTIONS = (
    *("Sum", "Mean", "Max", "Min", "Prod", "Std", "Var", "Any", "All", "Argmax", "Argmin"),
    *("CountNonzero", "Amax", "Amin", "Average", "Median", "Logsumexp", "Norm"),
)


@formula(*nodes(_REDUCTIONS), source=_SOURCE)
def reduction(layer: Layer) -> Parts:
    """Keeps one number for all those along `axis`: it has no weights."""
    for shape in only_input(layer):
        yield Output((reduced(layer, shape, layer.setting("axis")),))


@formula("ops.Moments", source="keras/src/ops/nn.py")
def moments(layer: Layer) -> Parts:
    """Mean and variance along `axes`: it has no weights."""
    for shape in only_input(layer):
        yield Output((reduced(layer, shape, layer.setting("axes")),) * 2)


@formula("ops.Transpose", source=_SOURCE)
def transpose(layer: Layer) -> Parts:
    """Puts the axes in another order."""
    for shape in only_input(layer):
        axes = layer.setting("axes")
        yield Output((shape[::-1] if axes is None else tuple(shape[axis] for axis in axes),))


@formula("ops.Swapaxes", source=_SOURCE)
def swapaxes(layer: Layer) -> Parts:
    """Lets two axes change places."""
    for shape in map(list, only_input(layer)):
        one, other = layer.setting("axis1"), layer.setting("axis2")
        shape[one], shape[other] = shape[other], shape[one]
        yield Output((tuple(shape),))


@formula("ops.Moveaxis", source=_SOURCE)
def moveaxis(layer: Layer) -> Parts:
    """Moves axes to other places; the rest stays in order."""
    for shape in only_input(layer):
        rank = len(shape)
        sources, places = (axes_of(layer.setting(key), rank) for key in ("source", "destination"))
        moved = dict(zip(places, sources, strict=True))
        rest = iter([axis for axis in range(rank) if axis not in sources])
        yield Output((tuple(shape[moved[i] if i in moved else next(rest)] for i in range(rank)),))


@formula("ops.Reshape", source=_SOURCE)
def reshape(layer: Layer) -> Parts:
    """Gives the same numbers other axes, the batch's among them."""
    for shape in only_input(layer):
        sizes = layer.setting("newshape")
        given = [_target(layer, shape, axis, size) for axis, size in enumerate(sizes)]
        known = product(size for size in given if size is not None)
        is_open = any(size.value is None for size in (*shape, known))
        rest = None if is_open else _rest(layer, product(shape), known)
        if sizes[:1] == [-1] and _is_batch_kept(shape, sizes):
            rest = shape[0]
        yield Output((tuple(_filled_in(layer, *each, rest) for each in enumerate(given)),))


def _target(layer: Layer, shape: SymbolicShape, axis: int, size: object) -> Expr | None:
    """Return one size of a new shape, None for what is left of the numbers.

    One that is an axis of the old shape, as somebody chose it, comes from there.
    """
    if size == -1:
        return None
    if not isinstance(size, int):
        return symbol(f"target_{axis}", None, layer.path)
    target = layer.named_size(f"target_{axis}", size, f"config['newshape'][{axis}]")
    if axis < len(shape) and shape[axis].value == size and is_chosen(shape[axis]):
        layer.need(shape[axis], like=target)
        return shape[axis]
    return target


def _rest(layer: Layer, whole: Expr, known: Expr) -> Expr | None:
    """Return what is left for a -1, of numbers that fill a new shape."""
    if -1 in layer.setting("newshape"):
        layer.need(whole, divisor=known)
        return layer.new("rest", whole // known)
    layer.need(whole, least=known, most=known)
    return None


def _filled_in(layer: Layer, axis: int, size: Expr | None, rest: Expr | None) -> Expr:
    if size is None:
        return symbol(f"target_{axis}", None, layer.path) if rest is None else rest
    return size


def _is_batch_kept(shape: SymbolicShape, sizes: Sequence[object]) -> bool:
    """Tell whether each example has as many numbers in the new shape as in the old one."""
    old = [size.value for size in shape[1:]]
    new = [size for size in sizes[1:] if isinstance(size, int) and size > 0]
    is_known = None not in old and len(new) == len(sizes) - 1
    return is_known and prod(size or 0 for size in old) == prod(new)


@formula("ops.Ravel", source=_SOURCE)
def ravel(layer: Layer) -> Parts:
    """Lays all axes out in one row, so its size is their product."""
    for shape in only_input(layer):
        yield Output(((product(shape),),))


@formula("ops.Cumsum", "ops.Cumprod", source=_SOURCE)
def cumulative(layer: Layer) -> Parts:
    """Adds or multiplies up along `axis`; without one, over all axes laid out in a row."""
    for shape in only_input(layer):
        yield Output(((product(shape),) if layer.setting("axis") is None else shape,))


@formula("ops.Squeeze", source=_SOURCE)
def squeeze(layer: Layer) -> Parts:
    """Leaves out axes of size 1."""
    for shape in only_input(layer):
        axis = layer.setting("axis")
        ones = [i for i, size in enumerate(shape) if size.value == 1]
        left_out = ones if axis is None else axes_of(axis, len(shape))
        for i in left_out:
            layer.need(shape[i], least=1, most=1)
        for size in (each for each in shape[1:] if axis is None and each.value != 1):
            layer.need(size, least=2, for_formula=True)
        yield Output((tuple(size for i, size in enumerate(shape) if i not in left_out),))


@formula("ops.ExpandDims", source=_SOURCE)
def expand_dims(layer: Layer) -> Parts:
    """Puts in axes of size 1."""
    for shape in only_input(layer):
        axes = layer.setting("axis")
        rank = len(shape) + (len(axes) if isinstance(axes, list | tuple) else 1)
        new, rest = axes_of(axes, rank), iter(shape)
        yield Output((tuple(as_expr(1) if i in new else next(rest) for i in range(rank)),))


@formula("ops.Concatenate", source=_SOURCE)
def concatenate(layer: Layer) -> Parts:
    """Lays its inputs side by side along one axis, so their sizes there add up."""
    if layer.inputs and takes_only_tensors(layer):
        shape, axis = list(layer.input), layer.setting("axis", 0)
        _note_alike(layer, but=axis % len(shape))
        shape[axis] = added_up(layer, [layer.axis(axis, of=taken) for taken in layer.inputs])
        yield Output((tuple(shape),))


def _note_alike(layer: Layer, but: int | None = None) -> None:
    """Note that all inputs have the sizes of the first, along all axes or all but one."""
    for shape in layer.inputs[1:]:
        for axis, (one, other) in enumerate(zip(layer.input, shape, strict=False)):
            if axis != but:
                layer.need(one, like=other)


@formula("ops.Stack", source=_SOURCE)
def stack(layer: Layer) -> Parts:
    """Lays its inputs on each other along a new axis."""
    if layer.inputs and takes_only_tensors(layer):
        _note_alike(layer)
        shape = list(layer.input)
        shape.insert(layer.setting("axis", 0) % (len(shape) + 1), as_expr(len(layer.inputs)))
        yield Output((tuple(shape),))


@formula("ops.Matmul", source=_SOURCE)
def matmul(layer: Layer) -> Parts:
    """The product of two stacks of matrices; neither is a weight of the operation."""
    shapes = layer.inputs
    if len(shapes) == 2 and takes_only_tensors(layer) and min(map(len, shapes)) > 1:
        left, right = shapes
        layer.need(left[-1], like=right[-2])
        yield from matrices(layer, left, right, left[-2], left[-1], right[-1])
    else:
        yield MultiplyAdds(None)


def matrices(
    layer: Layer,
    left: SymbolicShape,
    right: SymbolicShape,
    rows: Expr,
    summed: Expr,
    columns: Expr,
) -> Parts:
    """Yield what the product of two stacks of matrices takes and gives.

    Of two flat ones, one has the batch where it is summed over.
    """
    shape = (*broadcast(layer, left[:-2], right[:-2]), rows, columns)
    is_per_sample = min(len(left), len(right)) > 2
    yield MultiplyAdds((*shape[1:], summed) if is_per_sample else None)
    yield Output((shape,))


@formula("ops.Repeat", source=_SOURCE)
def repeat(layer: Layer) -> Parts:
    """Repeats every number along one axis."""
    times, axis = layer.setting("repeats"), layer.setting("axis")
    times = times[0] if isinstance(times, list | tuple) and len(times) == 1 else times
    for shape in only_input(layer):
        if isinstance(times, int) and axis is not None:
            yield Output((resized(shape, axis, layer.axis(axis, of=shape) * times),))


@formula("ops.Tile", source=_SOURCE)
def tile(layer: Layer) -> Parts:
    """Repeats its whole input along each axis."""
    for shape in only_input(layer):
        times = layer.setting("repeats")
        times = list(times) if isinstance(times, list | tuple) else [times]
        rank = max(len(shape), len(times))
        sizes = (*[as_expr(1)] * (rank - len(shape)), *shape)
        times = [*[1] * (rank - len(times)), *times]
        yield Output((tuple(size * n for size, n in zip(sizes, times, strict=True)),))


@formula("ops.Pad", source=_SOURCE)
def pad(layer: Layer) -> Parts:
    """Puts numbers around the borders of each axis."""
    for shape in only_input(layer):
        widths = layer.setting("pad_width")
        widths = widths * len(shape) if len(widths) == 1 else widths
        sizes = (size + sum(width) for size, width in zip(shape, widths, strict=True))
        yield Output((tuple(sizes),))


@formula("ops.OneHot", source="keras/src/ops/nn.py")
def one_hot(layer: Layer) -> Parts:
    """Writes whole numbers as rows of `num_classes` zeros and a one."""
    for shape in map(list, only_input(layer)):
        axis, classes = layer.setting("axis", -1), layer.dim("num_classes", least=0)
        shape.insert(len(shape) if axis == -1 else axis, classes)
        yield Output((tuple(shape),))


@formula("ops.Resize", source="keras/src/ops/image.py")
def resize(layer: Layer) -> Parts:
    """Scales images to another height and width."""
    for shape in map(list, only_input(layer)):
        if len(shape) in (3, 4):
            at = -2 if layer.setting("data_format") == "channels_first" else -3
            shape[at], shape[at + 1] = layer.sizes("size", ("height", "width"), least=0)
            yield Output((tuple(shape),))


@formula("ops.BroadcastTo", source=_SOURCE)
def broadcast_to(layer: Layer) -> Parts:
    """Repeats its input along axes of size 1, up to a given shape."""
    for shape in only_input(layer):
        sizes = layer.setting("shape")
        given = tuple(
            layer.named_size(f"target_{i}", size, f"config['shape'][{i}]")
            for i, size in enumerate(sizes)
        )
        pairs = list(_aligned(given, shape))
        for size, old in pairs:
            if old is not None:
                layer.need(size, like=old, spreads=True)
        yield Output((tuple(_kept(*pair) for pair in pairs),))


def _aligned(given: SymbolicShape, shape: SymbolicShape) -> Iterator[tuple[Expr, Expr | None]]:
    spare = [None] * (len(given) - len(shape))
    return zip(given, [*spare, *shape], strict=True)


def _kept(size: Expr, old: Expr | None) -> Expr:
    is_kept = old is not None and old.value == size.value and is_chosen(old)
    return old if old is not None and is_kept else size


@formula("ops.Einsum", source=_SOURCE)
def einsum(layer: Layer) -> Parts:
    """A sum of products along the axes that `subscripts` names."""
    subscripts = str(layer.setting("subscripts")).replace(" ", "")
    source, arrow, output = subscripts.partition("->")
    labels = source.split(",")
    fits = [len(letters) for letters in labels] == [len(shape) for shape in layer.inputs]
    if arrow and fits and "." not in subscripts and takes_only_tensors(layer):
        sizes: dict[str, Expr] = {}
        for letters, shape in zip(labels, layer.inputs, strict=True):
            for label, size in zip(letters, shape, strict=True):
                (sizes[label],) = broadcast(layer, (sizes.get(label, size),), (size,))
        batch = labels[0][:1]
        is_per_sample = len(labels) == 2 and batch == output[:1] == labels[1][:1]
        rest = (size for label, size in sizes.items() if label != batch)
        yield MultiplyAdds(tuple(rest) if is_per_sample else None)
        yield Output((tuple(sizes[label] for label in output),))
    else:
        yield MultiplyAdds(None)
