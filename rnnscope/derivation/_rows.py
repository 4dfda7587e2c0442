"""The report of one layer, once its formula has been run or is known not to fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod
from typing import TypeAlias

from rnnscope.algebra.expr import as_expr
from rnnscope.derivation._shapes import Outputs
from rnnscope.derivation._stored_doubts import doubt_of_own, may_be_shared
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers import Layer, SymbolicShape, Weight
from rnnscope.matching import pairs
from rnnscope.model.parts import LayerConfig, Model, ModelConfig, Store, Tensor
from rnnscope.report.report import Basis, LayerReport, WeightReport, weakest
from rnnscope.untrusted.fields import MAX_AXES

# Explains a layer that no formula covers by its class's own code, or says why it cannot.
Tracer: TypeAlias = Callable[[Layer, Store | None], LayerReport]

MAX_SIZE = 2**63 - 1


def refuse_impossible(weights: Sequence[Weight], outputs: Sequence[SymbolicShape]) -> None:
    """Leave to what is stored a layer whose settings give sizes that no tensor has."""
    shapes = [*outputs, *(weight.shape for weight in weights)]
    sizes = [as_expr(size).value or 0 for shape in outputs for size in shape]
    for weight in weights:
        shape = [as_expr(size).value for size in weight.shape]
        known = [size for size in shape if size is not None]
        if len(known) < len(shape):
            raise UnknownFormulaError(f"its {weight.name} has no fixed size")
        sizes += (*known, prod(known))
    if max(map(len, shapes), default=0) > MAX_AXES or not all(0 <= n <= MAX_SIZE for n in sizes):
        raise UnknownFormulaError("its settings give sizes that no tensor has")


def nested_row(
    layer: Layer, rows: tuple[LayerReport, ...], own: LayerReport, outputs: Outputs
) -> LayerReport:
    """Report a model used as a layer: its layers, and the weights it owns itself."""
    return LayerReport(
        name=layer.config.name,
        path=layer.path,
        class_name=layer.class_name,
        basis=weakest(row.basis for row in (own, *rows)),
        weights=own.weights,
        children=rows,
        inputs=layer.inputs,
        outputs=outputs,
        needs=tuple(layer.needs),
        sentence="A model used as a layer: the sum of its own layers.",
        is_model=True,
        work=None if own.weights or not own.is_known else (),
        layer=layer,
    )


def own_rows(model: Model, tracer: Tracer | None) -> Sequence[LayerReport]:
    """Report the weights that the model itself owns, which summary() has no row for.

    In a file of Keras's own Sequential or Functional no layer's tensors are
    left over; where they are, that is a difference and not a row.
    """
    if model.store is None or (model.config.is_builtin and model.live is None):
        return ()
    config = LayerConfig(class_name=model.config.class_name, name=model.config.name)
    layer = Layer(config=config, path=config.name, inputs=())
    row = own_weights(layer, model.config, model.store, tracer)
    return (own_row(row),) if row.weights or not row.is_known else ()


def own_weights(
    layer: Layer, model: ModelConfig, store: Store | None, tracer: Tracer | None
) -> LayerReport:
    """Report a model by the weights that none of its layers has: traced, or as they are stored."""
    tensors = store.unclaimed(model.layers) if store else ()
    if store is None or not tensors:
        return _own(layer, Basis.NONE)
    return _own_traced(layer, store, tensors, tracer) or _own_stored(layer, store, tensors)


def _own_traced(
    layer: Layer, store: Store, tensors: Sequence[Tensor], tracer: Tracer | None
) -> LayerReport | None:
    """Report what the model's own code makes, where that is what is stored."""
    if tracer is None:
        return None
    try:
        row = tracer(layer, store)
    except UnknownFormulaError:
        return None
    if [weight.shape for weight in row.weights] != [tensor.shape for tensor in tensors]:
        return None
    return replace(_own(layer, Basis.TRACED), weights=row.weights, store=row.store)


def _own_stored(layer: Layer, store: Store, tensors: Sequence[Tensor]) -> LayerReport:
    claimed = {tensor.path for tensor in tensors}
    reason = doubt_of_own(tensors, [t for t in store.tensors() if t.path not in claimed])
    if reason:
        return replace(_own(layer, Basis.UNKNOWN), notes=(reason,))
    return replace(_own(layer, Basis.STORED), weights=tuple(map(_stored_weight, tensors)))


def _own(layer: Layer, basis: Basis) -> LayerReport:
    config = layer.config
    return LayerReport(name=config.name, path=layer.path, class_name=config.class_name, basis=basis)


def split_row(row: LayerReport) -> tuple[LayerReport, ...]:
    """Take the row of a whole model apart: its layers, and the weights that it owns itself."""
    if not row.weights:
        return row.children
    return (*row.children, own_row(row))


def own_row(row: LayerReport) -> LayerReport:
    """Report only the weights that a model owns itself."""
    return replace(
        row,
        path=f"{row.path} (the model's own)",
        children=(),
        outputs=None,
        sentence="",
        notes=("owned by the model itself", *row.notes),
        is_own=True,
    )


