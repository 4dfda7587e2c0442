"""The calls of a Functional model, in the order data flows, and the shapes between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from rnnscope.derivation._shapes import (
    Outputs,
    consumers_of,
    declared_shape,
    input_symbols,
    own_inputs,
    placed,
    readers_of,
    recorded_shapes,
)
from rnnscope.errors import BadConfigError
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.model.parts import (
    Call,
    Constant,
    LayerConfig,
    ModelConfig,
    Shape,
    TensorRef,
    tensor_refs,
    tensors,
)
from rnnscope.wording import shown

_CIRCLE = 8  # layers of one that are named


@dataclass(slots=True)
class Graph:
    """The calls of a Functional model, and the shapes that have come out of them so far."""

    model: ModelConfig
    prefix: str
    given: Mapping[str, SymbolicShape]
    layers: Mapping[str, LayerConfig]
    outputs: dict[tuple[str, int], Outputs] = field(default_factory=dict)
    entries: list[SymbolicShape] = field(default_factory=list)
    _records: dict[tuple[str, int], dict[int, Shape]] = field(default_factory=dict)
    _consumers: Mapping[str, Sequence[LayerConfig]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: ModelConfig, prefix: str, inputs: Outputs) -> Graph:
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
        self._refuse_missing(before)
        try:
            ordered = list(TopologicalSorter(before).static_order())
        except CycleError as error:
            circle = " -> ".join(shown(name) for name, _ in error.args[1][:_CIRCLE])
            more = " -> ..." if len(error.args[1]) > _CIRCLE else ""
            problem = f"its layers form a circle: {circle}{more}"
            raise BadConfigError(self.model.name, problem) from None
        return ((self.layers[name], call) for name, call in ordered)

    def _refuse_missing(self, before: Mapping[tuple[str, int], set[tuple[str, int]]]) -> None:
        ends = {(end.layer, end.call) for end in (*self.model.inputs, *self.model.outputs)}
        for name, needed in [
            (self.model.name, ends),
            *((node[0], n) for node, n in before.items()),
        ]:
            for missing in (end for end in needed if end not in before):
                raise BadConfigError(
                    name, f"takes an output of {shown(missing[0])}, which is not there"
                )

    def placed(self, config: LayerConfig, call: Call) -> Layer:
        """Return a layer with what flows into one call of it."""
        if config.class_name == "InputLayer" and not config.calls:
            return self._input(config)
        layer = placed(config, self.prefix, ())
        flowing = [self._shape(leaf, layer.path) for leaf in _leaves(config, call)]
        if config.model is not None and config.model.inputs:
            own = own_inputs(config.model, layer.path)
            flowing = [given or mine for given, mine in zip(flowing, own, strict=False)]
        inputs = tuple(shape for shape in flowing if shape is not None)
        if len(inputs) < len(flowing):
            inputs = ()  # one is not known, and no other may take its place
        named = dict(self._named(call.kwargs))
        options = {k: v for k, v in call.kwargs.items() if not any(tensor_refs(v))}
        return replace(layer, inputs=inputs, named=named, options=options)

    def _named(self, arguments: Mapping[str, object]) -> Iterator[tuple[str, SymbolicShape]]:
        """Yield what a call takes by keyword; the tensors of a list by their places in it."""
        for key, value in arguments.items():
            several = enumerate(value) if isinstance(value, list | tuple) else ()
            for name, item in ((key, value), *((f"{key}[{i}]", item) for i, item in several)):
                shape = self.output(item) if isinstance(item, TensorRef) else None
                if shape is not None:
                    yield name, shape

    def _shape(self, leaf: object, path: str) -> SymbolicShape | None:
        """Return the shape of what flows into a layer, or of an array that it takes beside it."""
        if isinstance(leaf, TensorRef):
            return self.output(leaf)
        if not isinstance(leaf, Constant):
            return None
        (shape,) = recorded_shapes(f"{path}.{leaf.what}", (leaf.shape,)) or (None,)
        return shape

    def output(self, ref: TensorRef) -> SymbolicShape | None:
        """Return the shape of an output of a call that has been explained, if it is known.

        Of a layer whose outputs are not known it is the one on record.
        """
        shapes = self.outputs.get((ref.layer, ref.call))
        if shapes:
            return shapes[ref.index] if ref.index < len(shapes) else None
        recorded = None if ref.is_first else ref.shape
        path = placed(self.layers[ref.layer], self.prefix, ()).path
        (shape,) = recorded_shapes(path, (recorded,)) or (None,)
        return shape

    def recorded_inputs(self, config: LayerConfig, call: Call) -> tuple[Shape | None, ...]:
        """Return the shapes that a call has on record for what flows in, in the same order."""
        return tuple(
            leaf.shape if isinstance(leaf, TensorRef | Constant) and not _is_first(leaf) else None
            for leaf in _leaves(config, call)
        )

    def _input(self, config: LayerConfig) -> Layer:
        shape = self.given.get(config.name)
        if shape is None:
            path = placed(config, self.prefix, ()).path
            self._consumers = self._consumers or consumers_of(self.model)
            readers = readers_of(config.name, self._consumers)
            shape = input_symbols(path, declared_shape(config), readers)
        self.entries.append(shape)
        return placed(config, self.prefix, (shape,))

    def recorded(self, config: LayerConfig, call: int, path: str) -> Outputs:
        """Return the output shapes of a call that are on record: with it, or with those behind."""
        own = config.calls[call].outputs if config.calls else None
        if own is not None:
            return recorded_shapes(path, own)
        if not self._records:
            for layer in self.model.layers:
                for ref in (ref for call in layer.calls for ref in call.refs):
                    if ref.shape is not None:
                        self._records.setdefault((ref.layer, ref.call), {})[ref.index] = ref.shape
        shapes = self._records.get((config.name, call), {})
        if not shapes or sorted(shapes) != list(range(len(shapes))):
            return None
        return recorded_shapes(path, [shapes[i] for i in range(len(shapes))])

    def last_outputs(self, config: LayerConfig) -> Outputs:
        """Return what the last call of a layer puts out, as summary() shows it."""
        return self.outputs[config.name, max(len(config.calls), 1) - 1]

    def ends(self) -> Outputs:
        """Return the shapes of the model's outputs, where all of them are known."""
        ends = [self.output(ref) for ref in self.model.outputs]
        known = tuple(end for end in ends if end is not None)
        return known if len(known) == len(ends) else None


def _leaves(config: LayerConfig, call: Call) -> tuple[Any, ...]:
    """Return what flows into a layer by a call; a function takes its constants otherwise."""
    if config.model is not None and config.model.inputs:
        return config.model.taken(call)
    if config.is_operation:
        return tuple(tensor_refs(call.first))
    return tuple(tensors(call.first))


def _is_first(leaf: TensorRef | Constant) -> bool:
    return isinstance(leaf, TensorRef) and leaf.is_first
