"""Multiply-adds, worked out when they are asked for: of a layer, and of a whole model.

`CONVENTION` says what is counted: what torchvision's tables and TensorFlow's slim models
print for their models, and most papers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from rnnscope.algebra.expr import Expr, Operand, Symbol, as_expr, product, total
from rnnscope.algebra.open_sizes import in_open_sizes, open_sizes, value_at
from rnnscope.errors import BadArgumentError
from rnnscope.layers import MultiplyAdds, SymbolicShape, Weight
from rnnscope.layers.roles import WITHOUT_MULTIPLY_ADDS
from rnnscope.report.weight_report import written

if TYPE_CHECKING:
    from rnnscope.report.layer_report import LayerReport

CONVENTION = (
    "MACs are multiply-adds: those of kernels, and of products such as an attention's. Biases, "
    "activations, normalization and pooling are not counted. FLOPs are 2 for each MAC."
)

_Product: TypeAlias = tuple[tuple[Operand, ...], tuple[Operand, ...]]  # its sizes, how often


@dataclass(frozen=True, slots=True)
class Compute:
    """The multiply-adds of a model, as far as they are known, and the layers they leave out."""

    known: Expr
    left_out: tuple[LayerReport, ...] = ()

    @property
    def macs(self) -> Expr | None:
        """All multiply-adds; None where those of a layer are not known."""
        return None if self.left_out else self.known


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What a layer itself multiplies in each of its calls, and the sizes that say how often."""

    calls: tuple[Expr, ...]
    repeats: frozenset[Symbol]

    @property
    def macs(self) -> Expr:
        """The multiply-adds of all calls."""
        return self.calls[0] if len(self.calls) == 1 else total(self.calls)


def compute_of(layers: Iterable[LayerReport]) -> Compute:
    """Add up what layers multiply, those inside them too."""
    known: list[Expr] = []
    left_out: list[LayerReport] = []
    waiting = list(layers)[::-1]
    while waiting:
        layer = waiting.pop()
        if layer.macs is not None:
            known.append(layer.macs)
            continue
        if layer.own_work is None:
            left_out.append(layer)
        else:
            known.append(layer.own_work.macs)
        if layer.own_work is not None or layer.is_model:
            waiting += layer.children[::-1]
    return Compute(total(known), tuple(left_out))


def macs(layer: LayerReport) -> Expr | None:
    """Return the multiply-adds of a layer and of those inside it; None where one is not known."""
    own = layer.own_work
    counts = [own.macs if own else None, *(child.macs for child in layer.children)]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return None
    return known[0] if len(known) == 1 else total(known)


def macs_formula(layer: LayerReport, write: Callable[[Expr], str] = str) -> str:
    """Write the multiply-adds: the layers inside by name, the layer's own by symbol."""
    inside = [child.name for child in layer.children if child.macs and child.macs.terms]
    return _written(layer, inside, write)


def macs_numbers(layer: LayerReport, sizes: Mapping[str, int] | None = None) -> str:
    """Write the multiply-adds with the values in place of the names, but for what is open.

    `sizes` are values for sizes that are left open, as `macs_at` takes them.
    """
    at = sizes or {}
    inside = [
        _number(child.macs, at) for child in layer.children if child.macs and child.macs.terms
    ]
    return _written(layer, inside, lambda count: in_numbers(count, at))


def _written(layer: LayerReport, inside: Iterable[str], write: Callable[[Expr], str]) -> str:
    """Write a sum: of the layers inside, then of the layer's own calls, alike ones together."""
    own = layer.own_work
    if own is None or layer.macs is None:
        return "?"
    alike = (total([count] * n) for count, n in Counter(own.calls).items())
    texts = (written(count, write, own.repeats) for count in alike if count.terms)
    return " + ".join((*inside, *texts)) or "0"


def in_numbers(count: Expr, sizes: Mapping[str, int] | None = None) -> str:
    """Write a count with the values in place of the names; a size left open keeps its name."""

    def number(symbol: Symbol) -> str:
        value = value_at(symbol.expr, sizes) if sizes and symbol.value is None else symbol.value
        return symbol.name if value is None else str(value)

    return count.write(number)


