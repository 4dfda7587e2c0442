"""Where no mistake gives a number: the nearest count, and what lies between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement
from math import prod

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.sources import Origin
from rnnscope.errors import RnnscopeError
from rnnscope.report.report import LayerReport, Report

_TIMES = 4  # so often a product of sizes may lie between
_NEAR = 0.5  # of a count, within which another number is near
_HUGE = 10**9


def nearest(report: Report, number: int, layer: LayerReport | None) -> Iterator[str]:
    """Yield sentences on the count that is nearest; they name no cause."""
    if layer is not None:
        yield from _of_layer(layer, number)
        return
    counts = [(row.layer_params or 0, row) for row in report.layers if row.layer_params]
    count, row = min(counts, key=lambda pair: abs(pair[0] - number), default=(0, None))
    total = report.total or 0
    if row is None or (total and abs(total - number) <= abs(count - number)):
        if total:
            yield f"The nearest count is the model's total, {_between(total, number)}."
    else:
        yield from _of_layer(row, number)


def _between(count: int, number: int) -> str:
    off = number - count
    return f"{count:,}: {number:,} is {abs(off):,} {'more' if off > 0 else 'fewer'}"


def _of_layer(layer: LayerReport, number: int) -> Iterator[str]:
    count = layer.layer_params
    if count is None:
        return
    product = _product(layer, abs(number - count))
    clean = f" = {product}" if product else ""
    yield f"The nearest count is that of {layer.path}, {_between(count, number)}{clean}."
    if abs(number - count) <= _NEAR * count:
        yield from _with_another_size(layer, number)


def _product(layer: LayerReport, off: int) -> str:
    """Write a difference as a product of the layer's own sizes, where it is one; else nothing."""
    own = {size.name: size for inside in layer.walk() for size in inside.symbols}
    sizes = [size for size in own.values() if size.value > 1]
    for factors in (*combinations_with_replacement(sizes, 2), *((size,) for size in sizes)):
        whole = prod(size.value for size in factors)
        times = off // whole
        if off % whole == 0 and 1 <= times <= _TIMES:
            often = [str(times)] * (times > 1)
            numbers = "·".join([*often, *(str(size.value) for size in factors)])
            names = "·".join([*often, *(size.name for size in factors)])
            return f"{numbers} ({names})"
    return ""


def _with_another_size(layer: LayerReport, number: int) -> Iterator[str]:
    """Yield the settings by which the layer would have so many; that is no cause."""
    for size in _settings(layer):
        try:
            values = layer.count.solutions(number, size)
        except RnnscopeError:
            continue
        for value in values[:1]:
            if value and value < _HUGE:
                yield f"With {size.name}={value} {layer.path} would have {number:,}."


def _settings(layer: LayerReport) -> list[Symbol]:
    if layer.children or not layer.basis.is_by_formula:
        return []
    return [size for size in layer.own.symbols if size.kind is Origin.SETTING]
