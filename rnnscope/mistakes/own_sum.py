"""The asker's own arithmetic, term by term, beside the weights that a layer has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.errors import BadFormulaError
from rnnscope.report.formula_text import parse

MOST = 400  # weights with which a sum is compared
_NUMBER = re.compile(r"(?<![\w.])\d[\d,_]*(?![\w.(])")
_POWER = re.compile(r"(?<=\*\*)\s*n(\d+)\b")
_POWERS = re.compile(r"\*\*\s*(\d{1,9})")
_SIGNS = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "×": "*", "·": "*", "^": "**"})
_SQUARED = {"²": "**2", "³": "**3"}
_LONGEST = 1_000  # characters of a sum
_HIGHEST = 4_096  # power of a power of a power
_APART = 16  # equal terms of a sum that are held against weights one by one


@dataclass(frozen=True, slots=True)
class Term:
    """A product of a sum; where it is a weight, what that is called, and the layer that has it."""

    factors: tuple[int, ...]
    weight: str = ""
    path: str = ""

    @property
    def value(self) -> int:
        """The product."""
        return prod(self.factors)

    @property
    def numbers(self) -> str:
        """The product as arithmetic."""
        return "*".join(map(str, self.factors)) or "1"


def read(text: str, names: Mapping[str, Expr]) -> Expr:
    """Read a sum; each number in it stays a size of its own, so that terms can be told apart.

    Raises:
        BadFormulaError: it is no sum of products, or has a name that is not in `names`.

    """
    numbers: dict[str, Expr] = {}

    def named(match: re.Match[str]) -> str:
        digits = re.sub("[,_]", "", match[0])
        numbers[f"n{digits}"] = symbol(digits, int(digits))
        return f"n{digits}"

    if len(text) > _LONGEST:
        raise BadFormulaError(text, f"it is longer than {_LONGEST:,} characters")
    plain = text.translate(_SIGNS)
    for sign, power in _SQUARED.items():
        plain = plain.replace(sign, power)
    if prod(int(power) for power in _POWERS.findall(plain)) > _HIGHEST:
        raise BadFormulaError(text, "its powers are too high")
    plain = _POWER.sub(r"\1", _NUMBER.sub(named, plain))
    try:
        return parse(plain, {**names, **numbers})
    except BadFormulaError as error:
        if not names and "no size named" in error.problem:
            problem = "names of sizes are understood only where a layer is named"
            raise BadFormulaError(text, problem) from None
        raise BadFormulaError(text, re.sub(r"\bn(\d+)\b", r"\1", error.problem)) from None


def terms_of(count: Expr) -> Iterator[Term]:
    """Yield the products of a sum that somebody wrote; equal ones apart."""
    for atoms, n in count.terms:
        factors = tuple(sorted(atom.value or 0 for atom in atoms if atom.value != 1))
        if 0 < n <= _APART:
            yield from [Term(factors)] * n
        else:
            yield Term((n, *factors))


def terms_in(count: Expr, times: int) -> Iterator[Term]:
    """Yield the products of a weight's count, taken some times, in numbers."""
    for atoms, n in count.terms:
        factors = (times, n, *(atom.value or 0 for atom in atoms))
        yield Term(tuple(factor for factor in factors if factor != 1))
