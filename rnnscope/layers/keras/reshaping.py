"""Layers that move numbers about (keras/src/layers/reshaping)."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr, product, symbol
from rnnscope.errors import BadConfigError
from rnnscope.layers.keras.convolutional import rank_of
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts, SymbolicShape
from rnnscope.layers.registry import formula
from rnnscope.layers.spatial import channels, extent_names, named, spatial_axes, with_channels
from rnnscope.wording import shown


@formula("Flatten", source="keras/src/layers/reshaping/flatten.py")
def flatten(layer: Layer) -> Parts:
    """Lays all axes but the batch out in one row, so its size is their product."""
    yield Output(((layer.batch, product(layer.input[1:])),))


@formula("Reshape", source="keras/src/layers/reshaping/reshape.py")
def reshape(layer: Layer) -> Parts:
    """Gives the same numbers other axes."""
    target = layer.setting("target_shape")
    if not isinstance(target, list | tuple):
        raise BadConfigError(
            f"{layer.path}.config['target_shape']", f"expected sizes, found {shown(target)}"
        )
    if list(target).count(-1) > 1:
        layer.refuse("target_shape", f"expected one -1 at most, found {shown(target)}")
    sizes = [
        None
        if size in (-1, None)
        else layer.named_size(f"target_{i}", size, f"config['target_shape'][{i}]")
        for i, size in enumerate(target)
    ]
    known = product(size for size in sizes if size is not None)
    whole = product(layer.input[1:])
    _refuse_other_total(layer, whole, known)
    # Keras leaves the size open where None stands for it.
    free = symbol("rest", None, layer.path) if None in target else whole // known
    shape = (size if size is not None else layer.new("rest", free) for size in sizes)
    yield Output(((layer.batch, *shape),))


def _refuse_other_total(layer: Layer, whole: Expr, known: Expr) -> None:
    """Refuse a target shape that the numbers of the input do not fill.

    Source: keras/src/ops/operation_utils.py, compute_reshape_output_shape.
    """
    target = layer.setting("target_shape")
    if known.value is None or None in target:
        return
    if -1 in target:
        layer.need(whole, divisor=known if known.value else 1)
    else:
        layer.need(whole, least=known, most=known)
    if whole.value is None:
        return
    fits = known.value == whole.value
    if -1 in target:
        fits = known.value != 0 and whole.value % known.value == 0
    if not fits:
        layer.refuse("target_shape", f"{shown(target)} does not fit {whole.value} numbers")


@formula("Permute", source="keras/src/layers/reshaping/permute.py")
def permute(layer: Layer) -> Parts:
    """Puts the axes in another order."""
    dims = layer.setting("dims")
    if not isinstance(dims, list | tuple) or sorted(dims) != list(range(1, len(layer.input))):
        raise BadConfigError(
            f"{layer.path}.config['dims']",
            f"{shown(dims)} is no order of {len(layer.input) - 1} axes",
        )
    yield Output(((layer.batch, *(layer.input[dim] for dim in dims)),))


@formula("RepeatVector", source="keras/src/layers/reshaping/repeat_vector.py")
def repeat_vector(layer: Layer) -> Parts:
    """Repeats its input `n` times, as the steps of a sequence."""
    layer.require_axes(2)
    yield Output(((layer.batch, layer.dim("n"), layer.axis(1)),))


@formula("UpSampling1D", source="keras/src/layers/reshaping/up_sampling1d.py")
@formula("UpSampling2D", source="keras/src/layers/reshaping/up_sampling2d.py")
@formula("UpSampling3D", source="keras/src/layers/reshaping/up_sampling3d.py")
def up_sampling(layer: Layer) -> Parts:
    """Repeats or interpolates rows and columns: nothing is learned."""
    rank = rank_of(layer)
    factors = layer.sizes("size", extent_names("size", rank), default=2)
    sizes = (size * by for size, by in zip(spatial_axes(layer, rank), factors, strict=True))
    yield _resized(layer, sizes)


@formula("ZeroPadding1D", source="keras/src/layers/reshaping/zero_padding1d.py")
@formula("ZeroPadding2D", source="keras/src/layers/reshaping/zero_padding2d.py")
@formula("ZeroPadding3D", source="keras/src/layers/reshaping/zero_padding3d.py")
def zero_padding(layer: Layer) -> Parts:
    """Adds zeros around the borders: nothing is learned."""
    rank = rank_of(layer)
    borders = _borders(layer, "padding", rank)
    axes = spatial_axes(layer, rank)
    yield _resized(layer, (size + sum(by) for size, by in zip(axes, borders, strict=True)))


@formula("Cropping1D", source="keras/src/layers/reshaping/cropping1d.py")
@formula("Cropping2D", source="keras/src/layers/reshaping/cropping2d.py")
@formula("Cropping3D", source="keras/src/layers/reshaping/cropping3d.py")
def cropping(layer: Layer) -> Parts:
    """Cuts the borders off: nothing is learned."""
    rank = rank_of(layer)
    borders = _borders(layer, "cropping", rank)
    axes = spatial_axes(layer, rank)
    for size, by in zip(axes, borders, strict=True):
        layer.need(size, least=sum(by) + 1)
        if size.value is not None and size.value <= sum(by):
            layer.refuse("cropping", f"cuts {sum(by)} off an axis of {size.value}")
    yield _resized(layer, (size - sum(by) for size, by in zip(axes, borders, strict=True)))


def _resized(layer: Layer, sizes: Iterator[Expr]) -> Output:
    shape: SymbolicShape = with_channels(layer, named(layer, sizes), channels(layer))
    return Output((shape,))


def _borders(layer: Layer, key: str, rank: int) -> list[tuple[int, int]]:
    """Read how much is added or cut at both ends of each axis."""
    value = layer.setting(key)
    values = [value] * rank if rank == 1 or type(value) is int else value
    pairs = [(ends, ends) if type(ends) is int else ends for ends in values or ()]
    if len(pairs) == rank and all(map(_is_pair, pairs)):
        if min(min(pair) for pair in pairs) < 0:
            layer.refuse(key, f"expected no size below 0, found {shown(value)}")
        return [(first, last) for first, last in pairs]
    raise BadConfigError(
        f"{layer.path}.config[{key!r}]", f"expected {rank} pairs, found {shown(value)}"
    )


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and [type(size) for size in value] == [int, int]
