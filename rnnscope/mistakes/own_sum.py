"""The asker's own arithmetic, term by term, beside the weights that a layer has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.errors import BadFormulaError
from rnnscope.report.formula_text import parse
from rnnscope.report.report import LayerReport

_NUMBER = re.compile(r"(?<![\w.])\d[\d,_]*(?![\w.(])")
_POWER = re.compile(r"(?<=\*\*)\s*n(\d+)\b")
_POWERS = re.compile(r"\*\*\s*(\d{1,9})")
_SIGNS = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "×": "*", "·": "*", "^": "**"})
_SQUARED = {"²": "**2", "³": "**3"}
_LONGEST = 1_000  # characters of a sum
_HIGHEST = 4_096  # power of a power of a power
_APART = 16  # equal terms of a sum that are held against weights one by one
_TIMES = 4  # a term that is more times a weight hardly stands for it
_MOST = 400  # weights with which a sum is compared


@dataclass(frozen=True, slots=True)
class Term:
    """A product of a sum: its factors, and the weight that it is, where it is one."""

    factors: tuple[int, ...]
    weight: str = ""

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


def terms_in(name: str, count: Expr, times: int) -> Iterator[Term]:
    """Yield the products of a weight's count, taken some times, in numbers."""
    for atoms, n in count.terms:
        factors = (times, n, *(atom.value or 0 for atom in atoms))
        yield Term(tuple(factor for factor in factors if factor != 1), name)


def weights_of(layers: Iterable[LayerReport], *, named: bool = False) -> list[Term]:
    """Return the weights of layers as products; equal ones of like layers inside are one.

    Each is `named` with its layer where they are those of several.
    """
    shapes: dict[tuple[str, tuple[int, ...]], tuple[Expr, int]] = {}
    for layer in layers:
        for inside in layer.walk():
            place = inside.path if layer.is_model else layer.path
            for weight in (weight for weight in inside.weights if not weight.shared_with):
                name = f"{place}'s {weight.name}" if named else weight.name
                count, n = shapes.get((name, weight.shape), (weight.count, 0))
                shapes[name, weight.shape] = (count, n + 1)
    terms = (terms_in(name, count, n) for (name, _), (count, n) in shapes.items())
    return [term for each in terms for term in each][:_MOST]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is left of a sum and of a layer's weights where they are held against each other."""

    more: tuple[Term, ...]
    less: tuple[Term, ...]
    other: tuple[tuple[Term, Term], ...]

    @property
    def off(self) -> int:
        """How much is not alike."""
        pairs = sum(abs(one.value) + abs(own.value) for one, own in self.other)
        return pairs + sum(abs(term.value) for term in (*self.more, *self.less))


def compared(own: Iterable[Term], weights: Iterable[Term]) -> Compared:
    """Hold the terms of a sum against a layer's weights."""
    left, lacking = list(own), list(weights)
    for alike in (_same_factors, _same_value):
        for term in list(left):
            match = next((weight for weight in lacking if alike(term, weight)), None)
            if match is not None:
                left.remove(term)
                lacking.remove(match)
    pairs = []
    for term in list(left):
        near = [weight for weight in lacking if _is_near(term, weight)]
        if near:
            weight = max(near, key=lambda each: _shared(term, each))
            pairs.append((term, weight))
            left.remove(term)
            lacking.remove(weight)
    return Compared(tuple(left), tuple(lacking), tuple(pairs))


def difference(own: Iterable[Term], parts: Iterable[tuple[Expr, ...]]) -> int:
    """Return how much of a sum is not alike in what is counted for each weight of some layers."""
    counts = Counter(
        (place, count) for layer in parts for place, count in enumerate(map(_in_numbers, layer))
    )
    terms = [term for (_, count), n in counts.items() for term in terms_in("", count, n)]
    return compared(own, terms).off


def _in_numbers(count: Expr) -> Expr:
    """Write a count with sizes that are the same where their values are."""
    return count.substitute(lambda size: symbol(str(size.value), size.value))


def _same_factors(one: Term, other: Term) -> bool:
    return sorted(one.factors) == sorted(other.factors)


def _same_value(one: Term, other: Term) -> bool:
    """Tell whether one term is the other, with some factors multiplied out.

    Where both have factors that the other lacks, it is chance that they come to the same.
    """
    own, others = Counter(one.factors), Counter(other.factors)
    left = min((own - others).total(), (others - own).total())
    return one.value == other.value and left <= 1


def _shared(one: Term, other: Term) -> int:
    """Return the product of the factors that two terms both have."""
    return prod((Counter(one.factors) & Counter(other.factors)).elements())


def _is_near(one: Term, other: Term) -> bool:
    """Tell whether one term is the other but for a whole factor, and they share some."""
    small, large = sorted((abs(one.value), abs(other.value)))
    is_few_times = small > 0 and large % small == 0 and large // small <= _TIMES
    return is_few_times and _shared(one, other) > 1
