"""A layer's settings and inputs, with integers that remember their names."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.layers.spatial import axis_names, extent_names
from rnnscope.model.parts import Call, Constant, TensorRef, tensors
from rnnscope.model.structure import mapped
from rnnscope.tracing._integers import Numbers, TracedInt
from rnnscope.untrusted.limits import current

_NO_SIZES = frozenset({"seed", "name", "dtype", "axis", "axes"})


@dataclass(slots=True)
class Names:
    """Makes traced integers for one layer, each with a name of its own."""

    layer: Layer
    numbers: Numbers = field(default_factory=Numbers)

    def settings(self, config: Mapping[str, Any], owner: str = "") -> dict[str, Any]:
        """Return a config whose integers remember which setting they are."""
        return self._settings(config, owner or self.layer.path)

    def _settings(self, config: Mapping[str, Any], owner: str) -> dict[str, Any]:
        return {
            key: value if key in _NO_SIZES else self._setting(str(key), value, owner)
            for key, value in config.items()
        }

    def _setting(self, name: str, value: Any, owner: str) -> Any:
        if type(value) is int:
            return self.traced(symbol(name, value, owner))
        if isinstance(value, dict) and isinstance(value.get("config"), dict):
            inside = self._settings(value["config"], f"{owner}.{name}")
            return {**value, "config": inside, "build_config": None}
        if isinstance(value, dict):
            return {key: self._setting(f"{name}_{key}", v, owner) for key, v in value.items()}
        if type(value) in (list, tuple) and len(value) <= current().traced_items:
            names = _item_names(name, value)
            items = zip(names, value, strict=True)
            return type(value)(self._setting(key, item, owner) for key, item in items)
        return value

    def traced(self, expr: Expr) -> TracedInt:
        """Return the expression as an integer."""
        self.numbers.name(expr)
        return TracedInt(expr, self.numbers)

    def axes(self, shape: SymbolicShape, prefix: str = "", suffix: str = "") -> tuple[Any, ...]:
        """Return the shape of an input; each size is a symbol of the layer, with its origin."""
        first = self.layer.config.is_channels_first
        names = axis_names(len(shape), channels_first=first)
        return tuple(
            None
            if size.value is None
            else self.traced(symbol(f"{prefix}{name}{suffix}", size.value, self.layer.path, size))
            for name, size in zip(names, shape, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a layer is called on; `shapes` are those its `build` takes by name, where known."""

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    shapes: Mapping[str, Any] = field(default_factory=dict)


def arguments(names: Names, call: Any, shapes: Mapping[str, Any]) -> Arguments:
    """Return symbolic tensors in the places where the layer takes them.

    A layer joined to others takes what flows into it, as it is called there;
    of others only the shapes they were built with are known.
    """
    layer = names.layer
    joined = next((call for call in layer.config.calls if _fits(call, layer)), None)
    if joined is not None and (layer.inputs or layer.named):
        return _joined(names, joined, call)
    if layer.inputs and len(shapes) < 2:
        return Arguments(tuple(_unjoined(names)))
    return _recorded(names, shapes)


def _fits(call: Call, layer: Layer) -> bool:
    positional = len(list(tensors(call.args)))
    return positional == len(layer.inputs) or not positional


def _joined(names: Names, call: Call, function: Any) -> Arguments:
    flowing = iter(names.layer.inputs)
    several = len(list(call.refs)) > 1
    parameters = _parameters(function)

    def tensors_in(value: Any, name: str) -> Any:
        number = iter(range(len(list(tensors(value)))))

        def leaf(item: Any) -> Any:
            if isinstance(item, Constant):
                next(flowing), next(number)
                return _array(item)
            if not isinstance(item, TensorRef):
                return item
            ending = "" if isinstance(value, TensorRef) else f"_{next(number)}"
            own = name if several and not ending else ""
            return _tensor(names.axes(next(flowing), own, ending))

        return mapped(leaf, value)

    own = [f"{name}_" for name in parameters[: len(call.args)]]
    own += [""] * (len(call.args) - len(own))
    args = [tensors_in(value, name) for value, name in zip(call.args, own, strict=True)]
    kwargs = {key: mapped(_array, value) for key, value in names.layer.options.items()}
    for key, shape in names.layer.named.items():
        kwargs[key] = _tensor(names.axes(shape, f"{key}_" if several else ""))
    return Arguments(tuple(args), kwargs)


def _array(value: Any) -> Any:
    """Return an array that a call takes: that of a live model, or one of its shape."""
    if not isinstance(value, Constant):
        return value
    return _tensor(value.shape) if value.value is None else value.value


def _unjoined(names: Names) -> Iterator[Any]:
    several = len(names.layer.inputs) > 1
    for i, shape in enumerate(names.layer.inputs):
        yield _tensor(names.axes(shape, suffix=f"_{i}" if several else ""))


def _recorded(names: Names, shapes: Mapping[str, Any]) -> Arguments:
    """Return tensors of the shapes on record: one, or several by the names `build` has for them."""
    traced = {
        key: _recorded_shape(names, shape, f"{key.removesuffix('_shape')}_" * (len(shapes) > 1))
        for key, shape in shapes.items()
    }
    if len(traced) == 1:
        (only,) = traced.values()
        return Arguments((_tensors(only),), shapes=traced)
    kwargs = {key.removesuffix("_shape"): _tensors(shape) for key, shape in traced.items()}
    return Arguments((), kwargs, traced)


def _recorded_shape(names: Names, shape: Any, prefix: str, suffix: str = "") -> Any:
    if shape is None:
        return None
    if isinstance(shape, dict):
        return {k: _recorded_shape(names, v, f"{prefix}{k}_") for k, v in shape.items()}
    if any(isinstance(inner, list | tuple | dict) for inner in shape):
        return [_recorded_shape(names, inner, prefix, f"_{i}") for i, inner in enumerate(shape)]
    path = f"{names.layer.path}.input"
    sizes = zip(axis_names(len(shape)), shape, strict=True)
    return names.axes(tuple(symbol(name, size, path) for name, size in sizes), prefix, suffix)


def _tensors(shape: Any) -> Any:
    if shape is None:
        return None
    if isinstance(shape, dict):
        return {key: _tensors(inner) for key, inner in shape.items()}
    if isinstance(shape, list):
        return [_tensors(inner) for inner in shape]
    return _tensor(shape)


def _tensor(shape: tuple[Any, ...]) -> Any:
    import keras

    return keras.KerasTensor(shape)


def _parameters(function: Any) -> list[str]:
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]


def _item_names(name: str, items: Any) -> tuple[str, ...]:
    if name == "kernel_size" and 1 <= len(items) <= 3:
        return extent_names("kernel", len(items))
    return tuple(f"{name}_{i}" for i in range(len(items)))