def operation_row(layer: Layer) -> LayerReport:
    """Report a function of a Functional graph, such as `Transpose`."""
    return LayerReport(
        name=layer.config.name,
        path=layer.path,
        class_name=layer.class_name,
        basis=Basis.NONE,
        inputs=layer.inputs,
        sentence="A function of its inputs: it has no weights.",
        layer=layer,
    )


NOT_BUILT = "it has not been built, so it has no weights yet"


def unbuilt_inside(config: LayerConfig) -> str:
    """Say which layers inside a live one have not been built; nothing where all have."""
    if not config.unbuilt:
        return ""
    if "" in config.unbuilt:
        return NOT_BUILT
    shown = " and ".join(config.unbuilt[:3]) + (" and more" if len(config.unbuilt) > 3 else "")
    one = len(config.unbuilt) == 1
    return (
        f"{shown} inside it {'has' if one else 'have'} not been built, "
        f"so {'it has' if one else 'they have'} no weights yet"
    )


def stored_row(layer: Layer, tensors: Sequence[Tensor], why: str) -> LayerReport:
    """Report a layer of which only the stored weights are known."""
    kept = "only the stored tensors are known" if tensors else "no tensors are stored for it"
    if may_be_shared(tensors):
        kept += ", one that layers inside share once for each"
    row = _row_without_shapes(layer, Basis.STORED, f"{why}; {kept}")
    return replace(row, weights=tuple(map(_stored_weight, tensors)))


def unknown_row(layer: Layer, why: str) -> LayerReport:
    """Report a layer of which nobody knows how many weights it has."""
    return _row_without_shapes(layer, Basis.UNKNOWN, f"{why}; its count is not known")


def _row_without_shapes(layer: Layer, basis: Basis, note: str) -> LayerReport:
    return LayerReport(
        name=layer.config.name,
        path=layer.path,
        class_name=layer.class_name,
        basis=basis,
        inputs=layer.inputs,
        notes=(note,),
        layer=layer,
    )


def _stored_weight(tensor: Tensor) -> WeightReport:
    return WeightReport(
        name=tensor.path,
        symbolic_shape=tuple(map(as_expr, tensor.shape)),
        dtype=tensor.dtype,
        trainable=tensor.trainable,
        identity=tensor.identity,
    )


def weight_reports(
    layer: Layer, weights: Sequence[Weight], store: Store | None
) -> tuple[WeightReport, ...]:
    """Report a formula's weights; a live model says which are trainable, and which are one."""
    reports = _numbered(layer, weights)
    matched = pairs(reports, store)
    if not any(tensor and tensor.identity for _, tensor in matched):
        return reports
    places = {tensor.identity: i for i, tensor in enumerate(store.tensors() if store else ())}
    paired = [
        report
        if tensor is None
        else replace(report, trainable=tensor.trainable, identity=tensor.identity)
        for report, tensor in matched
    ]
    # In the order that the layer has them, which quantize() changes.
    return tuple(sorted(paired, key=lambda report: places.get(report.identity, len(places))))


def weight_notes(
    weights: Sequence[Weight], reports: Sequence[WeightReport], store: Store | None
) -> tuple[str, ...]:
    """Say what the weights have to say, and why some are not in the file: a live model has all."""
    kept = {report.name for report, tensor in pairs(reports, store) if tensor}
    noted = ((w.note, "" if w.name in kept else w.absent) for w in weights)
    return tuple(dict.fromkeys(note for notes in noted for note in notes if note))


def _numbered(layer: Layer, weights: Sequence[Weight]) -> tuple[WeightReport, ...]:
    """Number the weights as files do: under each owner, first those that can be trained."""
    places: dict[str, Counter[bool]] = defaultdict(Counter)
    for weight in weights:
        places[weight.group][weight.trainable is not False] += 1
    seen: Counter[tuple[str, bool]] = Counter()
    reports = []
    for weight in weights:
        can_train = weight.trainable is not False
        start = 0 if can_train else places[weight.group][True]
        number = start + seen[weight.group, can_train]
        number = number if weight.index is None else weight.index
        number = -1 if weight.absent else number
        reports.append(_weight_report(layer, weight, number))
        seen[weight.group, can_train] += 1
    return tuple(reports)


def _weight_report(layer: Layer, weight: Weight, index: int) -> WeightReport:
    trainable = weight.trainable
    if trainable is None:
        trainable = layer.config.settings.get("trainable", True) is not False
    return WeightReport(
        name=weight.name,
        symbolic_shape=tuple(map(as_expr, weight.shape)),
        dtype=weight.dtype or layer.variable_dtype,
        trainable=trainable,
        role=weight.role,
        gates=weight.gates,
        group=weight.group,
        index=index,
        shared_with=f"{layer.path}.{weight.shared_with}" if weight.shared_with else None,
    )
