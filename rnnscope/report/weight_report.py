"""One variable of a layer, explained; how a count is written, and in which names."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from math import prod
from typing import Any, assert_never

from rnnscope.algebra.expr import Expr, Symbol, product, total
from rnnscope.algebra.sources import Origin
from rnnscope.layers import SymbolicShape
from rnnscope.layers.roles import Role
from rnnscope.model.parts import Place

# Taken out of a sum: a layer has the same weights for each of its gates, and of its heads.
_TAKEN_OUT = ("gates", "num_heads")
_ITEM_BYTES = {
    "float64": 8,
    "int64": 8,
    "uint64": 8,
    "float16": 2,
    "bfloat16": 2,
    "int16": 2,
}
_ITEM_BYTES |= {"float8_e4m3fn": 1, "float8_e5m2": 1, "complex64": 8, "complex128": 16}
_ITEM_BYTES |= {"uint16": 2, "int8": 1, "uint8": 1, "bool": 1}


def item_bytes(dtype: str) -> int:
    """Return how many bytes one element takes."""
    return _ITEM_BYTES.get(dtype, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightReport:
    """One variable: its name in Keras, its symbolic shape, and what it is for.

    `trainable` is None where nothing says.  Files keep the variable as number
    `index` under the attribute path `group` of its layer.  `shared_with` is the
    path of the layer that has the same variable, and counts it.  `index` is -1
    for a variable that files do not keep by itself.
    """

    name: str
    symbolic_shape: SymbolicShape
    dtype: str
    trainable: bool | None
    role: str = ""
    gates: tuple[str, ...] = ()
    group: str = ""
    index: int = 0
    identity: int | None = field(default=None, compare=False, repr=False)
    shared_with: str | None = None
    _known: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def place(self) -> Place:
        """Where a source keeps the variable."""
        return Place(self.group, self.index, self.name, self.trainable is not False, self.shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape in numbers."""
        if "shape" not in self._known:
            self._known["shape"] = tuple(map(int, self.symbolic_shape))
        known: tuple[int, ...] = self._known["shape"]
        return known

    @property
    def count(self) -> Expr:
        """The number of elements, as an expression."""
        if "count" not in self._known:
            self._known["count"] = product(self.symbolic_shape)
        known: Expr = self._known["count"]
        return known

    @property
    def params(self) -> int:
        """The number of elements."""
        return prod(self.shape)

    @property
    def is_overwritten(self) -> bool:
        """True where training puts the gradient in the variable's place: float8's scales.

        Optimizers keep nothing for it, or as much as for others, as the Keras at hand has it.
        Source: keras/src/optimizers/base_optimizer.py, `overwrite_with_gradient`.
        """
        return self.trainable is True and self.role == Role.OF_QUANTIZATION

    @property
    def bytes(self) -> int:
        """The size in bytes, as the dtype has it."""
        return self.params * item_bytes(self.dtype)


@dataclass(frozen=True, slots=True)
class SymbolReport:
    """A name in a formula: its value, what it means there, and where it comes from.

    `origin` says that in words, `kind` is which kind of place it is.  Where one
    layer puts the size there, `origin_layer` is its path, and `origin_axis` the
    axis of that input, counted from the end; 0 is the first.
    """

    name: str
    value: int
    meaning: str
    kind: Origin
    origin: str
    origin_numbers: str = ""
    origin_layer: str | None = None
    origin_axis: int | None = None

    @property
    def text(self) -> str:
        """A line for people: `input_dim = 128 (simple_rnn.units)`."""
        numbers = f" = {self.origin_numbers}" if self.origin_numbers else ""
        return f"{self.name} = {self.value} ({self.origin}{numbers})"


def origin_of(symbol: Symbol) -> tuple[str, str]:
    """Return where a symbol comes from, in words, and in numbers where it was computed."""
    if symbol.origin is None:
        return str(symbol.source), ""
    single = symbol.origin.single
    if single is None:
        return symbol.origin.qualified(), symbol.origin.numbers()
    return _handed_on(single), ""


def symbol_report(symbol: Symbol, meaning: str) -> SymbolReport:
    """Return what is to be told of a name in a formula."""
    single = symbol.origin.single if symbol.origin is not None else None
    place = (single.owner or None, single.source.axis) if single is not None else (None, None)
    known = symbol.name, symbol.value or 0, meaning, symbol.kind
    return SymbolReport(*known, *origin_of(symbol), *place)


def _handed_on(symbol: Symbol) -> str:
    """Say where the size is from that a layer takes as it is."""
    match symbol.kind:
        case Origin.AXIS:
            return f"{symbol.source} of {symbol.owner}"
        case Origin.READ:
            return str(symbol.source)
        case Origin.SETTING | Origin.OTHERS | Origin.CONSTANT | Origin.RECORDED | Origin.COMPUTED:
            return symbol.qualified
        case _:
            assert_never(symbol.kind)


def written(
    count: Expr, write: Callable[[Expr], str] = str, outside: Container[Symbol] = ()
) -> str:
    """Write a count as `write` does, with gates and heads taken out where all terms have them.

    So are the sizes `outside`, before the gates.  No other factor is taken out:
    `units*(units + input_dim + 1)` would hide which term is which weight.  The text stays
    Python, with the sizes as its variables:

    >>> from rnnscope.algebra.expr import symbol
    >>> gates, units = symbol("gates", 4), symbol("units", 3)
    >>> count = gates * (units * units + units)
    >>> print(count, "=", written(count), "=", written(count, Expr.numbers))
    gates*units*units + gates*units = gates*(units*units + units) = 4*(3*3 + 3)

    """
    factors, count = factored(count, outside)
    inside = f"({write(count)})" if factors and len(count.terms) > 1 else write(count)
    return "*".join((*(write(size.expr) for size in factors), inside))


def factored(count: Expr, outside: Container[Symbol] = ()) -> tuple[tuple[Symbol, ...], Expr]:
    """Return the factors that are written before a count, and what is left in the brackets."""
    first = [size for size in count.symbols if size in outside]
    gates = [size for size in count.symbols if size not in outside and size.name in _TAKEN_OUT]
    factors: list[Symbol] = []
    for size in (*first, *gates):
        while (rest := _without(count, size, alone=size in outside)) is not None:
            factors.append(size)
            count = rest
    return tuple(factors), count


def _without(count: Expr, size: Symbol, *, alone: bool) -> Expr | None:
    """Take a factor out of a sum, or `alone` out of one product of sizes; None where it is not."""
    is_product = len(count.terms) == 1 and count.terms[0][1] == 1 and count.length > 1
    return divided(count, size) if len(count.terms) > 1 or (alone and is_product) else None


def divided(count: Expr, factor: Symbol) -> Expr | None:
    """Divide a count by a factor that every term has; None where one has it not."""
    if not all(factor in atoms for atoms, _ in count.terms):
        return None
    places = ((atoms, atoms.index(factor), n) for atoms, n in count.terms)
    return total(Expr(((atoms[:i] + atoms[i + 1 :], n),)) for atoms, i, n in places)
