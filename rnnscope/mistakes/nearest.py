"""Where no mistake gives a number: the nearest count, and what lies between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import prod

from rnnscope.algebra.expr import Expr, Monomial, Symbol
from rnnscope.algebra.sources import Origin
from rnnscope.errors import RnnscopeError
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend

_TIMES = 4  # so often a product of sizes may lie between
_LONGEST = 6  # sizes of such a product
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
    yield f"The nearest count is that of {layer.path}, {_between(count, number)}{product}."
    if abs(number - count) <= _NEAR * count:
        yield from _with_another_size(layer, number)


def _product(layer: LayerReport, off: int) -> str:
    """Say of a difference that it is a part of a term of the formula, a few times; else nothing.

    Where sizes of other names are as large, it is not said whose it is.
    """
    fitting: list[Expr] = []
    for atoms in _parts_of_terms(layer):
        whole = prod(atom.value or 0 for atom in atoms)
        times = off // whole if whole > 1 else 0
        if 1 <= times <= _TIMES and off == times * whole:
            fitting.append(Expr(((atoms, times),)))
    longest = [part for part in fitting if part.length == fitting[0].length]
    if len({str(part) for part in longest}) != 1:
        return ""
    names, numbers = (text.replace("*", "·") for text in (str(longest[0]), longest[0].numbers()))
    return f", as many as {names}" + (f" = {numbers}" if "·" in numbers else "")


def _parts_of_terms(layer: LayerReport) -> list[Monomial]:
    """Return the products of sizes that are in the terms of a formula, the longest first."""
    terms = {atoms for inside in layer.walk() for atoms, _ in inside.own.terms}
    parts = {
        part
        for atoms in terms
        for length in range(1, min(len(atoms), _LONGEST) + 1)
        for part in combinations(atoms, length)
        if any(isinstance(atom, Symbol) and atom.name != "gates" for atom in part)
    }
    spend(len(parts))
    return sorted(parts, key=lambda part: (-len(part), str(Expr(((part, 1),)))))


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
