"""Operations that pick from a tensor or cut it up, as nodes of a Functional model.

Where an argument other than the settings has a say, such as a constant array,
the formula gives no output, and the shape on record is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rnnscope.algebra.expr import Expr, as_expr, ceil_div, symbol
from rnnscope.layers.layer import Layer
from rnnscope.layers.nodes import axes_of, only_input, resized, takes_only_tensors
from rnnscope.layers.operations.elementwise import array_shape
from rnnscope.layers.parts import Output, Parts, SymbolicShape
from rnnscope.layers.registry import formula
from rnnscope.model.parts import tensor_refs
from rnnscope.untrusted.limits import current

_SOURCE = "keras/src/ops/numpy.py"


@formula("ops.GetItem", source=_SOURCE)
def get_item(layer: Layer) -> Parts:
    """Picks entries and ranges along the axes, as `x[...]` does."""
    if layer.inputs and layer.config.calls and not layer.config.calls[0].kwargs:
        _, key = layer.config.calls[0].args
        keys = [_as_python(place) for place in (key if isinstance(key, list | tuple) else [key])]
        if not any(tensor_refs(keys)):
            yield Output((tuple(_picked(layer, keys)),))


def _as_python(key: Any) -> Any:
    """Return a range or an ellipsis that a config spells out as Python has it."""
    match key:
        case {"class_name": "__ellipsis__"}:
            return Ellipsis
        case {"class_name": "__slice__", "config": {"start": start, "stop": stop, "step": step}}:
            return slice(start, stop, step)
        case _:
            return key


def _picked(layer: Layer, keys: Sequence[Any]) -> Iterator[Expr]:
    """Yield the sizes that are left once each key has taken its axis."""
    keys = keys if any(key is Ellipsis for key in keys) else [*keys, Ellipsis]
    covered = len(layer.input) - sum(key is not None for key in keys) + 1
    sizes = iter(layer.input)
    for key in keys:
        if key is None:
            yield as_expr(1)
        elif key is Ellipsis:
            yield from (next(sizes) for _ in range(covered))
        elif isinstance(key, slice):
            yield _range(layer, next(sizes), key)
        else:
            layer.need(next(sizes), least=_reach(key))


def _reach(place: int) -> int:
    """Return how long an axis is at least that has a place; one below 0 counts from its end."""
    return -place if place < 0 else place + 1


def _range(layer: Layer, size: Expr, key: slice) -> Expr:
    """Return how long a range of an axis is, in terms of the axis where that can be said."""
    least, said = _ranging(layer, size, key)
    if size.value is None:
        return _of_open(layer, size, said, least)
    length = len(range(*key.indices(size.value)))
    if said is None or said.value != length:
        layer.need(size, least=size.value, most=size.value, for_formula=True)
        return as_expr(length)
    layer.need(size, least=least, for_formula=True)  # a shorter one has an empty range
    return said


def _of_open(layer: Layer, size: Expr, said: Expr | None, least: int) -> Expr:
    """Return how long a range of an open axis is: open, and known as soon as the axis is."""
    if said is None or said.is_constant:
        layer.need(size, like=symbol("range", None, layer.path), for_formula=True)
        return size
    layer.need(size, least=least, for_formula=True)
    return said


def _ranging(layer: Layer, size: Expr, key: slice) -> tuple[int, Expr | None]:
    """Return how long an axis has to be for a range, and how long that is then."""
    start, stop, step = key.start or 0, key.stop, key.step or 1
    if key.start is None and stop is None:
        return 0, ceil_div(size, abs(step))
    if step < 1:
        return 0, None
    least, said = _stepping(layer, size, start, stop)
    return least, said if said is None or step == 1 else ceil_div(said, step)


def _stepping(layer: Layer, size: Expr, start: int, stop: int | None) -> tuple[int, Expr | None]:
    """Return how long an axis has to be for a range without a step, and how long that is then."""
    said: tuple[int, Expr | None] = 0, None
    match start >= 0, stop is None or stop < 0:
        case (True, False) | (False, True) if stop is not None and start >= stop:
            said = 0, as_expr(0)
        case True, True:
            least = start - (stop or 0)
            said = least, size - least
        case True, False:
            said = start, _smaller(layer, size, stop or 0) - start
        case False, True:
            said = -(stop or 0), _smaller(layer, size, -start) + (stop or 0)
        case _:
            pass
    return said


def _smaller(layer: Layer, size: Expr, bound: int) -> Expr:
    """Return a size, or a bound where the size is beyond it."""
    is_below = as_expr(2 * bound) // (size + bound + 1)  # 1 or 0
    return layer.new("range", bound - is_below * (bound - size))


@formula("ops.Split", source=_SOURCE)
def split(layer: Layer) -> Parts:
    """Cuts its input into pieces along one axis."""
    for shape in only_input(layer):
        axis, cuts = layer.setting("axis", 0), layer.setting("indices_or_sections")
        sizes = _pieces(layer, layer.axis(axis, of=shape), cuts)
        yield Output(tuple(resized(shape, axis, size) for size in sizes))


def _pieces(layer: Layer, size: Expr, cuts: Any) -> list[Expr]:
    if isinstance(cuts, int):
        layer.need(size, divisor=cuts)
        return [size // cuts] * cuts
    layer.need(size, least=max(cuts, default=0))
    starts, ends = [as_expr(0), *map(as_expr, cuts)], [*map(as_expr, cuts), size]
    return [end - start for start, end in zip(starts, ends, strict=True)]


@formula("ops.Unstack", source="keras/src/ops/core.py")
def unstack(layer: Layer) -> Parts:
    """Takes one axis apart, into as many tensors as it has places."""
    for shape in only_input(layer):
        (axis,) = axes_of(layer.setting("axis", 0), len(shape))
        number = layer.setting("num") or int(shape[axis])
        layer.need(shape[axis], least=number, most=number, for_formula=True)
        if number <= current().outputs:
            yield Output(((*shape[:axis], *shape[axis + 1 :]),) * number)


@formula("ops.Take", source=_SOURCE)
def take(layer: Layer) -> Parts:
    """Picks entries along one axis, by their places in the second input."""
    for shape, places in _picks(layer):
        axis = layer.setting("axis")
        if axis is None:
            yield Output((places,))
        else:
            (axis,) = axes_of(axis, len(shape))
            yield Output(((*shape[:axis], *places, *shape[axis + 1 :]),))


def _picks(layer: Layer) -> Iterator[tuple[SymbolicShape, SymbolicShape]]:
    """Yield what is picked from, and the shape of the places that are picked."""
    if len(layer.inputs) == 2 and takes_only_tensors(layer):
        yield layer.inputs[0], layer.inputs[1]
    elif len(layer.inputs) == 1 and layer.config.calls:
        places = array_shape(layer.config.calls[0].args[-1])
        if places is not None:
            yield layer.input, tuple(map(as_expr, places))
