"""Counts that hold sizes left open until run time, worked out once those are told.

>>> from rnnscope.algebra.expr import symbol
>>> timesteps = symbol("timesteps", None, "input")
>>> half = symbol("timesteps", None, "pooling", origin=timesteps // 2)
>>> [size.qualified for size in open_sizes(half * 3)]
['input.timesteps']
>>> value_at(half * 3, {"timesteps": 9})
12
>>> print(in_open_sizes(half * symbol("units", 3) + 1))
3*(timesteps//2) + 1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rnnscope.algebra.expr import Atom, Expr, Quotient, Symbol, as_expr, product, total
from rnnscope.untrusted.limits import spend


def open_sizes(count: Expr) -> tuple[Symbol, ...]:
    """Return the sizes that a count comes from in the end and that are left open, each once."""
    symbols = (symbol for symbol in _deepest_first(count) if symbol.value is None)
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol.origin is None))


def value_at(count: Expr, sizes: Mapping[str, int]) -> int | None:
    """Return the value of a count with sizes in the place of open ones, by name or by full name.

    None where one is left open still.
    """
    values: dict[int, int | None] = {}
    for symbol in _deepest_first(count):
        value = symbol.value
        if value is None and symbol.origin is not None:
            value = _value(symbol.origin, values)
        elif value is None:
            value = sizes.get(symbol.qualified, sizes.get(symbol.name))
        values[id(symbol)] = value
    return _value(count, values)


def in_open_sizes(count: Expr) -> Expr | None:
    """Return a count in the sizes left open that it comes from, with all others as numbers.

    None where it has more terms than the limit `formula_terms` allows.
    """
    exprs: dict[int, Expr] = {}
    try:
        for symbol in _deepest_first(count):
            exprs[id(symbol)] = _open(symbol, exprs)
        return _put_in(count, exprs)
    except OverflowError:
        return None


def _open(symbol: Symbol, exprs: Mapping[int, Expr]) -> Expr:
    if symbol.value is not None:
        return as_expr(symbol.value)
    return symbol.expr if symbol.origin is None else _put_in(symbol.origin, exprs)


def _put_in(count: Expr, exprs: Mapping[int, Expr]) -> Expr:
    def put_in(atom: Atom) -> Expr:
        if isinstance(atom, Symbol):
            return exprs[id(atom)]
        return _put_in(atom.numerator, exprs) // _put_in(atom.denominator, exprs)

    return total(n * product(map(put_in, atoms)) for atoms, n in count.terms)


def _deepest_first(count: Expr) -> Iterator[Symbol]:
    """Yield every symbol after those that it was computed from, as far as they are open.

    Two that are written alike are two: what they were computed from may differ.
    """
    waiting, met = list(_symbols(count)), set[int]()
    while waiting:
        symbol = waiting[-1]
        deeper = symbol.origin if symbol.value is None else None
        missing = [s for s in _symbols(deeper) if id(s) not in met] if deeper else []
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if id(symbol) not in met:
            spend()
            met.add(id(symbol))
            yield symbol


def _symbols(count: Expr) -> Iterator[Symbol]:
    for atom in count.atoms:
        if isinstance(atom, Symbol):
            yield atom
        else:
            yield from _symbols(atom.numerator)
            yield from _symbols(atom.denominator)


def _value(count: Expr, values: Mapping[int, int | None]) -> int | None:
    result = 0
    for atoms, n in count.terms:
        for atom in atoms:
            value = _quotient(atom, values) if isinstance(atom, Quotient) else values[id(atom)]
            if value is None:
                return None
            n *= value
        result += n
    return result


def _quotient(atom: Quotient, values: Mapping[int, int | None]) -> int | None:
    top, bottom = _value(atom.numerator, values), _value(atom.denominator, values)
    return None if top is None or not bottom else top // bottom
