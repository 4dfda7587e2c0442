"""Numbers in an equation, worked out: a factor of 1 and a summand of 0 are left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from rnnscope.equations.structure import Binary, Call, Name, Negative, Node, Number

Value = float | tuple[int, ...]

_SIGNS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right if left % right else left // right,
}


def folded(node: Node) -> Node:
    """Return a node without factors of 1 and summands of 0, and with numbers worked out."""
    match node:
        case Binary():
            return _product(node) if node.sign in "*@/" else _sum(node)
        case Call("floor", (Name() as index,)):
            return index  # which is whole
        case Call("floor" | "ceil" | "max"):
            return _worked_out(node)
        case _:
            return node


def _product(node: Binary) -> Node:
    match node:
        case Binary("*" | "@", Number(1), other) | Binary("*" | "@" | "/", other, Number(1)):
            return other
        case Binary("*", Number(0), _) | Binary("*", _, Number(0)):
            return Number(0)
        case _:
            return _worked_out(node)


def _sum(node: Binary) -> Node:
    match node:
        case Binary("+", Number(0), other) | Binary(_, other, Number(0)):
            return other
        case Binary(sign, Binary("+" | "-" as first, other, Number(int(one))), Number(int(two))):
            total = (one if first == "+" else -one) + (two if sign == "+" else -two)
            return _sum(Binary("+", other, Number(total)))
        case Binary("+", other, Number(int(value))) if value < 0:
            return Binary("-", other, Number(-value))
        case Binary("-", other, Number(int(value))) if value < 0:
            return Binary("+", other, Number(-value))
        case _:
            return _worked_out(node)


def _worked_out(node: Node) -> Node:
    value = number_of(node)
    is_whole = isinstance(value, int | tuple)
    return Number(value) if value is not None and is_whole else node


_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "max": max,
}


def number_of(node: Node) -> Value | None:
    """Return what a node comes to, if there are only numbers in it."""
    match node:
        case Number(value):
            return value
        case Negative(body):
            return _applied(lambda each: -each, number_of(body))
        case Binary(sign, left, right) if sign in _SIGNS:
            return _applied(_SIGNS[sign], number_of(left), number_of(right))
        case Call(function, arguments) if function in _FUNCTIONS:
            return _applied(_FUNCTIONS[function], *map(number_of, arguments))
        case _:
            return None


def _applied(function: Callable[..., float], *values: Value | None) -> Value | None:
    """Apply a function to numbers; to those of each axis where there are some."""
    if any(value is None for value in values):
        return None
    axes = {len(value) for value in values if isinstance(value, tuple)}
    try:
        return _each(function, max(axes, default=0), values)
    except (ArithmeticError, ValueError):  # a stride of 0, a size that is no number
        return None


def _each(function: Callable[..., float], axes: int, values: tuple[Value | None, ...]) -> Value:
    if not axes:
        return function(*values)
    each = [value if isinstance(value, tuple) else (value,) * axes for value in values]
    found = tuple(function(*parts) for parts in zip(*each, strict=True))
    return found[0] if len(set(found)) == 1 else found  # type: ignore[return-value]
