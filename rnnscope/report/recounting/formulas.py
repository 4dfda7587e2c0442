"""The formulas of layers, run again on other sizes: what the table says is held against them.

A formula is Python, and may decide by a number what a layer has.  The table has only what it
decided for the sizes of the model, so what it gives for others has to be what the formula gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.errors import MISFIT, RnnscopeError
from rnnscope.layers import Layer, SymbolicShape, formula_of
from rnnscope.model.parts import LayerConfig
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.recounting.nodes import Table, Value
from rnnscope.report.trial import Trial, worked_out
from rnnscope.wording import cut

if TYPE_CHECKING:
    from rnnscope.report.recounting.knobs import Ties
    from rnnscope.report.report import Report

Setting: TypeAlias = tuple[tuple[str | int, ...], int]  # keys in a layer's settings, and the knob
Nodes: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a model's layers, with a table of all that they are given and give.

    `sizes` are those of the model, one for each knob.
    """

    table: Table
    calls: tuple[Call, ...]
    sizes: tuple[Value, ...]

    @classmethod
    def of(
        cls, report: Report, ties: Ties, numbers: Mapping[str, int], *, are_ours: bool = True
    ) -> Formulas:
        """Take the formulas of a report, whose knobs have these numbers by their names.

        Of somebody's own alone, which may decide anything by a number, where not ours too.
        """
        settings: dict[str, list[Setting]] = {}
        sizes: dict[int, Value] = {}
        for name, symbol in ties.symbols.items():
            sizes[numbers[name]] = symbol.value
            if symbol.source.setting:
                path, *keys = symbol.source.setting
                settings.setdefault(str(path), []).append((tuple(keys), numbers[name]))
        table = Table(numbers)
        rows = list(_calls(report.layers))
        calls = [
            Call.of(row, settings.get(row.path, ()), table)
            for row in rows
            if _is_by_one(row, are_ours=are_ours)
        ]
        return cls(table, tuple(calls), tuple(sizes[number] for number in sorted(sizes)))

    @property
    def knobs(self) -> set[int]:
        """The knobs that any of them is given."""
        nodes = (node for call in self.calls for shape in call.shapes for node in shape)
        return self.table.knobs_of(nodes) | {
            knob for call in self.calls for _, knob in call.settings
        }

    def problems(self, sizes: Sequence[Value]) -> Iterator[str]:
        """Yield what formulas make of other sizes that the table does not."""
        before, after = self.table.values(self.sizes), self.table.values(sizes)
        moved = [old != new for old, new in zip(before, after, strict=True)]
        knobs = [old != new for old, new in zip(self.sizes, sizes, strict=True)]
        for call in self.calls:
            problem = call.problem(after, sizes) if call.is_among(moved, knobs) else ""
            # One that does not give what the layer has is no witness for other sizes.
            if problem and not call.problem(before, self.sizes):
                yield problem


