"""A formula that somebody wrote, read as an expression in a layer's own names.

It is read, never evaluated: names, whole numbers, and + - * // ** between
them.  Two formulas are the same when they are the same polynomial, however
they are written.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TypeAlias

from rnnscope.algebra.expr import Expr, Symbol, as_expr, product, symbol
from rnnscope.algebra.sources import Origin
from rnnscope.errors import BadFormulaError
from rnnscope.report.report import LayerReport
from rnnscope.wording import shown

MAX_LENGTH = 10_000
MAX_POWER = 16
_TOO_DEEP = "it is nested too deep"


def own_names(layer: LayerReport) -> dict[str, Expr]:
    """Return the names that a formula for a layer may use, each with what it stands for.

    They are the sizes of its weights and of those inside it, and the layers
    inside it.  A size that differs between two layers inside needs the name
    of its layer before it: `forward_layer.units`.
    """
    names: dict[str, Expr] = {}
    ambiguous: set[str] = set()
    plain = _plain_names(layer)
    for inside in layer.walk():
        place = inside.path[len(layer.path) + 1 :]
        for size in inside.own.symbols:
            if names.setdefault(size.name, plain(size)).value != size.value:
                ambiguous.add(size.name)
            if place:
                names[f"{place}.{size.name}"] = plain(size)
        if place:
            names[place] = inside.count.substitute(plain)
    return {name: expr for name, expr in names.items() if name not in ambiguous}


def compared(layer: LayerReport, count: Expr) -> Expr:
    """Write a count in the plain names of `own_names`, with the constants as numbers.

    Sizes of layers inside keep their layer's name only where the plain name
    is ambiguous.
    """
    return count.substitute(_plain_names(layer))


def _plain_names(layer: LayerReport) -> Callable[[Symbol], Expr]:
    values: dict[str, set[int | None]] = {}
    for inside in layer.walk():
        for size in inside.own.symbols:
            values.setdefault(size.name, set()).add(size.value)

    def plain(size: Symbol) -> Expr:
        if size.kind is Origin.CONSTANT and size.value is not None:
            return as_expr(size.value)
        place = size.owner[len(layer.path) + 1 :]
        is_ambiguous = place and len(values.get(size.name, ())) > 1
        return symbol(f"{place}.{size.name}" if is_ambiguous else size.name, size.value)

    return plain


Number: TypeAlias = Callable[[int], Expr]


def parse(text: str, names: Mapping[str, Expr], number: Number = as_expr) -> Expr:
    """Read a formula; `number` says what a number in it stands for, if that is another than itself.

    Raises:
        BadFormulaError: it is not an expression, or has a name that is not in `names`.

    """
    tree = _tree(text)
    try:
        read = _read(tree, text, names, number)
    except (RecursionError, MemoryError):
        raise BadFormulaError(text, _TOO_DEEP) from None
    except ArithmeticError as error:
        raise BadFormulaError(text, str(error)) from None
    if read.value is None:
        raise BadFormulaError(text, "it divides by zero")
    return read


def refuse_unreadable(text: str) -> None:
    """Refuse what is no formula, whatever layer it may be meant for.

    Raises:
        BadFormulaError: it is none; the message says why.

    """
    _tree(text)


def _tree(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise BadFormulaError(f"{text[:60]}...", f"it is longer than {MAX_LENGTH} characters")
    if not text.strip():
        raise BadFormulaError(text, "it is empty")
    try:
        return ast.parse(text.replace("·", "*").replace("×", "*").strip(), mode="eval").body
    except SyntaxError as error:
        raise BadFormulaError(text, _why_none(error)) from None
    except (RecursionError, MemoryError):
        raise BadFormulaError(text, _TOO_DEEP) from None
    except ValueError:  # which some versions of Python have for a NUL
        raise BadFormulaError(text, "it has a sign that is none of a formula") from None


def _why_none(error: SyntaxError) -> str:
    """Return what Python says is wrong, without what it says of files and of itself."""
    if "limit" in error.msg and "digits" in error.msg:
        return "it has a number that is beyond any count"
    return error.msg.removesuffix(". Perhaps you forgot a comma?")


def _read(node: ast.expr, text: str, names: Mapping[str, Expr], number: Number) -> Expr:
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return number(value)
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return _name(ast.unparse(node), text, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_read(operand, text, names, number)
        case ast.BinOp(left=left, op=op, right=right):
            base = _read(left, text, names, number)
            power = as_expr if isinstance(op, ast.Pow) else number
            return _operation(base, op, _read(right, text, names, power), text)
        case _:
            part = ast.unparse(node)
            raise BadFormulaError(text, f"{shown(part)} is neither a name, a number nor a sum")


def _name(name: str, text: str, names: Mapping[str, Expr]) -> Expr:
    if name not in names:
        known = ", ".join(names) or "none"
        raise BadFormulaError(text, f"the layer has no size named {shown(name)}; it has: {known}")
    return names[name]


def _operation(left: Expr, op: ast.operator, right: Expr, text: str) -> Expr:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.FloorDiv():
            return left // right
        case ast.Pow() if right.is_constant and 0 <= int(right) <= MAX_POWER:
            return product([left] * int(right))
        case _:
            raise BadFormulaError(text, "only + - * // and whole powers are understood")