def _number(count: Expr, sizes: Mapping[str, int]) -> str:
    """Write the number of a layer inside, or what is left of it in the sizes that are open."""
    value = value_at(count, sizes) if sizes else None
    if value is not None:
        return str(value)
    rest = in_open_sizes(count)
    return in_numbers(count) if rest is None else str(rest)


def own_work(layer: LayerReport) -> OwnWork | None:
    """Return what a layer itself multiplies; None where that is not known, or is beyond limits."""
    try:
        return _own_work(layer)
    except OverflowError:
        return None


def _own_work(layer: LayerReport) -> OwnWork | None:
    names, counts, repeats = Names(), list[Expr](), set[Symbol]()
    for call in layer.calls or (layer,):
        products = _products(call)
        if products is None:
            return None
        sums = []
        for sizes, times in products:
            often = [names.of(size) for size in times]
            repeats.update(symbol for size in often for symbol in size.symbols)
            sums.append(product([*often, *map(names.of, sizes)]))
        counts.append(total(sums))
    return OwnWork(tuple(counts), frozenset(repeats))


def _products(call: LayerReport) -> list[_Product] | None:
    """Return what is multiplied in one call; None where it is not known."""
    products: list[_Product] = []
    for part in call.work if call.work is not None else (None,):
        match part:
            case MultiplyAdds(sizes=tuple(sizes)):
                products.append((sizes, call.times))
            case Weight(uses=tuple(uses)):
                products.append((part.shape, (*call.times, *uses)))
            case Weight() if part.role in WITHOUT_MULTIPLY_ADDS:
                pass
            case _:
                return None
    products = [each for each in products if 0 not in each[1]]
    named = call.layer.named.values() if call.layer else ()
    first: SymbolicShape = next(iter((*call.inputs, *named)), ())
    return products if not products or is_per_sample(first) else None


def is_per_sample(shape: SymbolicShape) -> bool:
    """Tell whether the first axis of a shape is the batch: a function may have moved it."""
    batch = shape[0].single if shape else None
    return batch is not None and batch.name == "batch"


@dataclass(slots=True)
class Names:
    """Gives each size of a layer a name of its own, in all its calls."""

    _known: dict[tuple[Symbol, Expr | None], Symbol] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def of(self, size: Operand) -> Expr:
        """Return a size in names that no other size has."""
        expr = as_expr(size)
        is_told_apart = all(self._symbol(symbol) is symbol for symbol in expr.symbols)
        return expr if is_told_apart else expr.substitute(lambda each: self._symbol(each).expr)

    def _symbol(self, symbol: Symbol) -> Symbol:
        # Two sizes of one value are told apart only where it is open: then it may differ.
        key = symbol, symbol.origin if symbol.value is None else None
        if key not in self._known:
            name, number = symbol.name, 1
            while name in self._taken:
                number += 1
                name = f"{symbol.name}_{number}"
            self._taken.add(name)
            self._known[key] = symbol if name == symbol.name else _renamed(symbol, name)
        known = self._known[key]
        return symbol if known.name == symbol.name else known


def _renamed(symbol: Symbol, name: str) -> Symbol:
    """Return a size under another name, which comes from where it comes from."""
    return replace(symbol, name=name, origin=symbol.origin or symbol.expr)


def macs_at(count: Expr | None, sizes: Mapping[str, int]) -> int | None:
    """Return the value of a count, with sizes in the place of those left open, by their names.

    None where it is not known, or one is left open still.

    Raises:
        BadArgumentError: it has no open size of such a name, or a size is no whole number.

    """
    symbols = open_sizes(count) if count is not None else ()
    names = {name for symbol in symbols for name in (symbol.name, symbol.qualified)}
    for name, size in sizes.items():
        if count is not None and name not in names:
            known = ", ".join(sorted(names)) or "none is"
            raise BadArgumentError("macs_at()", f"a size that is left open ({known})", name)
        if type(size) is not int or size < 0:
            raise BadArgumentError(name, "a whole number", size)
    return None if count is None else value_at(count, sizes)
