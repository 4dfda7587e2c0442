"""A formula that somebody expects of a layer, held against the layer's own.

Both are the same where they are the same polynomial.  A number in the text may stand for a size
of that value that the text also names, as the first 128 of `128*units + 28*units + units`; and
sizes that the text does not name stand there by their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product

from rnnscope.algebra.expr import Expr, Operand, Symbol, as_expr
from rnnscope.errors import BadFormulaError
from rnnscope.report.basis import Basis
from rnnscope.report.formula_text import compared, own_names, parse
from rnnscope.report.report import LayerReport

_READINGS = 2_000  # of the numbers in one text
_MOST = 2**80  # value of a formula


@dataclass(frozen=True, slots=True)
class Comparison:
    """A formula as it was read, and the layer's own; `holds` where they are the same."""

    expected: Expr
    found: Expr
    holds: bool

    @property
    def off(self) -> Expr:
        """What the layer's own formula has more than the expected one."""
        return self.found - self.expected


def has_formula(row: LayerReport) -> bool:
    """Tell whether a layer has a formula with which another can be compared."""
    return row.basis in (Basis.DERIVED, Basis.TRACED)


def comparison(row: LayerReport, text: str) -> Comparison:
    """Compare a formula with that of a layer.

    Raises:
        BadFormulaError: it is no expression, or has a name that the layer's sizes do not have.

    """
    names = own_names(row)
    try:
        expected = parse(text, names)
    except BadFormulaError as error:
        told = error.problem.replace("the layer has", f"{row.path} has")
        raise BadFormulaError(text, told) from None
    if abs(expected.value or 0) > _MOST:
        raise BadFormulaError(text, "its value is beyond any count")
    expected, found = compared(row, expected), compared(row, row.count)
    return Comparison(expected, found, expected == found or _holds(row, text, found, expected))


def _holds(row: LayerReport, text: str, found: Expr, expected: Expr) -> bool:
    """Tell whether the text is the layer's formula in one reading of its numbers."""
    if expected.value != found.value:
        return False  # whatever a number stands for, it is of its value
    named = set(expected.symbols)

    def put_in(size: Symbol) -> Operand:
        return size.expr if size in named or size.value is None else size.value

    found = found.substitute(put_in)
    return any(reading == found for reading in _readings(row, text, expected.symbols))


def _readings(row: LayerReport, text: str, named: tuple[Symbol, ...]) -> list[Expr]:
    """Return what a text says where its numbers stand for sizes that it names too."""
    names, numbers = own_names(row), list[int]()

    def noted(number: int) -> Expr:
        numbers.append(number)
        return as_expr(number)

    parse(text, names, noted)
    choices = [
        [as_expr(number), *(size.expr for size in named if size.value == number)]
        for number in numbers
    ]
    return [
        compared(row, _read(text, names, chosen)) for chosen in islice(product(*choices), _READINGS)
    ]


def _read(text: str, names: Mapping[str, Expr], chosen: Iterable[Expr]) -> Expr:
    """Read a text whose numbers, one after the other, stand for what is chosen."""
    left = iter(chosen)
    return parse(text, names, lambda _: next(left))
