"""Parameter counts as text that adds up.

An `Expr` is a polynomial in named sizes.  Each name carries its value and,
where it was computed from other sizes, its origin, so an expression is at
once a number and its own explanation:

>>> units, input_dim = symbol("units", 4), symbol("input_dim", 8)
>>> count = input_dim * units + units * units + units
>>> print(count, "=", count.numbers(), "=", int(count))
units*units + units*input_dim + units = 4*4 + 4*8 + 4 = 52

The order of names and terms is fixed, so equal counts are written alike; what
is written is Python, with the sizes as its variables.  A count can be asked for
the sizes that it is made of, and for the value that gives it a number:

>>> [size.name for size in count.roots]
['units', 'input_dim']
>>> count.solutions(52, units.roots[0])
(4,)

A size known only at run time has the value None, and so has what holds it:

>>> timesteps = symbol("timesteps", None)
>>> print(timesteps + 1, (timesteps + 1).value)
timesteps + 1 None
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import prod
from typing import TypeAlias

from rnnscope.algebra.order import RANK
from rnnscope.algebra.sources import SETTING, Origin, Source
from rnnscope.errors import UnknownSizeError
from rnnscope.untrusted.limits import beyond, current, spend

_ONE = (((), 1),)  # the terms of the number 1
_FEW = 8  # terms of a product, for which no limit needs to be looked at


@dataclass(frozen=True, slots=True)
class Symbol:
    """A named size, counted in elements: its value, whose it is, and where it comes from.

    `origin` is the expression it was computed from; where there is none,
    `source` says where it comes from.  `joined` are the two sizes that it is one of, where
    a size of 1 gives way to another (`algebra/joined.py`).
    """

    name: str
    value: int | None
    owner: str = ""
    origin: Expr | None = field(default=None, compare=False, repr=False)
    source: Source = field(default=SETTING, compare=False, repr=False)
    joined: tuple[Expr, Expr] | None = field(default=None, compare=False, repr=False)

    @property
    def kind(self) -> Origin:
        """The kind of place that it comes from."""
        return self.source.kind if self.origin is None else Origin.COMPUTED

    @property
    def rank(self) -> tuple[int, str, str]:
        """Sort by place in the order of names, then by name."""
        return RANK.get(self.name, len(RANK)), self.name, self.owner

    @property
    def qualified(self) -> str:
        """The name with its owner before it: `simple_rnn.units`."""
        return f"{self.owner}.{self.name}" if self.owner else self.name

    @property
    def expr(self) -> Expr:
        """The expression that is just this symbol."""
        return Expr((((self,), 1),))


@dataclass(frozen=True, slots=True)
class Quotient:
    """A whole-number division, as it stands in the expression."""

    numerator: Expr
    denominator: Expr

    @property
    def value(self) -> int | None:
        """The quotient, rounded down as Python's `//` does."""
        top, bottom = self.numerator.value, self.denominator.value
        return None if top is None or not bottom else top // bottom

    @property
    def length(self) -> int:
        """How many names are in it, each as often as it is written."""
        return self.numerator.length + self.denominator.length

    @property
    def rank(self) -> tuple[int, str, str]:
        """Sort where the first name of the numerator stands."""
        first = min((atom.rank for atom in self.numerator.atoms), default=(len(RANK), "", ""))
        return first[0], str(self.numerator), str(self.denominator)


Atom: TypeAlias = Symbol | Quotient
Monomial: TypeAlias = tuple[Atom, ...]
Operand: TypeAlias = "Expr | int"


