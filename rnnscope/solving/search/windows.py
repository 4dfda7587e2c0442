"""How a window has to move for a shape to come out: its strides, padding and dilation.

No count has them.  They are looked for so that a kernel is not said to fit where it does not;
the formula of the class is asked what comes out along one axis at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from rnnscope.model.parts import LayerConfig
from rnnscope.solving.formulas.drafts import KERAS
from rnnscope.solving.formulas.moulds import cast

OF_WINDOWS = ("padding", "strides", "dilation_rate")
OPEN = "?"  # the key of arguments of which a larger value would do as well
# Settings by which a window moves, and the arguments of which other values would do as well.
Ways: TypeAlias = tuple[Sequence[Mapping[str, Any]], frozenset[str]]
STILL: Ways = (({},), frozenset())  # of a layer without a window
_KEPT = 16_384  # ways in which windows move along an axis, or along all, that are kept
_CAUSAL = ("Conv1D", "SeparableConv1D")
_CHANNELS = 1
_POOLS = (2, 3)
_MOST = 1 << 20  # of an axis: a longer one is looked at with no stride but 1


def windows(
    class_name: str,
    before: Sequence[int | None],
    kernel: Sequence[int],
    after: Sequence[int | None],
) -> Iterator[Mapping[str, Any]]:
    """Yield settings by which the sizes before become those after, the plainest first."""
    for spreads in (False, True):
        for padding in ("valid", "same"):
            # By "same" nothing depends on the kernel, so that all ask the same.
            sizes = kernel if padding == "valid" else (1,) * len(kernel)
            axes = zip(before, sizes, after, strict=True)
            moves = _moves(class_name, padding, axes, spreads=spreads)
            if moves is None:
                continue
            is_free = padding == "same" or set(kernel) == {1} or None in (*before, *after)
            found = _settings(padding, kernel, moves, is_free=is_free)
            yield found
            if padding == "same" and class_name in _CAUSAL:  # the same shape comes out
                yield {**found, "padding": "causal"}


@lru_cache(maxsize=_KEPT)
def ways_of(class_name: str, axes: tuple[tuple[int | None, int, int | None], ...]) -> Ways:
    """Return all that `windows` gives, and the arguments of which another value does as well.

    Of each axis it is given how long it is, how long the kernel along it, and what comes out.
    A padding that is the default is left out, as None, where it is one of these.
    """
    before, kernel, after = zip(*axes, strict=True)
    ways = tuple(windows(class_name, before, kernel, after))
    keys = {key for way in ways for key in way}
    differing = {key for key in keys if len({repr(way.get(key)) for way in ways}) > 1}
    untold = frozenset(differing | {key for way in ways[:1] for key in way.get(OPEN, ())}) - {OPEN}
    default = {"padding": None} if "padding" in untold else {}
    return tuple(
        {key: way[key] for key in way if key != OPEN}
        | (default if way["padding"] == "valid" else {})
        for way in ways
    ), untold


def pools(
    class_name: str, before: Sequence[int | None], after: Sequence[int | None]
) -> Iterator[Mapping[str, Any]]:
    """Yield settings of a pooling by which the sizes before become those after.

    Its strides are the size of its window where nobody gives them; windows of 2 and 3 may
    have others.
    """
    axes = list(zip(before, after, strict=False))
    for padding in ("valid", "same"):
        sizes = [_pool(class_name, padding, *axis) for axis in axes]
        if None not in sizes:
            yield {"padding": padding, "pool_size": _alike([size or 1 for size in sizes])}
    for size in _POOLS:
        for found in windows(class_name, before, [size] * len(axes), after):
            if "dilation_rate" not in found:
                yield {"strides": 1, **found, "pool_size": size}


@lru_cache(maxsize=_KEPT)
def _pool(class_name: str, padding: str, before: int | None, after: int | None) -> int | None:
    """Return the size of a window that moves by its own size; None where there is none."""
    if before is None or after is None:
        return _POOLS[0] if before is None else None

    def comes_out(size: int) -> int | None:
        return _put_out(class_name, padding, before, size, size, 1)

    return 1 if comes_out(1) == after else _first(comes_out, before, after)


class _Move(NamedTuple):
    """How a window moves along an axis; `is_only` where the next stride would not do as well."""

    stride: int
    rate: int
    is_only: bool


def _moves(
    class_name: str,
    padding: str,
    axes: Iterable[tuple[int | None, int, int | None]],
    *,
    spreads: bool,
) -> list[_Move] | None:
    """Return how a window moves along each axis; None where it cannot along one."""
    moves = []
    for axis in axes:
        move = _move(class_name, padding, *axis, spreads=spreads)
        if move is None:
            return None
        moves.append(move)
    return moves


def _settings(
    padding: str, kernel: Sequence[int], moves: Sequence[_Move], *, is_free: bool
) -> Mapping[str, Any]:
    """Return the arguments for a stride and a dilation of each axis; none for 1.

    By a dilation nothing comes out otherwise where that `is_free`, or along an axis on which
    the kernel has one place; a stride excludes it.
    """
    found: dict[str, Any] = {"padding": padding}
    strides, rates = [move.stride for move in moves], [move.rate for move in moves]
    for key, sizes in (("strides", strides), ("dilation_rate", rates)):
        if set(sizes) != {1}:
            found[key] = _alike(sizes)
    is_free = is_free and "strides" not in found
    is_free = is_free or ("dilation_rate" in found and min(kernel) == 1)
    is_open = {
        "strides": not all(move.is_only for move in moves),
        "dilation_rate": is_free,
    }
    names = tuple(key for key, is_so in is_open.items() if is_so)
    return {**found, OPEN: names} if names else found


def _alike(sizes: list[int]) -> Any:
    """Return sizes as an argument: one number where all are the same."""
    return sizes[0] if len(set(sizes)) == 1 else sizes


@lru_cache(maxsize=_KEPT)
def _move(
    class_name: str,
    padding: str,
    before: int | None,
    kernel: int,
    after: int | None,
    *,
    spreads: bool,
) -> _Move | None:
    """Return how a window moves along an axis for a size to come out; None where it cannot.

    Only one that `spreads` may have a dilation.
    """
    if before is None or after is None:
        return _Move(1, 1, is_only=False) if before is None else None

    def comes_out(stride: int, rate: int) -> int | None:
        return _put_out(class_name, padding, before, kernel, stride, rate)

    plain = comes_out(1, 1)
    if plain == after:
        return _Move(1, 1, comes_out(2, 1) != after)
    is_wider = class_name.endswith("Transpose")
    if plain is None or (plain > after if is_wider else plain < after):
        return None  # a stride and a dilation only take it further away
    if spreads:
        rate = _first(lambda rate: comes_out(1, rate), before, after) if kernel > 1 else None
        return None if rate is None else _Move(1, rate, is_only=True)
    stride = _first(lambda stride: comes_out(stride, 1), before, after)
    return None if stride is None else _Move(stride, 1, comes_out(stride + 1, 1) != after)


def _first(comes_out: Callable[[int], int | None], before: int, after: int) -> int | None:
    """Return the first number from 2 on by which a size comes out that goes one way with it."""
    low, high = 2, max(before, after, 2)
    if high > _MOST:
        return None
    grows = after > before
    while low < high:
        middle = (low + high) // 2
        size = comes_out(middle)
        passed = size is None or (size >= after if grows else size <= after)
        low, high = (low, middle) if passed else (middle + 1, high)
    return low if comes_out(low) == after else None


def _put_out(
    class_name: str, padding: str, before: int, kernel: int, stride: int, rate: int
) -> int | None:
    """Ask the formula what comes out along an axis, where all are alike."""
    axes = next(int(sign) for sign in class_name if sign.isdigit())
    settings = {
        "pool_size" if "Pooling" in class_name else "kernel_size": kernel,
        "filters": _CHANNELS,
        "padding": padding,
        "strides": stride,
        "dilation_rate": rate,
    }
    config = LayerConfig(class_name=class_name, name="window", module=KERAS, settings=settings)
    steps = [None] if class_name.startswith("ConvLSTM") else []
    shape = (None, *steps, *[before] * axes, _CHANNELS)
    said = cast(config, (shape,), {})
    outputs = said.outputs if said else ()
    return outputs[0][-2] if outputs else None
