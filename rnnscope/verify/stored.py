"""The witness of what is stored: each derived weight against the tensor in the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.sources import Origin
from rnnscope.derivation import agree
from rnnscope.matching import pairs
from rnnscope.model.parts import FileStore, Model, ModelConfig, Store, Tensor
from rnnscope.report.report import LayerReport, Report, WeightReport
from rnnscope.report.unbuilt import is_unbuilt
from rnnscope.report.witness import Difference, Witness
from rnnscope.verify._file_places import (
    NAME,
    faults,
    groups_of,
    is_passed_over,
    misplaced,
    note,
    out_of_order,
    swapped_across,
    swapped_inside,
)

WEIGHTS_ALONE = "no config says what the layers with weights are, so there is nothing to compare"
UNBUILT = "the model was saved before it was built, so no weights are in the file"
STORED_ONLY = (
    "each layer with weights is known only by what is stored, so there is nothing to compare"
)


def witness(report: Report, model: Model) -> Witness:
    """Compare every layer with the tensors stored for it, weight by weight.

    A layer known only by its tensors is not compared: it would agree with itself. So would one with
    a size that was read from them, of which it is told where they differ, and no more.
    """
    return _heard(report, model, _compared(report, model))


def heard(report: Report, model: Model) -> Report:
    """Add the witness, and a note of what the file has that is no weight and Keras passes over."""
    comparison = _compared(report, model)
    report = report.with_witness(_heard(report, model, comparison))
    if not isinstance(model.store, FileStore):
        return report
    notes = note([*model.store.passed_over(), *comparison.passed_over])
    return replace(report, notes=(*report.notes, *notes))


def _heard(report: Report, model: Model, comparison: _Comparison) -> Witness:
    if model.store is None:
        return Witness(name=NAME, spoke=False, reason=model.no_store)
    if model.live is None and is_unbuilt(report) and not any(map(_has_tensors, report.layers)):
        return Witness(name=NAME, spoke=False, reason=UNBUILT)
    findings = comparison.differences or comparison.in_part
    covered = comparison.covered - comparison.in_part - _read_from_it(report)
    if not findings and not report.speaks_of(covered):
        alone = any(layer.reading for layer in model.config.layers)
        return Witness(name=NAME, spoke=False, reason=WEIGHTS_ALONE if alone else STORED_ONLY)
    holder = "file" if model.live is None else "model"
    return Witness(
        name=NAME,
        spoke=True,
        covered=frozenset(covered),
        differences=tuple(replace(d, holder=holder) for d in comparison.differences),
    )


def _read_from_it(report: Report) -> set[str]:
    """Return the rows with a size that was read from what is stored, which it is to explain.

    A layer around one is another of them.
    """
    read = [row.path for row in report.walk() if _is_read(row.own.symbols, f"{row.path}.")]
    parts = [path.split(".") for path in read]
    return {".".join(names[:end]) for names in parts for end in range(1, len(names) + 1)}


def _is_read(symbols: Iterable[Symbol], inside: str) -> bool:
    """Tell whether one of the sizes that a layer, or one around it, has of its own was read."""
    own = [symbol for symbol in symbols if inside.startswith(f"{symbol.owner}.")]
    return any(
        symbol.kind is Origin.READ or (symbol.origin and _is_read(symbol.origin.symbols, inside))
        for symbol in own
    )


def _has_tensors(layer: LayerReport) -> bool:
    """Tell whether anything is stored for a layer."""
    return layer.store is not None and len(layer.store.tensors()) > 0


def _compared(report: Report, model: Model) -> _Comparison:
    comparison = _Comparison()
    if model.store is None:
        return comparison
    for layer in report.layers:
        comparison.row(layer)
        comparison.differences += out_of_order(layer) if not layer.is_own else ()
    if model.config.is_builtin and model.live is None:
        comparison.model(model.store, model.config, "", report.layers)
    named = {difference.layer for difference in comparison.differences}
    if model.config.is_builtin and model.live is None:
        comparison.differences += swapped_across(report.layers, named)
    known = {difference.layer.partition(".")[0] for difference in comparison.differences}
    comparison.differences += faults(model.store, known)
    return comparison


@dataclass(slots=True)
class _Comparison:
    """What has been found so far; `in_part` are layers of which a file keeps some weights only."""

    covered: set[str] = field(default_factory=set)
    in_part: set[str] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def row(self, layer: LayerReport) -> None:
        """Compare a layer of a model: its weights, what is left over, its input shape."""
        if not (layer.basis.is_explained or layer.is_model):
            return
        if not layer.is_model:
            self.covered.add(layer.path)
        self._input_shape(layer)
        if layer.shared_with:
            self.covered.update(inside.path for inside in layer.walk())
            return
        if layer.is_model:
            self._model(layer)
            return
        self.differences += swapped_inside(layer)
        placed = [tensor for tensor in self._placed(layer) if tensor is not None]
        if not layer.is_own:  # whose store holds the layers' weights too
            self._left_over(layer, placed)

    def _model(self, model: LayerReport) -> None:
        """Compare the layers of a model used as a layer, and what belongs to none of them."""
        for child in model.children:
            self.row(child)
        owners = [row.path for child in model.children for row in child.walk() if row.is_owner]
        if self.covered.issuperset(owners):
            self.covered.add(model.path)
        config = model.layer.config.model if model.layer else None
        if config is not None and config.is_builtin:
            self.model(model.store, config, model.path, model.children)

    def model(
        self,
        store: Store | None,
        config: ModelConfig,
        path: str,
        layers: Sequence[LayerReport],
    ) -> None:
        """Compare what is stored for none of a model's layers, and the places of those."""
        self.differences += misplaced(store, config.layers, path)
        tensors = store.unclaimed(config.layers) if store else ()
        groups = {store.path} if isinstance(store, FileStore) else set()
        groups |= {g for layer in layers for g in groups_of(layer, ())} if tensors else set()
        self._beside(path, tensors, groups)

    def _beside(self, path: str, tensors: Iterable[Tensor], groups: Collection[str]) -> None:
        for tensor in tensors:
            if is_passed_over(tensor, groups):
                self.passed_over.append(tensor.path)
            else:
                self.left_over(path, tensor)

    def _placed(self, layer: LayerReport) -> Iterator[Tensor | None]:
        """Compare the weights of a layer and of those it wraps; yield the tensors that fit."""
        self.covered.add(layer.path)
        for weight, tensor in pairs(layer.weights, layer.store):
            self._weight(layer, weight, tensor)
            yield tensor
        for child in layer.children:
            if child.is_model:
                self.row(child)
                yield from child.store.tensors() if child.store else ()
            else:
                yield from self._placed(child)

    def _weight(self, layer: LayerReport, weight: WeightReport, tensor: Tensor | None) -> None:
        """Compare one weight with its tensor, in shape and in what its numbers are."""
        if tensor is None and weight.index < 0:
            self.in_part.add(layer.path)
        elif tensor is None or tensor.shape != weight.shape:
            found = "nothing" if tensor is None else str(tensor.shape)
            self._differs(layer, weight.name, str(weight.shape), found)
        elif _kind(tensor.dtype) != _kind(weight.dtype):
            self._differs(layer, f"{weight.name} dtype", weight.dtype, tensor.dtype)

    def _left_over(self, layer: LayerReport, placed: Sequence[Tensor]) -> None:
        stored = Counter(tensor.path for tensor in layer.store.tensors()) if layer.store else {}
        left = Counter(stored) - Counter(tensor.path for tensor in placed)
        tensors = layer.store.tensors() if layer.store and left.total() else ()
        beside = [tensor for tensor in tensors if left[tensor.path] > 0]
        self._beside(layer.path, beside, groups_of(layer, placed) if beside else ())

    def left_over(self, path: str, tensor: Tensor) -> None:
        """Note a tensor that no weight accounts for."""
        found = str(tensor.shape)
        self.differences.append(Difference(path, tensor.path, "no such weight", found, NAME))

    def _input_shape(self, layer: LayerReport) -> None:
        """Compare what flows in with what the source has on record."""
        for derived, recorded in zip(layer.inputs, layer.recorded, strict=False):
            if recorded is not None and not agree(derived, recorded):
                shape = str(tuple(size.value for size in derived))
                self._differs(layer, "input shape", shape, str(recorded))

    def _differs(self, layer: LayerReport, subject: str, derived: str, found: str) -> None:
        self.differences.append(Difference(layer.path, subject, derived, found, NAME))


def _kind(dtype: str) -> str:
    """Return what numbers of a dtype are: Keras casts the precision, not the kind."""
    for kind, starts in (("float", ("float", "bfloat")), ("whole", ("int", "uint"))):
        if dtype.startswith(starts):
            return kind
    return dtype
