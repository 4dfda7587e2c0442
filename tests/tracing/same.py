"""Whether a layer's own code gives what our formula gives: the same expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rnnscope.algebra.expr import Expr, Operand, Symbol, as_expr
from rnnscope.algebra.sources import Origin
from rnnscope.report.report import LayerReport, WeightReport
from rnnscope.tracing import Tracer


@dataclass(slots=True)
class Renaming:
    """Which symbol of the one stands for which of the other: the same one throughout a layer."""

    known: dict[Symbol, Symbol] = field(default_factory=dict)

    def equal(self, derived: Expr, traced: Expr) -> bool:
        """Tell whether two expressions are one polynomial in the sizes nothing is known behind."""
        ours, theirs = _expanded(derived), _expanded(traced)
        for symbol in theirs.symbols:
            fitting = [s for s in ours.symbols if _may_be_one(s, symbol)]
            if symbol not in ours.symbols and len(fitting) == 1:
                self.known.setdefault(symbol, fitting[0])
        return ours == theirs.substitute(lambda s: _expr(self.known.get(s, s)))


def traced(row: LayerReport) -> LayerReport:
    """Explain a layer of a live model once more, by its own code."""
    assert row.layer is not None
    return Tracer()(row.layer, row.store)


def differences(derived: LayerReport, other: LayerReport) -> Iterator[str]:
    """Compare every weight's name, shape, dtype and trainable flag, and the outputs."""
    ours, theirs = list(derived.all_weights), list(other.all_weights)
    if [_plain(weight) for weight in ours] != [_plain(weight) for weight in theirs]:
        yield f"{[_plain(w) for w in ours]} != {[_plain(w) for w in theirs]}"
        return
    renaming = Renaming()
    for left, right in zip(ours, theirs, strict=True):
        for size, again in zip(left.symbolic_shape, right.symbolic_shape, strict=True):
            if not renaming.equal(size, again):
                yield f"{left.name}: {size.expanded().qualified()} != {again.qualified()}"
    if derived.output_text != other.output_text:
        yield f"{derived.output_text} != {other.output_text}"
        return
    yield from _outputs(derived, other, renaming)


def _outputs(derived: LayerReport, other: LayerReport, renaming: Renaming) -> Iterator[str]:
    for shape, again in zip(derived.outputs or (), other.outputs or (), strict=True):
        for left, right in zip(shape, again, strict=True):
            lost = {s.single.owner for s in (left, right) if s.single is not None}
            if other.path not in lost and not renaming.equal(left, right):
                yield f"output: {left.qualified()} != {right.qualified()}"


def _plain(weight: WeightReport) -> tuple[object, ...]:
    name = weight.name.rpartition("/")[2]
    return name, weight.shape, weight.dtype, weight.trainable


def _expanded(expr: Expr) -> Expr:
    """Trace a size back; constants of the design, and sizes of 1, are numbers."""
    return expr.expanded().substitute(_settled)


def _settled(symbol: Symbol) -> Operand:
    if symbol.value is not None and (symbol.value == 1 or symbol.kind is Origin.CONSTANT):
        return symbol.value
    # The two directions of a Bidirectional have one config between them.
    owner = re.sub(r"(forward|backward)_layer", "layer", symbol.owner)
    return _expr(replace(symbol, owner=owner))


def _may_be_one(left: Symbol, right: Symbol) -> bool:
    same_place = left.owner == right.owner or right.name.endswith(left.name)
    return left.value == right.value and same_place


def _expr(symbol: Symbol) -> Operand:
    return as_expr(Expr((((symbol,), 1),)))
