"""Walks a model in the order data flows, and explains each layer it meets."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from rnnscope.derivation._fitted import fitted
from rnnscope.derivation._graph import Graph
from rnnscope.derivation._opaque import opaque_notes
from rnnscope.derivation._readings import (
    WEIGHTS_ALONE,
    fits,
    nested_reading,
    read_row,
    reading_of,
)
from rnnscope.derivation._rows import (
    Tracer,
    logical_count,
    nested_row,
    operation_row,
    own_rows,
    own_weights,
    refuse_impossible,
    split_row,
    stored_row,
    weight_reports,
)
from rnnscope.derivation._shapes import Outputs, model_input, placed, recorded_shapes
from rnnscope.derivation._tied import frozen, with_ties
from rnnscope.errors import (
    MISFIT,
    BadConfigError,
    RnnscopeError,
    UncountableError,
    UnknownFormulaError,
)
from rnnscope.layers import (
    Child,
    Formula,
    Layer,
    Output,
    SymbolicShape,
    Weight,
    formula_of,
)
from rnnscope.model import (
    Call,
    LayerConfig,
    Model,
    ModelConfig,
    Shape,
    Store,
    tensor_refs,
)
from rnnscope.report import Basis, LayerReport, Report, weakest

MAX_LAYERS = 100_000  # each counted as often as it is called, for models that call each other


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
    )


def _readings_note(model: Model) -> tuple[str, ...]:
    return (WEIGHTS_ALONE,) if any(layer.reading for layer in model.config.layers) else ()


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
class _Walk:
    """Goes through a model once; remembers which shared layers it has met."""

    tracer: Tracer | None = None
    met: dict[int, str] = field(default_factory=dict)
    explained: Iterator[int] = field(default_factory=count)

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
            recorded = (config.build_shapes.get("input_shape"),)
            if flowing is None and rows:
                flowing = recorded_shapes(rows[-1].path, recorded)
                rows[-1] = replace(rows[-1], outputs=flowing)
            rows.append(self.layer(placed(config, prefix, flowing or ()), store, recorded))
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
                row = replace(
                    rows[config.name], outputs=self._outputs_again(layer, store_of[config.name])
                )
            else:
                recorded = tuple(ref.shape for ref in tensor_refs(call.args))
                row = self.layer(layer, store_of[config.name], recorded)
            if row.outputs is None:
                row = replace(row, outputs=graph.recorded(config, number, layer.path))
            rows[config.name] = row
            graph.outputs[config.name, number] = row.outputs
        layers = tuple(rows[layer.name] for layer in model.layers)
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
            return None
        inputs = recorded_shapes("input", tuple(model.own.build_shapes.values()))
        try:
            row = self.tracer(placed(model.own, "", inputs or ()), store)
        except UnknownFormulaError:
            return None
        return _Rows(split_row(row), inputs or (), row.outputs, is_whole=True)

    def layer(
        self, layer: Layer, store: Store | None, recorded: Sequence[Shape | None]
    ) -> LayerReport:
        """Explain one layer: by its formula, or by what is stored where there is none."""
        if next(self.explained) > MAX_LAYERS:
            raise BadConfigError(layer.path, f"the model has more than {MAX_LAYERS:,} layers")
        shared_with = self._met_before(layer)
        row = self._read(layer, store) if store and layer.config.reading else None
        row = row or self._row(layer, store)
        return replace(row, store=store, recorded=tuple(recorded), shared_with=shared_with)

    def _met_before(self, layer: Layer) -> str | None:
        """Return where a shared layer was met first; None the first time, and for all others."""
        shared_id = layer.config.shared_id
        if shared_id is None:
            return None
        if shared_id in self.met:
            return self.met[shared_id]
        self.met[shared_id] = layer.path
        return None

    def _row(self, layer: Layer, store: Store | None) -> LayerReport:
        if layer.config.model is not None:
            return self._nested(layer, layer.config.model, store)
        formula = formula_of(layer.config)
        if formula is None and layer.config.is_operation:
            return operation_row(layer)
        try:
            if formula is None:
                raise UnknownFormulaError("no formula is known for its class")
            _refuse_adapted_inside(layer)
            return self._derived(layer, formula, store)
        except UncountableError as error:
            return self._without_formula(layer, _if_live(store), str(error))
        except (BadConfigError, UnknownFormulaError) as error:
            return self._fitted(layer, formula, store, str(error))
        except MISFIT as error:
            reason = f"its settings do not fit its class ({error})"
            return self._fitted(layer, formula, store, reason)

    def _read(self, layer: Layer, store: Store) -> LayerReport:
        """Explain a layer without a config by the classes that its weights fit."""
        fitting: list[LayerReport] = []
        for config in layer.config.reading.layers if layer.config.reading else ():
            formula = formula_of(config)
            with contextlib.suppress(RnnscopeError, *MISFIT):
                row = self._derived(reading_of(config, layer), formula, store) if formula else None
                fitting += [row] if row and fits(row, store) else []
        row = read_row(layer, store, fitting)
        return row or nested_reading(self._row(layer, store))

    def _nested(self, layer: Layer, model: ModelConfig, store: Store | None) -> LayerReport:
        rows = self.model(model, store, layer.path, layer.inputs or None)
        kept = None if model.is_builtin else store
        own = own_weights(layer, model, kept, self.tracer)
        return nested_row(layer, rows.layers, own, rows.outputs)

    def _fitted(
        self, layer: Layer, formula: Formula | None, store: Store | None, reason: str
    ) -> LayerReport:
        """Explain a layer whose input is not known by what is stored, if that fits its formula."""
        row = None
        if formula is not None:
            walk = _Walk(explained=self.explained)
            row = fitted(layer, store, lambda tried: walk._derived(tried, formula, store))
        return row or self._without_formula(layer, store, reason)

    def _without_formula(self, layer: Layer, store: Store | None, reason: str) -> LayerReport:
        """Explain a layer by its own code, where that is at hand, or by what is stored."""
        if self.tracer is None:
            return stored_row(layer, store, reason)
        try:
            row = self.tracer(layer, store)
        except UnknownFormulaError as error:
            return stored_row(layer, store, "; ".join(filter(None, (reason, str(error)))))
        return replace(row, notes=(*row.notes, f"{reason}; its own code was followed"))

    def _derived(self, layer: Layer, formula: Formula, store: Store | None) -> LayerReport:
        weights, children, output = self._run(layer, formula, store)
        refuse_impossible(weights, output.shapes if output else ())
        own: list[Basis] = ["derived"] if weights else []
        return LayerReport(
            name=layer.config.name,
            path=layer.path,
            class_name=layer.class_name,
            basis=weakest([*own, *(child.basis for child in children)]),
            weights=weight_reports(layer, weights, store),
            children=tuple(children),
            inputs=layer.inputs,
            logical_own=logical_count(layer, formula),
            outputs=output.shapes if output else None,
            fixes=output.fixes if output else (),
            sentence=formula.sentence,
            equation=formula.equation,
            source=formula.source,
            notes=tuple(dict.fromkeys(weight.absent for weight in weights if weight.absent)),
            layer=layer,
        )

    def _run(
        self, layer: Layer, formula: Formula, store: Store | None
    ) -> tuple[list[Weight], list[LayerReport], Output | None]:
        """Run a formula; give it back the outputs of each layer it says is inside."""
        weights: list[Weight] = []
        children: list[LayerReport] = []
        output: Output | None = None
        parts, reply = formula.function(layer), None
        while True:
            try:
                part = parts.send(reply)  # type: ignore[arg-type]  # None starts a generator
            except StopIteration:
                return weights, children, output
            reply = None
            if isinstance(part, Weight):
                weights.append(part)
            elif isinstance(part, Output):
                output = part
            else:
                child = self._child(part, store)
                children.append(child)
                reply = child.outputs

    def _child(self, part: Child, store: Store | None) -> LayerReport:
        inside = _inside(part, store) if store else None
        recorded = (part.layer.config.build_shapes.get("input_shape"),)
        row = self.layer(part.layer, inside, recorded)
        if row.outputs is None:
            raise UnknownFormulaError(f"what its {part.name} puts out is not known")
        return replace(row, name=part.name)

    def _outputs_again(self, layer: Layer, store: Store | None) -> Outputs:
        """Return the outputs of a layer that is called once more; its weights are there already."""
        return _Walk(self.tracer, explained=self.explained).layer(layer, store, ()).outputs


def _inside(part: Child, store: Store) -> Store:
    """Return what is stored for a layer inside: by its group, or where it has none, by its name."""
    found = store.below(part.group or part.name)
    return found if found.tensors() or not part.group else store.below(part.name)


def _if_live(store: Store | None) -> Store | None:
    """Return a live layer's variables, which are never there twice; of a file nothing."""
    live = store is not None and all(tensor.identity for tensor in store.tensors())
    return store if live else None


def _refuse_adapted_inside(layer: Layer) -> None:
    """Leave a layer to its variables whose parts are in a state that its settings do not tell."""
    wraps = any(isinstance(value, LayerConfig | tuple) for value in layer.config.config.values())
    if layer.config.is_adapted_inside and not wraps:
        raise UnknownFormulaError(
            "a layer inside it is quantized or has LoRA, which its settings do not tell"
        )
