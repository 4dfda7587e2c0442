"""From a `Model` to a `Report`: formulas and output shapes, in the order data flows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeAlias

from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.expr import Expr, Symbol, as_expr, symbol
from rnnscope.layers import Child, Layer, Output, SymbolicShape, Weight, formula_of
from rnnscope.layers._registry import Formula
from rnnscope.layers._spatial import axis_names
from rnnscope.model import Call, LayerConfig, Model, ModelConfig, Shape, Store, TensorRef
from rnnscope.model import groups_in_container, tensor_refs
from rnnscope.report import LayerReport, Report, WeightReport, weakest

# What a formula does when the settings of a hostile or broken file are of another kind.
_MISFIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

Outputs: TypeAlias = tuple[SymbolicShape, ...] | None


def explain_model(model: Model) -> Report:
    """Explain every layer of a model.

    Raises:
        BadConfigError: the layers are joined in a way no model can be.
    """
    walk = _Walk()
    rows = walk.model(model.config, model.store, "", None)
    return Report(
        name=model.config.name,
        class_name=model.config.class_name,
        source=model.source,
        format=model.format,
        keras_version=model.keras_version,
        layers=rows.layers,
        inputs=rows.inputs,
        optimizer=sum(tensor.params for tensor in model.optimizer),
        compiled=model.compiled,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """A model's layers, explained; the shapes that go in and come out."""

    layers: tuple[LayerReport, ...]
    inputs: tuple[SymbolicShape, ...]
    outputs: Outputs


