"""The shapes a model begins with, and those that are only on record."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.sources import RECORDED, axis_source
from rnnscope.errors import BadConfigError
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.layers.readers import passes_axes, read_names
from rnnscope.layers.spatial import axis_names
from rnnscope.model.parts import LayerConfig, ModelConfig, Shape
from rnnscope.untrusted.fields import MAX_AXES
from rnnscope.wording import shown

_LONG = 128  # names in an expression for one size

Outputs: TypeAlias = tuple[SymbolicShape, ...] | None

_MOST_READERS = 64  # layers that are asked what the axes of an input are


def input_symbols(path: str, sizes: Shape, readers: Iterable[LayerConfig]) -> SymbolicShape:
    """Return the axes of a model's input as symbols, named after what reads them."""
    rank = len(sizes)
    return tuple(
        Symbol(name, size, path, source=axis_source(i, rank)).expr
        for i, (name, size) in enumerate(zip(read_names(readers, rank), sizes, strict=True))
    )


def readers_in_turn(layers: Iterable[LayerConfig]) -> Iterator[LayerConfig]:
    """Yield the layers of a chain that read what flows in, up to one that makes other axes."""
    for layer in islice(layers, _MOST_READERS):
        if layer.model is not None:
            yield from readers_within(layer.model)
        else:
            yield layer
        if not passes_axes(layer):
            return


def readers_within(model: ModelConfig) -> Iterator[LayerConfig]:
    """Yield the layers that read the first input of a model."""
    if model.is_sequential:
        yield from readers_in_turn(model.layers)
    elif model.inputs:
        yield from readers_of(model.inputs[0].layer, consumers_of(model))


def consumers_of(model: ModelConfig) -> Mapping[str, Sequence[LayerConfig]]:
    """Return the layers that take what each layer of a Functional model puts out."""
    takers: dict[str, dict[str, LayerConfig]] = {}
    for layer in model.layers:
        for ref in (ref for call in layer.calls for ref in call.refs):
            takers.setdefault(ref.layer, {})[layer.name] = layer
    return {name: list(layers.values()) for name, layers in takers.items()}


def readers_of(name: str, consumers: Mapping[str, Sequence[LayerConfig]]) -> Iterator[LayerConfig]:
    """Yield the layers of a graph that read what `name` puts out, the nearest first."""
    waiting, met = deque(consumers.get(name, ())), {name}
    while waiting and len(met) < _MOST_READERS:
        layer = waiting.popleft()
        if layer.name in met:
            continue
        met.add(layer.name)
        yield from readers_in_turn([layer])
        if passes_axes(layer):
            waiting.extend(consumers.get(layer.name, ()))


def declared_shape(config: LayerConfig) -> Shape:
    """Return the shape an InputLayer declares, batch first; files of Keras 2 call it otherwise."""
    for key in ("batch_shape", "batch_input_shape"):
        shape = config.settings.get(key)
        if isinstance(shape, list | tuple):
            return _checked(shape, f"{config.name}.config.{key}")
    raise BadConfigError(f"{config.name}.config", "an InputLayer without batch_shape")


def note_entry(layer: Layer, own: Sequence[SymbolicShape | None]) -> None:
    """Note that a model used as a layer takes the sizes it was made with, in batches of any."""
    for given, shape in zip(layer.inputs, own, strict=False):
        for size, needed in zip(given[1:], (shape or ())[1:], strict=False):
            if needed.value is not None:
                layer.need(size, least=needed, most=needed)


def _checked(shape: Sequence[Any], where: str) -> Shape:
    if len(shape) > MAX_AXES:
        raise BadConfigError(where, f"expected at most {MAX_AXES} axes, found {len(shape)}")
    for size in shape:
        if size is not None and (type(size) is not int or size < 0):
            raise BadConfigError(where, f"expected sizes or null, found {shown(size)}")
    return tuple(shape)