@dataclass(frozen=True, slots=True)
class Call:
    """A layer by one of its calls, with the nodes of all that its formula is given and gives."""

    layer: Layer
    settings: tuple[Setting, ...]
    inputs: tuple[Nodes, ...]
    named: Mapping[str, Nodes]
    weights: tuple[Nodes, ...]
    outputs: tuple[Nodes, ...] | None

    @classmethod
    def of(cls, row: LayerReport, settings: Sequence[Setting], table: Table) -> Call:
        """Take a layer that a formula covers."""
        layer = row.layer
        assert layer is not None  # noqa: S101  # a formula was run on it

        def nodes(shape: SymbolicShape) -> Nodes:
            return tuple(map(table.node_of, shape))

        weights = (weight for weight in row.all_weights if not weight.shared_with)
        return cls(
            layer,
            tuple(settings),
            tuple(map(nodes, layer.inputs)),
            {name: nodes(shape) for name, shape in layer.named.items()},
            tuple(nodes(weight.symbolic_shape) for weight in weights),
            None if row.outputs is None else tuple(map(nodes, row.outputs)),
        )

    @property
    def shapes(self) -> tuple[Nodes, ...]:
        """All that its formula is given and gives, apart from settings."""
        return (*self.inputs, *self.named.values(), *self.weights, *(self.outputs or ()))

    def is_among(self, nodes: Sequence[bool], knobs: Sequence[bool]) -> bool:
        """Tell whether any size of the layer is among some nodes, or any setting among knobs."""
        is_set = any(knobs[knob] for _, knob in self.settings)
        return is_set or any(nodes[node] for shape in self.shapes for node in shape)

    def problem(self, values: Sequence[Value], sizes: Sequence[Value]) -> str:
        """Say what the formula makes of sizes that the table does not; nothing where it is one."""
        name = cut(self.layer.path)
        try:
            trial = worked_out(self._layer(values, sizes))
        except (*MISFIT, RnnscopeError) as error:
            return f"{name} does not take such sizes: {error}"
        if not self._is_given(trial, values):
            return f"{name} has other weights, or puts out another shape, than is counted again"
        return ""

    def _layer(self, values: Sequence[Value], sizes: Sequence[Value]) -> Layer:
        config = self.layer.config
        for keys, knob in self.settings:
            config = _with_setting(config, keys, sizes[knob])
        inputs = zip(self.layer.inputs, self.inputs, strict=True)
        named = self.layer.named.items()
        return replace(
            self.layer,
            config=config,
            inputs=tuple(_resized(shape, nodes, values) for shape, nodes in inputs),
            named={name: _resized(shape, self.named[name], values) for name, shape in named},
            asked=set(),
            needs={},
            lists={},
        )

    def _is_given(self, trial: Trial, values: Sequence[Value]) -> bool:
        weights = Counter(map(_numbers, trial.weights))
        is_alike = weights == Counter(_values(nodes, values) for nodes in self.weights)
        if self.outputs is None or not is_alike:
            return is_alike
        outputs = [_values(nodes, values) for nodes in self.outputs]
        return [_numbers(shape) for shape in trial.outputs] == outputs


def _calls(rows: Iterable[LayerReport]) -> Iterator[LayerReport]:
    """Yield the calls of every layer that stands in a model; those inside others are theirs."""
    for row in rows:
        if row.is_model:
            yield from _calls(row.children)
        else:
            yield from row.calls or (row,)


def _is_by_one(row: LayerReport, *, are_ours: bool) -> bool:
    """Tell whether a formula was run on what flows into a layer."""
    layer = row.layer
    formula = formula_of(layer.config) if layer is not None and layer.inputs else None
    is_asked = formula is not None and (are_ours or not formula.is_ours)
    return is_asked and row.basis.is_by_formula


def _values(nodes: Iterable[int], values: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(values[node] for node in nodes)


def _numbers(shape: SymbolicShape) -> tuple[Value, ...]:
    return tuple(size.value for size in shape)


def _resized(shape: SymbolicShape, nodes: Sequence[int], values: Sequence[Value]) -> SymbolicShape:
    """Return a shape with other sizes, each under the name that it had."""
    return tuple(
        _named(size, values[node]) if size.value != values[node] else size
        for size, node in zip(shape, nodes, strict=True)
    )


def _named(size: Expr, value: Value) -> Expr:
    single = size.single
    symbol = Symbol("size", value) if single is None else replace(single, value=value, origin=None)
    return symbol.expr


def _with_setting(holder: Any, keys: Sequence[str | int], size: Value) -> Any:
    """Return a config, or a list in one, with another size at a place."""
    if not keys:
        return size
    first, *rest = keys
    if isinstance(holder, LayerConfig):
        inside = _with_setting(holder.settings[str(first)], rest, size)
        return replace(holder, settings={**holder.settings, str(first): inside})
    items = list(holder)
    items[int(first)] = _with_setting(items[int(first)], rest, size)
    return type(holder)(items)
