"""A model explained again with other layers: what of all that was asked would then hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rnnscope.derivation import explain_model
from rnnscope.errors import MISFIT, RnnscopeError, TooMuchWorkError
from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Subject
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.layers import SymbolicShape
from rnnscope.model.parts import Call, LayerConfig, Model, ModelConfig, TensorRef
from rnnscope.model.structure import mapped
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.recounting.constraints import needs_of
from rnnscope.report.report import Report


@dataclass(frozen=True, slots=True)
class Remaking:
    """The layers of a model as their configs have them, without what is on record of any size."""

    counts: ModelCounts
    config: ModelConfig
    flowing: frozenset[int]  # nodes of what is asked, and of all that it depends on

    @classmethod
    def of(cls, report: Report, counts: ModelCounts) -> Remaking | None:
        """Take the layers of a report; None where they alone do not give what it has."""
        configs = [row.layer.config for row in report.layers if row.layer and not row.is_own]
        is_chain = report.class_name == "Sequential"
        if len(configs) != len(report.layers) or (is_chain and len(report.inputs) != 1):
            return None
        entries = [row.name for row in report.layers if row.class_name == "InputLayer"]
        config = ModelConfig(
            class_name=report.class_name,
            name=report.name,
            layers=tuple(replace(each, build_shapes={}) for each in configs),
            inputs=() if is_chain else tuple(map(TensorRef, entries)),
            build_shape=tuple(s.value for s in report.inputs[0]) if is_chain else None,
        )
        remaking = cls(counts, config, frozenset(counts.along.before(counts.nodes.values())))
        if not (is_chain or entries) or remaking.numbers != remaking._found:
            return None
        return remaking

    @property
    def _found(self) -> Mapping[int, int | None]:
        return {place: self.counts.asked[place].found for place in self.counts.nodes}

    @property
    def solves(self) -> frozenset[int]:
        """What does not hold now and would, if the model had these layers."""
        return self.counts.met_with(self.numbers)

    @property
    def numbers(self) -> Mapping[int, int | None]:
        """The numbers that were asked, by their places; none where Keras would refuse it."""
        try:
            report = explain_model(Model(config=self.config, source=None, format=""))
        except TooMuchWorkError:
            raise
        except (*MISFIT, RnnscopeError):
            return {}
        needs = (need for row in report.walk() for need in needs_of(row))
        if report.total is None or not all(need.is_met(lambda size: size.value) for need in needs):
            return {}
        rows = {row.path: row for row in report.walk()}
        return {place: _number(self.counts.asked[place], report, rows) for place in self._found}

    def could_solve(self, row: LayerReport | None, more: int) -> bool:
        """Tell whether anything could hold if only a layer, or a new one, had some more."""
        counts, paths = self.counts, ("",) if row is None else ("", row.path)
        places = (place for path in paths for place in counts.places.get(path, ()))
        wrong = (counts.asked[place] for place in places if place in counts.wrong)
        return any(_could_solve(each, more) for each in wrong)

    def is_even(self, row: LayerReport, shapes: Sequence[SymbolicShape]) -> bool:
        """Tell whether nothing that was asked depends on what is new in what is put out.

        `shapes` would flow on behind a layer, in the place of what it puts out itself.
        """
        had = row.outputs or ()
        if [*map(len, had)] != [*map(len, shapes)]:
            return False
        pairs = (
            pair
            for one, two in zip(had, shapes, strict=True)
            for pair in zip(one, two, strict=True)
        )
        moved = [
            self.counts.recounting.node_of(one) for one, two in pairs if one.value != two.value
        ]
        table = self.counts.recounting.table.nodes
        # A size that is on record alone is followed nowhere.
        return all(isinstance(table[node], tuple) and node not in self.flowing for node in moved)

    def replaced(self, others: Mapping[str, LayerConfig]) -> Remaking:
        """Return it with other layers in the place of some, by their names."""
        layers = tuple(
            replace(others.get(each.name, each), build_shapes={}) for each in self.config.layers
        )
        return replace(self, config=replace(self.config, layers=layers))

    def with_more(self, behind: Mapping[str, LayerConfig]) -> Remaking:
        """Return it with new ones, each right behind the one of a name."""
        taken = {each.name for each in self.config.layers}
        names = {name: _free(f"{name}_more", taken) for name in behind}
        new = {name: _new(config, name, names[name]) for name, config in behind.items()}
        if self.config.is_sequential:
            layers = tuple(_in_turn(self.config.layers, new))
        else:
            rewired = (_rewired(each, names) for each in self.config.layers)
            layers = (*rewired, *new.values())
        return replace(self, config=replace(self.config, layers=layers))


def _new(config: LayerConfig, behind: str, name: str) -> LayerConfig:
    calls = (Call(args=(TensorRef(behind),)),)
    return replace(config, name=name, build_shapes={}, calls=calls, shared_id=None)


def _rewired(config: LayerConfig, names: Mapping[str, str]) -> LayerConfig:
    """Return a layer that reads others in the place of those that it reads."""

    def moved(leaf: Any) -> Any:
        is_moved = isinstance(leaf, TensorRef) and leaf.layer in names
        return replace(leaf, layer=names[leaf.layer]) if is_moved else leaf

    calls = tuple(
        replace(call, args=mapped(moved, call.args), kwargs=mapped(moved, call.kwargs))
        for call in config.calls
    )
    return replace(config, calls=calls)


def _in_turn(
    layers: Sequence[LayerConfig], behind: Mapping[str, LayerConfig]
) -> Iterator[LayerConfig]:
    for each in layers:
        yield each
        if each.name in behind:
            yield behind[each.name]


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _number(asked: Asked, report: Report, rows: Mapping[str, LayerReport]) -> int | None:
    if asked.row is not None:
        return rows[asked.path].layer_params if asked.path in rows else None
    return sum(times * int(count) for times, count in asked.counts(report.layers))


def _could_solve(asked: Asked, more: int) -> bool:
    is_count = asked.row is not None or asked.subject is Subject.TOTAL
    return asked.off == -more or not is_count
