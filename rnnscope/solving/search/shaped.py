"""Arguments that the sizes before and after a layer without weights tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from rnnscope.model.parts import Shape
from rnnscope.solving.search.windows import pools

Settings: TypeAlias = Mapping[str, Any]


def is_told_by_shapes(class_name: str) -> bool:
    """Tell whether a class has no weights, and arguments that shapes tell."""
    return _stem(class_name) in _MAKERS


def untold_by_shapes(class_name: str) -> frozenset[str]:
    """Return the arguments of which another value would give the same shape."""
    return frozenset(_UNTOLD.get(_stem(class_name), ()))


def settings_by_shapes(class_name: str, before: Shape, after: Shape) -> Iterator[Settings]:
    """Yield arguments by which a class may make a shape of another, the plainest first."""
    maker = _MAKERS[_stem(class_name)]
    if _stem(class_name) == class_name:
        yield from maker(class_name, (before, after), after)
        return
    if class_name == "Cropping1D":  # which takes no data_format
        yield from maker(class_name, (before[1:-1], after[1:-1]), after)
        return
    if len(before) != len(after):
        return
    for data_format, cut in (("channels_last", slice(1, -1)), ("channels_first", slice(2, None))):
        for settings in maker(class_name, (before[cut], after[cut]), after):
            yield {**settings, "data_format": data_format}


def _stem(class_name: str) -> str:
    return class_name.rstrip("123D") if class_name.endswith("D") else class_name


def _reshape(_: str, __: tuple[Shape, Shape], after: Shape) -> Iterator[Settings]:
    if after[1:].count(None) <= 1:
        yield {"target_shape": [-1 if size is None else size for size in after[1:]]}
    yield {"target_shape": list(after[1:])}


def _lambda(_: str, __: tuple[Shape, Shape], after: Shape) -> Iterator[Settings]:
    yield {"output_shape": list(after[1:])}


def _padding(name: str, spatial: tuple[Shape, Shape], _: Shape) -> Iterator[Settings]:
    yield from _borders("padding", 1, name, spatial)


def _cropping(name: str, spatial: tuple[Shape, Shape], _: Shape) -> Iterator[Settings]:
    yield from _borders("cropping", -1, name, spatial)


def _borders(key: str, sign: int, name: str, spatial: tuple[Shape, Shape]) -> Iterator[Settings]:
    """Yield how much is added at both ends of each axis, as much at either where that is even."""
    pairs = list(zip(*spatial, strict=False))
    if any(pair.count(None) == 1 for pair in pairs):
        return
    more = [sign * ((after or 0) - (before or 0)) for before, after in pairs]
    borders = [[size // 2, size - size // 2] for size in more]
    if min(more, default=-1) >= 0:
        yield {key: borders[0] if name.endswith("1D") else borders}


def _pooling(name: str, spatial: tuple[Shape, Shape], _: Shape) -> Iterator[Settings]:
    yield from pools(name, *spatial)


_MAKERS: Mapping[str, Callable[[str, tuple[Shape, Shape], Shape], Iterator[Settings]]] = {
    "Reshape": _reshape,
    "Lambda": _lambda,
    "ZeroPadding": _padding,
    "Cropping": _cropping,
    "MaxPooling": _pooling,
    "AveragePooling": _pooling,
}
# A window may be larger than it moves, and a border wider at one end.
_UNTOLD: Mapping[str, tuple[str, ...]] = {
    "MaxPooling": ("pool_size", "strides", "padding"),
    "AveragePooling": ("pool_size", "strides", "padding"),
    "ZeroPadding": ("padding",),
    "Cropping": ("cropping",),
}