@dataclass(slots=True)
class _Walk:
    """Goes through a model once; remembers which shared layers it has met."""

    met: dict[int, str] = field(default_factory=dict)

    def model(
        self, model: ModelConfig, store: Store | None, prefix: str, inputs: Outputs
    ) -> _Rows:
        """Explain the layers of a model that `inputs` flow into; None for a model on its own."""
        stores = store.split(model.layers) if store else [None] * len(model.layers)
        if model.is_sequential:
            return self._sequential(model, stores, prefix, inputs)
        return self._functional(model, stores, prefix, inputs)

    def _sequential(
        self, model: ModelConfig, stores: Sequence[Store | None], prefix: str, inputs: Outputs
    ) -> _Rows:
        flowing = inputs
        rows: list[LayerReport] = []
        entry: tuple[SymbolicShape, ...] = inputs or ()
        groups = groups_in_container(layer.class_name for layer in model.layers)
        for i, (config, store) in enumerate(zip(model.layers, stores, strict=True)):
            is_input = config.class_name == "InputLayer"
            if flowing is None and not rows:
                flowing = entry = _model_input(model, config, model.layers[i:], prefix)
            if is_input:
                continue
            recorded = (config.build_shapes.get("input_shape"),)
            if flowing is None and rows:
                flowing = _recorded(rows[-1].path, recorded)
                rows[-1] = replace(rows[-1], outputs=flowing)
            layer = _placed(config, prefix, flowing or ())
            row = self.layer(layer, store, recorded, group=f"layers/{groups[i]}")
            rows.append(row)
            flowing = row.outputs
        return _Rows(tuple(rows), entry, flowing)

    def _functional(
        self, model: ModelConfig, stores: Sequence[Store | None], prefix: str, inputs: Outputs
    ) -> _Rows:
        graph = _Graph.of(model, prefix, inputs)
        store_of = dict(zip((layer.name for layer in model.layers), stores, strict=True))
        group_of = _functional_groups(model.layers)
        rows: dict[str, LayerReport] = {}
        for config, call_index in graph.order():
            call = config.calls[call_index] if config.calls else Call()
            layer = graph.placed(config, call)
            if config.name in rows:
                row = replace(rows[config.name], outputs=self._outputs_again(layer))
            else:
                recorded = tuple(ref.shape for ref in tensor_refs(call.args))
                row = self.layer(
                    layer, store_of[config.name], recorded, group=group_of.get(config.name, "")
                )
            if row.outputs is None:
                row = replace(row, outputs=graph.recorded(config, call_index, layer.path))
            rows[config.name] = row
            graph.outputs[config.name, call_index] = row.outputs
        layers = tuple(rows[layer.name] for layer in model.layers if layer.name in rows)
        ends = [graph.output(ref) for ref in model.outputs]
        known = tuple(end for end in ends if end is not None)
        return _Rows(layers, tuple(graph.entries), known if len(known) == len(ends) else None)

    def layer(
        self, layer: Layer, store: Store | None, recorded: Sequence[Shape | None], group: str = ""
    ) -> LayerReport:
        """Explain one layer: by its formula, or by what is stored where there is none."""
        config = layer.config
        shared_with = self.met.get(config.shared_id) if config.shared_id is not None else None
        if config.shared_id is not None:
            self.met.setdefault(config.shared_id, layer.path)
        if config.model is not None:
            row = self._nested(layer, config.model, store)
        else:
            row = self._single(layer, store)
        return replace(
            row,
            store=store,
            recorded=tuple(recorded),
            group=group,
            shared_with=shared_with,
        )

    def _nested(self, layer: Layer, model: ModelConfig, store: Store | None) -> LayerReport:
        rows = self.model(model, store, layer.path, layer.inputs or None)
        return LayerReport(
            name=layer.config.name,
            path=layer.path,
            class_name=layer.class_name,
            basis=weakest(row.basis for row in rows.layers),
            children=rows.layers,
            inputs=layer.inputs,
            outputs=rows.outputs,
            sentence="A model used as a layer: the sum of its own layers.",
            is_model=True,
            layer=layer,
        )

    def _single(self, layer: Layer, store: Store | None) -> LayerReport:
        if layer.config.is_operation and formula_of(layer.config) is None:
            return _operation(layer)
        formula = formula_of(layer.config)
        try:
            if formula is None:
                raise UnknownFormulaError("no formula is known for its class")
            return self._derived(layer, formula, store)
        except (BadConfigError, UnknownFormulaError) as error:
            return _stored(layer, store, str(error))
        except _MISFIT as error:
            return _stored(layer, store, f"its settings do not fit its class ({error})")

    def _derived(self, layer: Layer, formula: Formula, store: Store | None) -> LayerReport:
        _refuse_adapted(layer)
        weights, children, output = self._run(layer, formula, store)
        reports = _weight_reports(layer, weights)
        parts = [*(["derived"] if weights else []), *(child.basis for child in children)]
        return LayerReport(
            name=layer.config.name,
            path=layer.path,
            class_name=layer.class_name,
            basis=weakest(parts),
            weights=reports,
            children=tuple(children),
            inputs=layer.inputs,
            outputs=output.shapes if output else None,
            fixes=output.fixes if output else (),
            sentence=formula.sentence,
            equation=formula.equation,
            source=formula.source,
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
        group = part.group or part.name
        inside = store.below(group) if store else None
        recorded = (part.layer.config.build_shapes.get("input_shape"),)
        row = self.layer(part.layer, inside, recorded, group)
        if row.outputs is None:
            raise UnknownFormulaError(f"what its {part.name} puts out is not known")
        return replace(row, name=part.name)

    def _outputs_again(self, layer: Layer) -> Outputs:
        """Return the outputs of a layer that is called once more; its weights are there already."""
        met, self.met = self.met, {}
        try:
            return self.layer(layer, None, ()).outputs
        finally:
            self.met = met


@dataclass(slots=True)
class _Graph:
    """The calls of a Functional model, and the shapes that have come out of them so far."""

    model: ModelConfig
    prefix: str
    given: Mapping[str, SymbolicShape]
    layers: Mapping[str, LayerConfig]
    outputs: dict[tuple[str, int], Outputs] = field(default_factory=dict)
    entries: list[SymbolicShape] = field(default_factory=list)

    @classmethod
    def of(cls, model: ModelConfig, prefix: str, inputs: Outputs) -> _Graph:
        """Prepare the graph; the model's inputs are `inputs` where it is called on some."""
        names = [ref.layer for ref in model.inputs]
        given = dict(zip(names, inputs, strict=False)) if inputs else {}
        return cls(model, prefix, given, {layer.name: layer for layer in model.layers})

    def order(self) -> Iterator[tuple[LayerConfig, int]]:
        """Yield each call after those whose outputs it takes.

        Raises:
            BadConfigError: the calls take each other's outputs in a circle, or are not there.
        """
        before: dict[tuple[str, int], set[tuple[str, int]]] = {}
        for layer in self.model.layers:
            for i, call in enumerate(layer.calls or (Call(),)):
                before[layer.name, i] = {(ref.layer, ref.call) for ref in call.refs}
        for node, needed in before.items():
            for missing in needed - before.keys():
                raise BadConfigError(node[0], f"takes an output of {missing[0]!r}, which is not there")
        try:
            ordered = list(TopologicalSorter(before).static_order())
        except CycleError as error:
            raise BadConfigError(self.model.name, f"its layers form a circle: {error.args[1]}") from None
        return ((self.layers[name], call) for name, call in ordered)

    def placed(self, config: LayerConfig, call: Call) -> Layer:
        """Return a layer with what flows into one call of it."""
        if config.class_name == "InputLayer" and not config.calls:
            return self._input(config)
        refs = list(tensor_refs(call.args))
        shapes = [self.output(ref) for ref in refs]
        if call.args or not call.kwargs:
            known = tuple(shape for shape in shapes if shape is not None)
            inputs = known if len(known) == len(shapes) else ()
        else:
            inputs = ()
        named = {
            key: shape
            for key, value in call.kwargs.items()
            if isinstance(value, TensorRef) and (shape := self.output(value)) is not None
        }
        options = {k: v for k, v in call.kwargs.items() if not any(tensor_refs(v))}
        if not inputs and named and not refs:
            inputs = tuple(named.values())[:1]
        return replace(_placed(config, self.prefix, inputs), named=named, options=options)

    def output(self, ref: TensorRef) -> SymbolicShape | None:
        """Return the shape of an output of a call that has been explained, if it is known."""
        shapes = self.outputs.get((ref.layer, ref.call))
        return shapes[ref.index] if shapes and ref.index < len(shapes) else None

    def _input(self, config: LayerConfig) -> Layer:
        shape = self.given.get(config.name)
        if shape is None:
            path = _path(self.prefix, config.name)
            consumers = [
                layer
                for layer in self.model.layers
                if any(ref.layer == config.name for call in layer.calls for ref in call.refs)
            ]
            shape = input_symbols(path, _batch_shape(config), consumers)
        self.entries.append(shape)
        return _placed(config, self.prefix, (shape,))

    def recorded(self, config: LayerConfig, call: int, path: str) -> Outputs:
        """Return the output shapes that the calls behind this one have on record."""
        found: dict[int, Shape] = {}
        for layer in self.model.layers:
            for ref in (ref for each in layer.calls for ref in each.refs):
                if (ref.layer, ref.call) == (config.name, call) and ref.shape is not None:
                    found[ref.index] = ref.shape
        if not found or sorted(found) != list(range(len(found))):
            return None
        return _recorded(path, [found[i] for i in range(len(found))])


def input_symbols(
    path: str, sizes: Shape, consumers: Sequence[LayerConfig]
) -> SymbolicShape:
    """Return the axes of a model's input as symbols, named after what reads them."""
    names = _input_names(len(sizes), consumers)
    rank = len(sizes)
    return tuple(
        _axis_symbol(path, name, size, i if i == 0 else i - rank)
        for i, (name, size) in enumerate(zip(names, sizes, strict=True))
    )


def _axis_symbol(path: str, name: str, size: int | None, axis: int) -> Expr:
    return Expr((((Symbol(name, size, path, source=f"axis {axis}"),), 1),))


def _input_names(rank: int, consumers: Sequence[LayerConfig]) -> tuple[str, ...]:
    classes = {layer.class_name for layer in consumers}
    if rank == 2 and "Embedding" in classes:
        return ("batch", "timesteps")
    if rank > 3 and any(c == "TimeDistributed" or c.startswith("ConvLSTM") for c in classes):
        inner = axis_names(rank - 1)[1:]
        return ("batch", "timesteps", *("width" if name == "timesteps" else name for name in inner))
    first = any(layer.config.get("data_format") == "channels_first" for layer in consumers)
    return axis_names(rank, channels_first=first)


def _batch_shape(config: LayerConfig) -> Shape:
    """Return the shape an InputLayer declares, batch first; files of Keras 2 call it otherwise."""
    for key in ("batch_shape", "batch_input_shape"):
        shape = config.config.get(key)
        if isinstance(shape, list | tuple):
            return _checked(shape, f"{config.name}.config.{key}")
    raise BadConfigError(f"{config.name}.config", "an InputLayer without batch_shape")


def _checked(shape: Sequence[Any], where: str) -> Shape:
    for size in shape:
        if size is not None and (type(size) is not int or size < 0):
            raise BadConfigError(where, f"expected sizes or null, found {size!r}")
    return tuple(shape)


def _model_input(
    model: ModelConfig, config: LayerConfig, layers: Sequence[LayerConfig], prefix: str
) -> Outputs:
    """Return the input of a Sequential model, from its InputLayer or from what was recorded."""
    if config.class_name == "InputLayer":
        shape: Shape | None = _batch_shape(config)
        consumers = layers[1:2]
    else:
        shape = model.build_shape or config.build_shapes.get("input_shape")
        declared = config.config.get("batch_input_shape") or config.config.get("batch_shape")
        if shape is None and isinstance(declared, list | tuple):
            shape = _checked(declared, f"{config.name}.config.batch_input_shape")
        consumers = layers[:1]
    if shape is None:
        return None
    name = config.name if config.class_name == "InputLayer" else "input"
    return (input_symbols(_path(prefix, name), shape, consumers),)


def _placed(config: LayerConfig, prefix: str, inputs: tuple[SymbolicShape, ...]) -> Layer:
    return Layer(config=config, path=_path(prefix, config.name), inputs=inputs)


def _path(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def _recorded(path: str, shapes: Sequence[Shape | None]) -> Outputs:
    """Return shapes that are only on record as symbols of the layer that puts them out."""
    if not shapes or any(shape is None for shape in shapes):
        return None
    return tuple(
        tuple(symbol(n, size, path) for n, size in zip(axis_names(len(shape)), shape, strict=True))
        for shape in shapes
        if shape is not None
    )


def _functional_groups(layers: Sequence[LayerConfig]) -> dict[str, str]:
    """Name the groups that a Functional model's layers have in files; operations have none."""
    kept = [layer for layer in layers if not layer.is_operation]
    groups = groups_in_container(layer.class_name for layer in kept)
    return {layer.name: f"layers/{group}" for layer, group in zip(kept, groups, strict=True)}


def _refuse_adapted(layer: Layer) -> None:
    """Leave quantized and LoRA states to what is stored, until their formulas are known."""
    dtype = layer.config.config.get("dtype")
    policy = dtype.get("class_name") if isinstance(dtype, dict) else None
    if policy not in (None, "DTypePolicy"):
        raise UnknownFormulaError(f"no formula is known for its dtype policy {policy}")
    if layer.config.config.get("lora_rank"):
        raise UnknownFormulaError("no formula is known for its LoRA state")


def _operation(layer: Layer) -> LayerReport:
    return LayerReport(
        name=layer.config.name,
        path=layer.path,
        class_name=layer.class_name,
        basis="none",
        inputs=layer.inputs,
        sentence="A function of its inputs: it has no weights.",
        layer=layer,
    )


def _stored(layer: Layer, store: Store | None, reason: str) -> LayerReport:
    """Report a layer that no formula covers, with the weights that are stored."""
    tensors = store.tensors() if store else ()
    known: Any = "stored" if store else "unknown"
    kept = "only the stored tensors are known" if store else "its count is not known"
    return LayerReport(
        name=layer.config.name,
        path=layer.path,
        class_name=layer.class_name,
        basis=known,
        weights=tuple(
            WeightReport(
                name=tensor.path,
                symbolic_shape=tuple(map(as_expr, tensor.shape)),
                dtype=tensor.dtype,
                trainable=tensor.trainable,
            )
            for tensor in tensors
        ),
        inputs=layer.inputs,
        notes=(f"{reason}; {kept}",),
        layer=layer,
    )


def _weight_reports(layer: Layer, weights: Sequence[Weight]) -> tuple[WeightReport, ...]:
    """Number the weights as files do: under each owner, first those that can be trained."""
    places: dict[str, Counter[bool]] = defaultdict(Counter)
    for weight in weights:
        places[weight.group][weight.trainable is not False] += 1
    seen: Counter[tuple[str, bool]] = Counter()
    reports = []
    for weight in weights:
        can_train = weight.trainable is not False
        start = 0 if can_train else places[weight.group][True]
        reports.append(_weight_report(layer, weight, start + seen[weight.group, can_train]))
        seen[weight.group, can_train] += 1
    return tuple(reports)


def _weight_report(layer: Layer, weight: Weight, index: int) -> WeightReport:
    trainable = weight.trainable
    if trainable is None:
        trainable = layer.config.config.get("trainable", True) is not False
    return WeightReport(
        name=weight.name,
        symbolic_shape=tuple(map(as_expr, weight.shape)),
        dtype=weight.dtype or variable_dtype(layer.config),
        trainable=trainable,
        role=weight.role,
        gates=weight.gates,
        group=weight.group,
        index=index,
    )


def variable_dtype(config: LayerConfig) -> str:
    """Return the dtype of a layer's weights: mixed policies keep them in float32."""
    dtype = config.config.get("dtype")
    if isinstance(dtype, dict):
        inner = dtype.get("config")
        dtype = inner.get("name") if isinstance(inner, dict) else None
    if not isinstance(dtype, str) or dtype.startswith("mixed_"):
        return "float32"
    return dtype
