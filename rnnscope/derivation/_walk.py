"""Walks a model in the order data flows, and explains each layer it meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rnnscope.derivation._graph import Graph
from rnnscope.derivation._layer_walk import LayerWalk
from rnnscope.derivation._opaque import opaque_notes
from rnnscope.derivation._optimizer import optimizer_of
from rnnscope.derivation._rows import Tracer, nested_row, own_rows, own_weights, split_row
from rnnscope.derivation._shapes import (
    Outputs,
    at_entry,
    input_symbols,
    model_input,
    note_entry,
    own_inputs,
    placed,
    recorded_shapes,
)
from rnnscope.derivation._tied import frozen, with_ties
from rnnscope.derivation._work import called_again, called_with
from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.layers import Layer, Need, SymbolicShape
from rnnscope.model.parts import Call, Model, ModelConfig, Shape, Store
from rnnscope.report.optimizer_report import optimized_in
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import shown


def explain_model(model: Model, tracer: Tracer | None = None) -> Report:
    """Explain every layer of a model; those without a formula are left to the tracer.

    Raises:
        BadConfigError: the layers are joined in a way no model can be.

    """
    walk = _Walk(tracer)
    rows = walk.model(model.config, model.store, "", None)
    own = () if rows.is_whole else own_rows(model, tracer)
    layers = with_ties([*rows.layers, *own])
    _refuse_ambiguous(layers, set())
    if not model.config.trainable:
        layers = frozen(layers)
    return Report(
        name=model.config.name,
        class_name=model.config.class_name,
        source=model.source,
        weights=model.weights,
        notes=(*_readings_note(model), *opaque_notes(model)),
        format=model.format,
        keras_version=model.keras_version,
        layers=layers,
        inputs=rows.inputs,
        optimizer=sum(tensor.params for tensor in model.optimizer),
        compiled=model.compiled,
        trainer=optimizer_of(model.training, optimized_in(layers)),
    )


def _readings_note(model: Model) -> tuple[str, ...]:
    if not any(layer.reading for layer in model.config.layers):
        return ()
    from rnnscope.derivation._readings import WEIGHTS_ALONE

    return (WEIGHTS_ALONE,)


def _refuse_ambiguous(layers: Sequence[LayerReport], met: set[str]) -> None:
    """Refuse two layers of one path: what a witness says of one would be said of the other."""
    for layer in layers:
        if layer.shared_with:
            continue
        if layer.path in met:
            raise BadConfigError(layer.path, "two layers have this path")
        met.add(layer.path)
        _refuse_ambiguous(layer.children, met)


def explain_layer(layer: Layer, tracer: Tracer | None = None) -> LayerReport:
    """Explain one layer on its own, without anything stored for it."""
    return _Walk(tracer).layer(layer, None, ())


@dataclass(frozen=True, slots=True)
class _Rows:
    """A model's layers, explained; the shapes that go in and come out.

    `is_whole` is true where the weights that the model owns itself are among them.
    """

    layers: tuple[LayerReport, ...]
    inputs: tuple[SymbolicShape, ...]
    outputs: Outputs
    is_whole: bool = False


@dataclass(slots=True)
class _Walk(LayerWalk):
    """Goes through a model once."""

    def model(self, model: ModelConfig, store: Store | None, prefix: str, inputs: Outputs) -> _Rows:
        """Explain the layers of a model that `inputs` flow into; None for a model on its own."""
        stores = store.split(model.layers) if store else [None] * len(model.layers)
        if model.is_sequential:
            return self._sequential(model, stores, prefix, inputs)
        if not model.inputs:
            return self._by_own_code(model, store) or self._unjoined(model, stores, prefix)
        return self._functional(model, stores, prefix, inputs)

    def _sequential(
        self,
        model: ModelConfig,
        stores: Sequence[Store | None],
        prefix: str,
        inputs: Outputs,
    ) -> _Rows:
        flowing = entry = inputs if inputs is not None else model_input(model, prefix)
        rows: list[LayerReport] = []
        for config, store in zip(model.layers, stores, strict=True):
            if config.class_name == "InputLayer":
                continue
            first = config.build_shapes.get("input_shape")
            if flowing is None and rows:
                flowing = recorded_shapes(rows[-1].path, (first,))
                rows[-1] = replace(rows[-1], outputs=flowing)
            rows.append(self.layer(placed(config, prefix, flowing or ()), store, first=first))
            flowing = rows[-1].outputs
        return _Rows(tuple(rows), entry or (), flowing)

    def _functional(
        self,
        model: ModelConfig,
        stores: Sequence[Store | None],
        prefix: str,
        inputs: Outputs,
    ) -> _Rows:
        graph = Graph.of(model, prefix, inputs)
        store_of = dict(zip((layer.name for layer in model.layers), stores, strict=True))
        rows: dict[str, LayerReport] = {}
        for config, number in graph.order():
            call = config.calls[number] if config.calls else Call()
            layer = graph.placed(config, call)
            if config.name in rows:
                again = self._again(layer, store_of[config.name])
                met = rows[config.name]
                row = called_again(met, again)
                needs = (*met.needs, *again.needs, *_fitting_weights(met, again))
                row = replace(row, outputs=again.outputs, needs=needs)
            else:
                recorded = graph.recorded_inputs(config, call)
                first = config.build_shapes.get("input_shape")
                row = self.layer(layer, store_of[config.name], recorded, first)
            if row.outputs is None:
                row = replace(row, outputs=graph.recorded(config, number, layer.path))
            rows[config.name] = row
            graph.outputs[config.name, number] = row.outputs
        layers = tuple(
            replace(rows[layer.name], outputs=graph.last_outputs(layer)) for layer in model.layers
        )
        return _Rows(layers, tuple(graph.entries), graph.ends())

    def _unjoined(self, model: ModelConfig, stores: Sequence[Store | None], prefix: str) -> _Rows:
        """Explain layers of which nothing says how they are joined, by the inputs on record."""
        rows: list[LayerReport] = []
        for config, store in zip(model.layers, stores, strict=True):
            recorded = tuple(config.build_shapes.values())
            path = placed(config, prefix, ()).path
            inputs = recorded_shapes(f"{path}.input", recorded) or ()
            rows.append(self.layer(placed(config, prefix, inputs), store, recorded))
        return _Rows(tuple(rows), (), None)

    def _by_own_code(self, model: ModelConfig, store: Store | None) -> _Rows | None:
        """Explain a model of somebody's own class, whose class is at hand, by its code."""
        if self.tracer is None or model.own is None:
            _refuse_empty(model, store, "")
            return None
        shapes = model.own.build_shapes.values()
        inputs = tuple(input_symbols("input", shape, ()) for shape in shapes)
        try:
            row = self.tracer(placed(model.own, "", inputs), store)
        except UnknownFormulaError as error:
            _refuse_empty(model, store, f"; {error}" if str(error) else "")
            return None
        return _Rows(split_row(row), inputs, row.outputs, is_whole=True)

    def nested(self, layer: Layer, model: ModelConfig, store: Store | None) -> LayerReport:
        own_shapes = own_inputs(model, layer.path)
        entering = tuple(map(at_entry, layer.inputs, own_shapes))
        note_entry(layer, own_shapes)
        rows = self.model(model, store, layer.path, entering or None)
        if _sizes(entering) != _sizes(layer.inputs):
            again = _Walk(self.tracer, counted=self.counted)
            called = again.model(model, store, layer.path, layer.inputs)
            layers = called_with(rows.layers, called.layers)
            rows = replace(rows, layers=layers, outputs=called.outputs or rows.outputs)
        kept = None if model.is_builtin else store
        own = own_weights(layer, model, kept, self.tracer)
        return nested_row(layer, rows.layers, own, rows.outputs)

    def _again(self, layer: Layer, store: Store | None) -> LayerReport:
        """Explain a layer that is called once more; its weights are there already."""
        return _Walk(self.tracer, counted=self.counted).layer(layer, store, ())


def _fitting_weights(first: LayerReport, again: LayerReport) -> Iterator[Need]:
    """Yield what flows in by a later call has to be: what the weights were made for."""
    for had, has in zip(first.all_weights, again.all_weights, strict=False):
        for one, other in zip(had.symbolic_shape, has.symbolic_shape, strict=False):
            before = {symbol: symbol.origin for symbol in one.symbols}
            for symbol in other.symbols:
                made = before.get(symbol) or symbol.value or 0
                # Two that are written alike may be of two calls.
                if symbol.origin is not None and symbol.origin is not made:
                    yield Need(symbol.origin, least=made, most=made)


def _refuse_empty(model: ModelConfig, store: Store | None, why: str) -> None:
    """Refuse a model of somebody's own class of which nothing is known.

    Raises:
        BadConfigError: its config lists no layers, and nothing is stored.

    """
    if model.own is not None and not model.layers and store is None:
        reason = (
            f"the config of {shown(model.class_name)} lists no layers, and there are no weights"
        )
        raise BadConfigError(model.name, f"{reason}{why}")


def _sizes(shapes: Sequence[SymbolicShape]) -> list[Shape]:
    return [tuple(size.value for size in shape) for shape in shapes]
