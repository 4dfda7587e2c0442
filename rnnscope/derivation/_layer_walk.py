"""Explains one layer, with those inside it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rnnscope.algebra.expr import total
from rnnscope.derivation._rows import (
    NOT_BUILT,
    Tracer,
    refuse_impossible,
    unknown_row,
    weight_notes,
    weight_reports,
)
from rnnscope.derivation._shapes import agree, recorded_shapes, summed_up
from rnnscope.derivation._strategies import STRATEGIES, Case, explained
from rnnscope.derivation._work import plain_weights, timed, work_of
from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.keras_facts.settings import ACTIVATIONS
from rnnscope.layers import Child, Formula, Layer, MultiplyAdds, Output, Weight, formula_of
from rnnscope.model.parts import Family, LayerConfig, ModelConfig, Shape, Store
from rnnscope.report.report import Basis, LayerReport, weakest
from rnnscope.untrusted.limits import beyond, current, spend
from rnnscope.wording import shown


@dataclass(slots=True)
class Counted:
    """How many layers there have been, each as often as it was called, and how long their paths."""

    layers: int = 0
    characters: int = 0

    def add(self, layer: Layer) -> None:
        """Count a layer.

        Raises:
            BadConfigError: there are too many, for models may call each other.

        """
        spend()
        self.layers += 1
        self.characters += len(layer.path)
        limits = current()
        if self.layers > limits.layers:
            raise BadConfigError(layer.path, f"the model has more layers, {beyond('layers')}")
        if self.characters > limits.path_characters:
            problem = f"the paths of the layers are too long, {beyond('path_characters')}"
            raise BadConfigError(layer.path, problem)


@dataclass(slots=True)
class LayerWalk(ABC):
    """Explains layer after layer; remembers which shared ones it has met."""

    tracer: Tracer | None = None
    met: dict[int, str] = field(default_factory=dict)
    counted: Counted = field(default_factory=Counted)

    @abstractmethod
    def nested(self, layer: Layer, model: ModelConfig, store: Store | None) -> LayerReport:
        """Explain a model that is used as a layer."""

    def layer(
        self,
        layer: Layer,
        store: Store | None,
        recorded: Sequence[Shape | None] = (),
        first: Shape | None = None,
    ) -> LayerReport:
        """Explain one layer, by whatever can.

        `recorded` are the shapes that this call has on record, `first` is that
        of the layer's first build, which may have been another call's.
        """
        self.counted.add(layer)
        shared_with = self._met_before(layer)
        row = explained(
            Case(layer, formula_of(layer.config), store, self, len(self.met)), STRATEGIES
        )
        if layer.config.printed is not None:
            from rnnscope.derivation._printed import with_printed_sizes

            row = with_printed_sizes(layer, row, layer.config.printed)
        if "" in layer.config.unbuilt and row.basis is not Basis.NONE:
            row = unknown_row(layer, NOT_BUILT)
        if first is not None and self._would_differ(layer, row, first):
            recorded = (first,)
        return replace(row, store=store, recorded=tuple(recorded), shared_with=shared_with)

    def _would_differ(self, layer: Layer, row: LayerReport, first: Shape) -> bool:
        """Tell whether a layer built for another shape would have other weights.

        A layer may be used again for another batch, length, image or number of
        axes: a config has the shape of the first time, and Keras takes the
        layer as long as its weights are the same.
        """
        weights = [weight.shape for weight in row.all_weights]
        if row.basis is not Basis.DERIVED or len(layer.inputs) != 1 or agree(layer.input, first):
            return False
        shapes = recorded_shapes(f"{layer.path}.input", (first,)) or ()
        walk = type(self)(counted=self.counted)
        again = walk.layer(replace(layer.fed(*shapes), named={}), None)
        return not again.is_known or [weight.shape for weight in again.all_weights] != weights

    def tried(self, layer: Layer, formula: Formula, store: Store | None, met: int) -> LayerReport:
        """Explain a layer by a formula on inputs that it may not have; no code is followed.

        `met` is how many shared layers were met before this one; on trial, no more are.

        Raises:
            BadConfigError: as `derived` does.
            UnknownFormulaError: as `derived` does.

        """
        since = self._forgotten(met)
        try:
            return type(self)(met=self.met, counted=self.counted).derived(layer, formula, store)
        finally:
            self._forgotten(met)
            self.met.update(reversed(since))

    def _forgotten(self, met: int) -> list[tuple[int, str]]:
        """Forget all shared layers but the first, and return them, the last one first."""
        return [self.met.popitem() for _ in range(len(self.met) - met)]

    def meet(self, row: LayerReport) -> None:
        """Remember the shared layers inside one that was explained on trial."""
        for inside in (each for child in row.children for each in child.walk()):
            if inside.layer is not None:
                self._met_before(inside.layer)

    def _met_before(self, layer: Layer) -> str | None:
        """Return where a shared layer was met first; None the first time, and for all others."""
        shared_id = layer.config.shared_id
        if shared_id is None:
            return None
        if shared_id in self.met:
            return self.met[shared_id]
        self.met[shared_id] = layer.path
        return None

    def derived(self, layer: Layer, formula: Formula, store: Store | None) -> LayerReport:
        """Explain a layer by a formula.

        Raises:
            BadConfigError: as the formula does.
            UnknownFormulaError: the formula does not hold for a layer such as this.

        """
        _refuse_adapted_inside(layer)
        _refuse_weighted_activation(layer)
        layer.needs.clear()
        weights, children, output, products = self._run(layer, formula, store)
        output = replace(output, shapes=summed_up(layer, output.shapes)) if output else None
        refuse_impossible(weights, output.shapes if output else ())
        own = [Basis.DERIVED] if weights else []
        reports = weight_reports(layer, weights, store)
        plain = plain_weights(layer, formula)
        return LayerReport(
            name=layer.config.name,
            path=layer.path,
            class_name=layer.class_name,
            basis=weakest([*own, *(child.basis for child in children)]),
            weights=reports,
            children=tuple(children),
            inputs=layer.inputs,
            logical_own=None if plain is None else total(weight.count for weight in plain),
            outputs=output.shapes if output else None,
            needs=tuple(layer.needs),
            work=work_of(layer, formula, weights if plain is None else plain, products),
            sentence=formula.sentence,
            equation=formula.equation,
            source=formula.source,
            notes=(*weight_notes(weights, reports, store), *_unknown_functions(layer, formula)),
            layer=layer,
        )

    def _run(
        self, layer: Layer, formula: Formula, store: Store | None
    ) -> tuple[list[Weight], list[LayerReport], Output | None, list[MultiplyAdds]]:
        """Run a formula; give it back the outputs of each layer it says is inside."""
        weights: list[Weight] = []
        children: list[LayerReport] = []
        products: list[MultiplyAdds] = []
        output: Output | None = None
        parts, reply = formula.parts(layer), None
        while True:
            try:
                part = parts.send(reply)  # type: ignore[arg-type]  # None starts a generator
            except StopIteration:
                return weights, children, output, products
            reply = None
            if isinstance(part, Weight):
                weights.append(part)
            elif isinstance(part, Output):
                output = part
            elif isinstance(part, MultiplyAdds):
                products.append(part)
            else:
                child = self._child(part, store)
                children.append(child)
                reply = child.outputs

    def _child(self, part: Child, store: Store | None) -> LayerReport:
        inside = _inside(part, store) if store else None
        first = part.layer.config.build_shapes.get("input_shape")
        row = self.layer(part.layer, inside, first=first)
        if row.outputs is None:
            why = "".join(f": {note}" for note in row.notes[:1])
            raise UnknownFormulaError(f"what its {part.name} puts out is not known{why}")
        return timed(replace(row, name=part.name), part.times)


def _inside(part: Child, store: Store) -> Store:
    """Return what is stored for a layer inside: by its group, or one of a list by its name."""
    is_cell = part.group.startswith("cells/")
    if store.family is Family.LIST and not is_cell:
        return store.below(part.name)
    stored = store.below(part.group or part.name)
    if not is_cell or stored.tensors():
        return stored
    named = store.below(f"cells[{part.layer.config.name}]")
    return named if named.tensors() else store.below(part.name)


def _refuse_adapted_inside(layer: Layer) -> None:
    """Leave a layer to its variables whose parts are in a state that its settings do not tell."""
    wraps = any(isinstance(value, LayerConfig | tuple) for value in layer.config.settings.values())
    if layer.config.is_adapted_inside and not wraps:
        raise UnknownFormulaError(
            "a layer inside it is quantized or has LoRA, which its settings do not tell"
        )


def _unknown_functions(layer: Layer, formula: Formula) -> Iterator[str]:
    """Say which functions are none of Keras's, which it does not load without being given them."""
    for key in ("activation", "recurrent_activation"):
        name = layer.config.settings.get(key)
        is_own = formula.is_ours and formula.mark is None
        if is_own and isinstance(name, str) and name not in ACTIVATIONS:
            yield f"Keras has no {key} {shown(name)}, and loads it only where one is given"


def _refuse_weighted_activation(layer: Layer) -> None:
    """Leave a layer to its variables where a PReLU stands in place of an activation function.

    Keras 2 counts its weights with the layer's own; Keras 3 makes none before
    the first call with data, and writes a build_config when it has.
    """
    for key in ("activation", "recurrent_activation"):
        match layer.config.settings.get(key):
            case {"class_name": "PReLU"}:
                pass
            case LayerConfig(class_name="PReLU", build_shapes=shapes) if shapes:
                pass
            case _:
                continue
        raise UnknownFormulaError(f"its {key} is a PReLU layer, which has weights of its own")
