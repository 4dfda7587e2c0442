"""The report of a layer that has been built with sizes that know where they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from rnnscope.algebra.expr import Expr, Operand, Symbol, as_expr
from rnnscope.algebra.sources import Origin, Source
from rnnscope.layers import FORMULAS, Layer, SymbolicShape
from rnnscope.layers.spatial import axis_names
from rnnscope.model.parts import Family, Kept, Store, Tensor
from rnnscope.report.report import Basis, LayerReport, WeightReport, weakest
from rnnscope.tracing._integers import Numbers, TracedInt, plain
from rnnscope.tracing._members import attributes, groups, labels
from rnnscope.tracing._stored_order import own_variables, stored_numbers
from rnnscope.tracing.scope import Log

READ_BACK = "the origin of one size was lost on the way, and is told by its value"
NOT_FOLLOWED = "a size is fixed in the code, or computed in a way that can't be followed"


@dataclass(frozen=True, slots=True)
class Paired:
    """The tensors of a live layer, each put beside the weight it was found to be."""

    family: ClassVar = Family.BUILT

    owned: tuple[Tensor, ...]
    inside: tuple[Tensor, ...] = ()

    def tensors(self) -> Sequence[Tensor]:
        """Return every tensor."""
        return (*self.owned, *self.inside)

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:  # noqa: ARG002  # each has its weight
        """Return the layer's own tensors, in order."""
        return (Kept(tensor, index=number) for number, tensor in enumerate(self.owned))

    def split(self, layers: Sequence[Any]) -> Sequence[None]:
        """Return nothing: no model is inside."""
        return [None] * len(layers)

    def below(self, attribute: str) -> Paired:  # noqa: ARG002  # what any store takes
        """Return the tensors that belong to layers inside."""
        return Paired(self.inside)

    def unclaimed(self, layers: Sequence[Any]) -> Sequence[Tensor]:  # noqa: ARG002
        """Return nothing: every tensor has its weight."""
        return ()


@dataclass(slots=True)
class Rows:
    """Writes the tree of a built layer and of the layers inside, each weight once."""

    layer: Layer
    log: Log
    numbers: Numbers
    store: Store | None
    tensors: dict[int, Tensor] = field(default_factory=dict)
    live: bool = False
    groups: dict[int, str] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    owners: dict[int, tuple[str, str]] = field(default_factory=dict)

    def report(self, built: Any) -> LayerReport:
        """Report the layer; `tensors` are those of a live one, by the id of the built weight."""
        self.groups = {id(built): "", **dict(groups(built, "", set()))}
        return self._row(built, self.layer.config.name, self.layer.path)

    def _row(self, built: Any, name: str, path: str) -> LayerReport:
        owned = [
            variable
            for variable in own_variables(built)
            if self._owner(variable, path)[1] == variable.name
        ]
        numbers = stored_numbers(built)
        weights = _distinct([self._weight(numbers, variable, path) for variable in owned], path)
        names = labels(built)
        children = []
        for child in built._layers:
            label = names.get(id(child), child.name)
            if id(child) not in self.seen and child.weights:
                self.seen.add(id(child))
                children.append(self._row(child, label, f"{path}.{label}"))
        known = FORMULAS.get(type(built).__name__) if _is_kerass(built) else None
        own = [Basis.TRACED] if owned else []
        return LayerReport(
            name=name,
            path=path,
            class_name=type(built).__name__,
            basis=weakest([*own, *(child.basis for child in children)]),
            weights=tuple(_told_apart(built, owned, weights)),
            children=tuple(child for child in children if child.weights or child.children),
            sentence=known.sentence if known else "",
            outputs=_outputs_of(self.layer, built),
            store=self._store(built, path, owned, children),
        )

    def _store(
        self, built: Any, path: str, owned: Sequence[Any], children: Sequence[LayerReport]
    ) -> Store | None:
        if not self.live:
            return self.store.below(self._place(built, path)) if self.store else None
        inside = [t for child in children if child.store for t in child.store.tensors()]
        return Paired(tuple(self.tensors[id(variable)] for variable in owned), tuple(inside))

    def _place(self, built: Any, path: str) -> str:
        """Return where a source has a layer: by its name in a list, by its group in a tree."""
        if self.store and self.store.family is Family.LIST:
            return path[len(self.layer.path) + 1 :].replace(".", "/")
        return self.groups.get(id(built), "")

    def _owner(self, variable: Any, path: str) -> tuple[str, str]:
        """Return where a weight was met first, and its name there."""
        return self.owners.setdefault(id(variable), (path, variable.name))

    def _weight(self, numbers: Mapping[int, int], variable: Any, path: str) -> WeightReport:
        sizes = self.log.shapes.get(id(variable), tuple(variable.shape))
        tensor = self.tensors.get(id(variable))
        first, _ = self._owner(variable, path)
        return WeightReport(
            name=tensor.path.rpartition("/")[2] if tensor else variable.name,
            symbolic_shape=tuple(self._size(size) for size in sizes),
            dtype=tensor.dtype if tensor else str(variable.dtype),
            trainable=tensor.trainable if tensor else bool(variable.trainable),
            role=self._remark(sizes),
            index=numbers.get(id(variable), -1),
            identity=tensor.identity if tensor else None,
            shared_with=None if tensor or first == path else first,
        )

    def _size(self, size: Any) -> Expr:
        if isinstance(size, TracedInt):
            return size.expr
        return self._read_back(size) or as_expr(int(size))

    def _read_back(self, size: Any) -> Expr | None:
        """Return what has this value, where only one thing can be meant."""
        if size <= 1:
            return None
        named = self.numbers.named.get(size) if self.log.lost else None
        return self.numbers.plain.get(size) or named

    def _remark(self, sizes: Iterable[Any]) -> str:
        unknown = [size for size in sizes if not isinstance(size, TracedInt) and size > 1]
        if not unknown:
            return ""
        return READ_BACK if all(map(self._read_back, unknown)) else NOT_FOLLOWED