@dataclass(frozen=True, slots=True)
class Expr:
    """A sum of products of sizes, each product with its coefficient: a size or a count of elements.

    It is computed with, by + - * and //, as numbers are, with others and with whole
    numbers.  `int(expr)` is its number, `str(expr)` says it in Python.

    Raises:
        UnknownSizeError: its number is asked for, and a size is known only at run time.
        ZeroDivisionError: it is divided by the number 0.
        OverflowError: a product of sums has more terms than the limit `formula_terms` allows.

    """

    terms: tuple[tuple[Monomial, int], ...]

    def __add__(self, other: Operand) -> Expr:
        more = as_expr(other).terms
        return _collect([*self.terms, *more], in_order=True) if more else self

    __radd__ = __add__

    def __neg__(self) -> Expr:
        return _collect([(atoms, -n) for atoms, n in self.terms], in_order=True)

    def __sub__(self, other: Operand) -> Expr:
        less = as_expr(other).terms
        if not less:
            return self
        return _collect([*self.terms, *((atoms, -n) for atoms, n in less)], in_order=True)

    def __rsub__(self, other: Operand) -> Expr:
        return as_expr(other) - self

    def __mul__(self, other: Operand) -> Expr:
        factor = as_expr(other)
        if factor.terms == _ONE:
            return self
        terms = len(self.terms) * len(factor.terms)
        if terms == 1:
            (left, m), (right, n) = *self.terms, *factor.terms
            spend(len(left) + len(right))
            return Expr(((tuple(sorted(left + right, key=_rank)), m * n),))
        is_of_sums = len(self.terms) > 1 and len(factor.terms) > 1  # else there come no more of it
        if is_of_sums and terms > _FEW and terms > current().formula_terms:
            raise OverflowError(f"a product of sums has too many terms, {beyond('formula_terms')}")
        return _collect(
            (left + right, m * n) for left, m in self.terms for right, n in factor.terms
        )

    __rmul__ = __mul__

    def __floordiv__(self, other: Operand) -> Expr:
        """Divide and round down; where the division does not cancel it stays in the text."""
        divisor = as_expr(other)
        if divisor.terms == _ONE:
            return self
        if not divisor.terms:
            raise ZeroDivisionError(f"{self} // 0")
        if divisor.is_constant and all(n % int(divisor) == 0 for _, n in self.terms):
            parts = int(divisor)
            return _collect([(atoms, n // parts) for atoms, n in self.terms], in_order=True)
        if self.is_constant and divisor.is_constant:
            return as_expr(int(self) // int(divisor))
        return Expr((((Quotient(self, divisor),), 1),))

    @property
    def value(self) -> int | None:
        """The number, or None where a size is known only at run time."""
        result = 0
        for atoms, n in self.terms:
            for atom in atoms:
                value = atom.value
                if value is None:
                    return None
                n *= value
            result += n
        return result

    def __int__(self) -> int:
        value = self.value
        if value is None:
            raise UnknownSizeError(str(self))
        return value

    @property
    def is_constant(self) -> bool:
        """True where no name is left, only a number."""
        return all(not atoms for atoms, _ in self.terms)

    @property
    def length(self) -> int:
        """How many names are in it, each as often as it is written."""
        return sum(1 if isinstance(atom, Symbol) else atom.length for atom in self.atoms)

    @property
    def atoms(self) -> Iterator[Atom]:
        """The factors of all terms, repeats included."""
        return (atom for atoms, _ in self.terms for atom in atoms)

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Every name in the expression once, in the order of the text."""
        symbols: dict[Symbol, None] = {}
        for atom in self.atoms:
            if isinstance(atom, Symbol):
                symbols[atom] = None
            else:
                symbols.update(dict.fromkeys((*atom.numerator.symbols, *atom.denominator.symbols)))
        return tuple(symbols)

    @property
    def single(self) -> Symbol | None:
        """The symbol, where the expression is just one; otherwise None."""
        if len(self.terms) == 1 and self.terms[0][1] == 1 and len(self.terms[0][0]) == 1:
            atom = self.terms[0][0][0]
            return atom if isinstance(atom, Symbol) else None
        return None

    def substitute(self, replace: Callable[[Symbol], Operand]) -> Expr:
        """Put another expression in the place of each symbol."""
        return total(
            n * product(_substituted(atom, replace) for atom in atoms) for atoms, n in self.terms
        )

    def expanded(self) -> Expr:
        """Trace every symbol back to the sizes it was computed from."""
        return self.substitute(
            lambda symbol: symbol.expr if symbol.origin is None else symbol.origin.expanded()
        )

    @property
    def roots(self) -> tuple[Symbol, ...]:
        """The sizes it comes from in the end, each once: those computed from no other."""
        waiting, met = list(reversed(self.symbols)), dict[Symbol, None]()
        while waiting:
            symbol = waiting.pop()
            if symbol not in met and symbol.origin is not None:
                waiting += reversed(symbol.origin.symbols)
            met[symbol] = None
        return tuple(symbol for symbol in met if symbol.origin is None)

    def solutions(self, number: int, symbol: Symbol) -> tuple[int, ...]:
        """Return the whole numbers, from 0 on, that a symbol may be for the value to be `number`.

        Sizes that were computed from it follow it; all others stay as they are.

        Raises:
            NotPolynomialError: the value does not depend on the symbol, or not by + - * alone.
            UnknownSizeError: another size is known only at run time.

        """
        from rnnscope.algebra.solutions import solutions

        return solutions(self, number, symbol)

    def __str__(self) -> str:
        """Write the expression with its names."""
        return self.write(lambda symbol: symbol.name)

    def qualified(self) -> str:
        """Write the expression with each name's owner: `simple_rnn.units`."""
        return self.write(lambda symbol: symbol.qualified)

    def numbers(self) -> str:
        """Write the expression with the values in place of the names."""
        return self.write(lambda symbol: "None" if symbol.value is None else str(symbol.value))

    def write(self, name: Callable[[Symbol], str]) -> str:
        """Write the expression, each symbol as `name` puts it."""
        text = ""
        for atoms, n in self.terms:
            factors = [str(abs(n))] * (abs(n) != 1 or not atoms)
            bare = n == 1 and len(atoms) == 1
            factors += [_write_atom(atom, name, bare) for atom in atoms]
            sign = (" - " if n < 0 else " + ") if text else "-" * (n < 0)
            text += sign + "*".join(factors)
        return text or "0"


class SizedInt(int):
    """A whole number that knows the expression it is the value of."""

    expr: Expr

    def __new__(cls, expr: Expr) -> SizedInt:
        """Return the value of an expression, with it."""
        sized = int.__new__(cls, int(expr))
        sized.expr = expr
        return sized


def symbol(name: str, value: int | None, owner: str = "", origin: Expr | None = None) -> Expr:
    """Return the expression that is just `name`."""
    return Symbol(name, value, owner, origin).expr


def product(factors: Iterable[Operand]) -> Expr:
    """Multiply the factors; the product of none is 1."""
    exprs = [as_expr(factor) for factor in factors]
    if all(len(factor.terms) == 1 for factor in exprs):  # put in order once, however many
        atoms = [atom for factor in exprs for atom in factor.terms[0][0]]
        spend(len(atoms))
        return Expr(((tuple(sorted(atoms, key=_rank)), prod(f.terms[0][1] for f in exprs)),))
    result = as_expr(1)
    for factor in exprs:
        result *= factor
    return result


def total(terms: Iterable[Operand]) -> Expr:
    """Add the terms; the sum of none is 0."""
    parts = [part for term in terms for part in as_expr(term).terms]
    return _collect(parts, in_order=True)


def as_expr(value: Operand) -> Expr:
    """Return an expression as it is, and an integer as a constant expression."""
    if isinstance(value, Expr):
        return value
    return Expr((((), value),) if value else ())


def ceil_div(numerator: Expr, denominator: Operand) -> Expr:
    """Divide and round up: `(a + b - 1)//b`."""
    return (numerator + denominator - 1) // denominator


def _substituted(atom: Atom, replace: Callable[[Symbol], Operand]) -> Operand:
    if isinstance(atom, Symbol):
        return replace(atom)
    return atom.numerator.substitute(replace) // atom.denominator.substitute(replace)


def _write_atom(atom: Atom, name: Callable[[Symbol], str], bare: bool) -> str:
    if isinstance(atom, Symbol):
        return name(atom)
    top, bottom = atom.numerator.write(name), atom.denominator.write(name)
    top = f"({top})" if len(atom.numerator.terms) > 1 else top
    simple = atom.denominator.single is not None or atom.denominator.is_constant
    text = f"{top}//{bottom if simple else f'({bottom})'}"
    return text if bare else f"({text})"


def _rank(atom: Atom) -> tuple[int, str, str]:
    return atom.rank


def _collect(terms: Iterable[tuple[Monomial, int]], *, in_order: bool = False) -> Expr:
    """Add up equal products, and put them in order; in each the factors may be so already."""
    counts: dict[Monomial, int] = {}
    for atoms, n in terms:
        factors = atoms if in_order or len(atoms) < 2 else tuple(sorted(atoms, key=_rank))
        counts[factors] = counts.get(factors, 0) + n
    spend(len(counts))
    kept = [term for term in counts.items() if term[1]]
    if len(kept) > 1:
        kept.sort(key=_place)
    return Expr(tuple(kept))


def _place(term: tuple[Monomial, int]) -> tuple[int, bool, list[tuple[int, str, str]]]:
    """Return where a product stands in a sum: the longest first, and what is taken away last."""
    atoms, n = term
    return -len(atoms), n < 0, [atom.rank for atom in atoms]
