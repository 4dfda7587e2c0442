"""Sizes of tensors that are joined number by number: they are the same, or one of them is 1.

What comes out has the size of either, and is written as that of the first.  With other
sizes the first may be 1, and then it is the second; so it remembers both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rnnscope.algebra.expr import Expr, Symbol


def joined(size: Expr, other: Expr) -> Expr:
    """Return what two sizes give that are joined: the first, unless only that is 1 by then.

    Of two of which one is 1 now, the first is the other one.

    >>> from rnnscope.algebra.expr import symbol
    >>> size = joined(symbol("units", 8, "a"), symbol("units", 8, "b"))
    >>> print(size.qualified(), [str(each) for each in size.single.joined])
    a.units ['units', 'units']
    """
    symbol = size.single
    is_settled = other.is_constant and other.value == 1
    if symbol is None or is_settled or size == other or None in (size.value, other.value):
        return size
    return replace(symbol, joined=(size, other)).expr


def twins(sizes: Sequence[Expr]) -> Iterator[tuple[Expr, Expr]]:
    """Yield pairs of sizes that are added up as one, though other sizes may tell them apart.

    They are written alike, and one is joined with another size, or is of another call.

    >>> from rnnscope.algebra.expr import symbol
    >>> size = symbol("units", 8, "a")
    >>> len(list(twins([size, joined(size, symbol("units", 8, "b"))])))
    1
    """
    met: dict[Symbol, dict[int, Symbol]] = {}
    for symbol in (symbol for size in sizes for symbol in size.symbols):
        met.setdefault(symbol, {})[id(symbol)] = symbol
    for first, *others in (tuple(alike.values()) for alike in met.values()):
        for other in others:
            if first.joined is not other.joined or first.origin is not other.origin:
                yield first.expr, other.expr