def model_input(model: ModelConfig, prefix: str) -> Outputs:
    """Return the input of a Sequential model, from its InputLayer or from what was recorded."""
    if not model.layers:
        return None
    first = model.layers[0]
    if first.class_name == "InputLayer":
        shape = declared_shape(first)
        return (input_symbols(_path(prefix, first.name), shape, readers_in_turn(model.layers)),)
    recorded = model.build_shape or first.build_shapes.get("input_shape")
    declared = first.settings.get("batch_input_shape") or first.settings.get("batch_shape")
    if recorded is None and isinstance(declared, list | tuple):
        recorded = _checked(declared, f"{first.name}.config.batch_input_shape")
    if recorded is None:
        return None
    return (input_symbols(_path(prefix, "input"), recorded, readers_in_turn(model.layers)),)


def own_inputs(model: ModelConfig, prefix: str) -> tuple[SymbolicShape | None, ...]:
    """Return the inputs that a model was made with; None of one that is not known."""
    if model.is_sequential:
        first = model.layers[0] if model.layers else None
        is_told = model.build_shape or (first is not None and first.class_name == "InputLayer")
        return (model_input(model, prefix) or (None,)) if is_told else (None,)
    by_name = {layer.name: layer for layer in model.layers}
    shapes = []
    for ref in model.inputs:
        config = by_name.get(ref.layer)
        is_input = config is not None and config.class_name == "InputLayer"
        declared = declared_shape(config) if config is not None and is_input else None
        shapes.append(_input_of(_path(prefix, ref.layer), declared))
    return tuple(shapes)


def _input_of(path: str, declared: Shape | None) -> SymbolicShape | None:
    return None if declared is None else input_symbols(path, declared, ())


def at_entry(given: SymbolicShape, own: SymbolicShape | None) -> SymbolicShape:
    """Return what a model's input is for its layers, where `given` flows in by a call.

    They were built for the input that the model was made with, `own`: what
    flows in takes its place where it is of that size, or tells one left open.
    """
    if own is None:
        return given
    if len(given) != len(own):
        return own
    return tuple(
        mine if mine.value not in (None, theirs.value) else theirs
        for theirs, mine in zip(given, own, strict=True)
    )


def summed_up(layer: Layer, shapes: tuple[SymbolicShape, ...]) -> tuple[SymbolicShape, ...]:
    """Return the outputs of a layer, with a size that is made of very many as one of its own.

    The layers behind name it after this one, in place of repeating where all of it comes from.
    """
    is_long = any(size.length > _LONG for shape in shapes for size in shape)
    return tuple(_summed_up(layer, shape) for shape in shapes) if is_long else shapes


def _summed_up(layer: Layer, shape: SymbolicShape) -> SymbolicShape:
    first = layer.config.is_channels_first and len(shape) > 2
    names = axis_names(len(shape), channels_first=first)
    return tuple(
        layer.new(name, size) if size.length > _LONG else size
        for name, size in zip(names, shape, strict=True)
    )


def placed(config: LayerConfig, prefix: str, inputs: tuple[SymbolicShape, ...]) -> Layer:
    """Return a layer where it stands: below `prefix`, with what flows into it."""
    return Layer(config=config, path=_path(prefix, config.name), inputs=inputs)


def _path(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def agree(derived: SymbolicShape, recorded: Shape) -> bool:
    """Tell whether two shapes can be of one tensor; None fits every size."""
    return len(derived) == len(recorded) and all(
        size is None or known.value is None or known.value == size
        for known, size in zip(derived, recorded, strict=True)
    )


def recorded_shapes(path: str, shapes: Sequence[Shape | None]) -> Outputs:
    """Return shapes that are only on record, as symbols that `path` puts out."""
    if not shapes or any(shape is None for shape in shapes):
        return None
    return tuple(
        tuple(
            Symbol(name, size, path, source=RECORDED).expr
            for name, size in zip(axis_names(len(shape)), shape, strict=True)
        )
        for shape in shapes
        if shape is not None
    )
