"""The shapes a model begins with, and those that are only on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from rnnscope.errors import BadConfigError
from rnnscope.expr import Expr, Symbol, symbol
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.layers._spatial import axis_names
from rnnscope.model import LayerConfig, ModelConfig, Shape

Outputs: TypeAlias = tuple[SymbolicShape, ...] | None


def input_symbols(path: str, sizes: Shape, consumers: Sequence[LayerConfig]) -> SymbolicShape:
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
        return (
            "batch",
            "timesteps",
            *("width" if name == "timesteps" else name for name in inner),
        )
    first = any(layer.config.get("data_format") == "channels_first" for layer in consumers)
    return axis_names(rank, channels_first=first)


def declared_shape(config: LayerConfig) -> Shape:
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


def model_input(model: ModelConfig, prefix: str) -> Outputs:
    """Return the input of a Sequential model, from its InputLayer or from what was recorded."""
    if not model.layers:
        return None
    first = model.layers[0]
    if first.class_name == "InputLayer":
        shape = declared_shape(first)
        return (input_symbols(_path(prefix, first.name), shape, model.layers[1:2]),)
    recorded = model.build_shape or first.build_shapes.get("input_shape")
    declared = first.config.get("batch_input_shape") or first.config.get("batch_shape")
    if recorded is None and isinstance(declared, list | tuple):
        recorded = _checked(declared, f"{first.name}.config.batch_input_shape")
    if recorded is None:
        return None
    return (input_symbols(_path(prefix, "input"), recorded, model.layers[:1]),)


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
        tuple(symbol(n, size, path) for n, size in zip(axis_names(len(shape)), shape, strict=True))
        for shape in shapes
        if shape is not None
    )
