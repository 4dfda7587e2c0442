"""Another number of features flowing into a layer, with which it would be as expected."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.errors import RnnscopeError, TooMuchWorkError
from rnnscope.expectations.asked import Asked
from rnnscope.report.report import LayerReport
from rnnscope.wording import cut

_PLACES = ("height", "width", "depth", "timesteps")
_WINDOWS = (2, 3, 4)


def input_sizes(asked: Asked) -> Iterator[str]:
    """Yield what would have to flow into a layer, where that is made of several sizes."""
    row = asked.row
    if row is None or asked.text or asked.found is None or not row.basis.is_by_formula:
        return
    for symbol in _flowing_in(row):
        for size in _solutions(row, asked.number, symbol):
            yield (
                f"With {symbol.name} = {size:,} (it is {symbol.value:,}) {cut(row.path)} would "
                f"have {asked.number:,}{_pooled(symbol, size)}."
            )


def _flowing_in(row: LayerReport) -> list[Symbol]:
    """Return the sizes of what flows in that are products of some, as behind a Flatten."""
    own = row.own.symbols if not row.children else ()
    return [size for size in own if size.origin and size.value and _is_product(size.origin)]


def _is_product(origin: Expr) -> bool:
    return len(origin.terms) == 1 and origin.terms[0][1] == 1 and origin.length > 1


def _solutions(row: LayerReport, number: int, symbol: Symbol) -> list[int]:
    try:
        return [size for size in row.count.solutions(number, symbol) if size > 0]
    except TooMuchWorkError:
        raise
    except RnnscopeError:
        return []


def _pooled(symbol: Symbol, size: int) -> str:
    """Say that a size is what a pooling would leave of the one that there is, if it is."""
    factors = symbol.origin.symbols if symbol.origin is not None else ()
    places = [each.value or 0 for each in factors if each.name in _PLACES]
    others = [each.value or 0 for each in factors if each.name not in _PLACES]
    if not places or prod(places) * prod(others) != symbol.value:
        return ""
    if prod(others) == size:
        return f", as behind a global pooling of {'·'.join(map(str, places))}"
    for window in _WINDOWS:
        left = [place // window for place in places]
        if prod(left) * prod(others) == size:
            return f": {'·'.join(map(str, [*left, *others]))}, as behind a pooling by {window}"
    return ""
