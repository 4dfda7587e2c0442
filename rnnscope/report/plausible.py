"""Which of several settings that fit a printed row are the likelier: these are told first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from rnnscope.model.parts import Shape
from rnnscope.report.row_verdict import Fit

_ROUND = 8  # sizes that people choose are often multiples of it, or of ten
_USUAL_KERNELS = (1, 3, 5, 7)
_LARGEST_KERNEL = 11
_MOST_HEADS = 16  # of an attention, in most models


def oddness(fit: Fit) -> tuple[object, ...]:
    """Return what is less, the likelier settings are.

    Likely are kernels that are small and square, few heads, inputs of few axes, and sizes that
    people choose.
    """
    shape = fit.input_shapes[0][1:] if fit.input_shapes else ()
    own = [value for key, value in fit.settings.items() if _is_size(key, value)]
    sizes = [size for size in (*shape, *own) if size]
    odd = [size for size in sizes if size > _ROUND and size % _ROUND and size % 10]
    is_first = fit.settings.get("data_format") == "channels_first"
    return (
        _of_kernel(fit),
        fit.settings.get("num_heads", 1) > _MOST_HEADS,
        is_odd(shape) or is_first,
        len(shape),
        shape.count(None),
        len(odd),
        max(sizes, default=0),
    )


def is_odd(shape: Shape) -> bool:
    """Tell a shape that nobody has: of no sizes, or of some with one behind that is left open."""
    is_open = [size is None for size in shape]
    return not shape or (False, True) in pairwise(is_open)


def _is_size(key: str, value: Any) -> bool:
    return type(value) is int and not key.endswith("kernel_size")


def _of_kernel(fit: Fit) -> int:
    """Say how odd a kernel is: 0 where there is none, or it is as most are."""
    kernels = [value for key, value in fit.settings.items() if key.endswith("kernel_size")]
    sizes = [size for kernel in kernels for size in _sizes(kernel)]
    is_square = len(set(sizes)) < 2
    if is_square and all(size in _USUAL_KERNELS for size in sizes):
        return 0
    if max(sizes) <= _LARGEST_KERNEL:
        return 1 if is_square else 2
    return 3


def _sizes(kernel: Any) -> Iterable[int]:
    return kernel if isinstance(kernel, list | tuple) else (kernel,)