def _outputs_of(layer: Layer, built: Any) -> tuple[SymbolicShape, ...] | None:
    """Return the shapes of what a layer put out when it was called last, if it was."""
    if not built._inbound_nodes:
        return None
    return output_shapes(layer, built._inbound_nodes[-1].outputs)


def output_shapes(layer: Layer, outputs: Any) -> tuple[SymbolicShape, ...] | None:
    """Return the shapes of a layer's outputs; None where one of them is no tensor."""
    if not outputs or not all(hasattr(output, "shape") for output in outputs):
        return None
    shapes = [tuple(output.shape) for output in outputs]
    return tuple(output_shape(layer, shape, axis_names(len(shape))) for shape in shapes)


def output_shape(layer: Layer, shape: Sequence[Any], names: Sequence[str]) -> tuple[Expr, ...]:
    """Return the shape of an output: sizes that were followed, and others by the axis's name."""
    return tuple(
        _output_size(layer, size, name, axis)
        for axis, (size, name) in enumerate(zip(shape, names, strict=True))
    )


def _output_size(layer: Layer, size: Any, name: str, axis: int) -> Expr:
    if isinstance(size, TracedInt):
        return size.expr.substitute(lambda symbol: _handed_on(layer, symbol))
    batch = layer.inputs[0][0] if layer.inputs and layer.inputs[0] else None
    if size is None and axis == 0 and batch is not None and batch.value is None:
        return batch
    value = None if size is None else plain(size)
    return Symbol(name, value, layer.path).expr


def _handed_on(layer: Layer, symbol: Symbol) -> Operand:
    """Return what a layer before put there, where this layer only hands it on."""
    if symbol.origin is not None and symbol.owner == layer.path:
        return symbol.origin
    return symbol.expr


def _is_kerass(built: Any) -> bool:
    return type(built).__module__.startswith("keras.src.")


def _told_apart(
    built: Any, variables: Sequence[Any], weights: Iterable[WeightReport]
) -> Iterator[WeightReport]:
    """Call weights that Keras has one name for by the attributes that hold them."""
    names = [variable.name for variable in variables]
    held = attributes(built) if len(set(names)) < len(names) else {}
    for variable, weight in zip(variables, weights, strict=True):
        repeated = names.count(variable.name) > 1
        name = held.get(id(variable), weight.name) if repeated else weight.name
        yield replace(weight, name=name)


def _distinct(weights: Sequence[WeightReport], path: str) -> Iterator[WeightReport]:
    """Tell symbols of one name apart, and say of others' settings whose they are."""
    symbols = {s for weight in weights for size in weight.symbolic_shape for s in size.symbols}
    names = [symbol.name for symbol in symbols]

    def renamed(symbol: Symbol) -> Expr:
        name = symbol.name
        if names.count(name) > 1:
            name = f"{symbol.owner.rpartition('.')[2]}_{name}"
        source = symbol.source
        if symbol.kind is Origin.SETTING and symbol.owner != path:
            source = Source(Origin.OTHERS, symbol.qualified)
        return replace(symbol, name=name, source=source).expr

    for weight in weights:
        shape = tuple(size.substitute(renamed) for size in weight.symbolic_shape)
        yield replace(weight, symbolic_shape=shape)
