"""Keras 3's config JSON, read into a `ModelConfig`.

The JSON may come from anybody: class names stay text, every value is looked
at before it is used, and an error says where it stands.  Nothing is imported
or run.  Layout: keras/src/saving/serialization_lib.py and
keras/src/models/functional.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rnnscope.errors import BadConfigError
from rnnscope.model.parts import (
    Call,
    Constant,
    LayerConfig,
    ModelConfig,
    Shape,
    TensorRef,
    snake_case,
)
from rnnscope.untrusted.fields import (
    MAX_AXES,
    Fields,
    items_at,
    kind_of,
    mapping_at,
    name_at,
    shape_at,
)
from rnnscope.wording import with_article

MAX_DEPTH = 60
_LAYER_KEYS = frozenset({"layer", "forward_layer", "backward_layer", "cell", "cells"})
_OWN_KEYS = frozenset({"class_name", "config", "module", "name", "registered_name"})
_MODEL_CLASSES = frozenset({"Sequential", "Functional", "Model"})


def model_from_config(data: object, where: str = "config") -> ModelConfig:
    """Read the root of a config: a serialized Sequential or Functional model.

    Raises:
        BadConfigError: it is something else, or is broken; the message says where.

    """
    layer = layer_from_config(data, where)
    if layer.model is None:
        if layer.is_builtin:
            raise BadConfigError(where, f"{with_article(layer.class_name)} is a layer, not a model")
        return ModelConfig(
            class_name=layer.class_name, name=layer.name, layers=(), is_builtin=False, own=layer
        )
    return layer.model


def layer_from_config(data: object, where: str, depth: int = 0) -> LayerConfig:
    """Read one serialized layer, with those it wraps.

    Raises:
        BadConfigError: the entry is no serialized layer; the message says where.

    """
    if depth > MAX_DEPTH:
        raise BadConfigError(where, f"layers are nested more than {MAX_DEPTH} deep")
    entry = mapping_at(data, where)
    class_name = entry.name("class_name")
    settings = entry.mapping("config", {}).values
    name_at(max(settings, key=len, default=""), f"{where}.config: a key")
    # Its layers are read once: twice at each level would be for ever.
    is_model = class_name in _MODEL_CLASSES or _is_functional(settings)
    layer = LayerConfig(
        class_name=class_name,
        name=name_at(_name(settings, entry, class_name), f"{where}.config.name"),
        module=entry.optional_text("module"),
        registered_name=entry.optional_text("registered_name"),
        settings={} if is_model else _settings(settings, where, depth),
        build_shapes=_build_shapes(entry.get("build_config"), entry.at("build_config")),
        calls=tuple(_calls(entry.get("inbound_nodes", []), entry.at("inbound_nodes"))),
        shared_id=entry.optional_whole("shared_object_id"),
        beside={key: value for key, value in entry.values.items() if key not in _OWN_KEYS},
    )
    if is_model:
        layer = replace(
            layer, model=_model(layer, settings, where, depth), settings=_flat(settings)
        )
    return layer


def _name(settings: Mapping[str, Any], entry: Fields, class_name: str) -> object:
    """Return a layer's name; Keras makes one of the class where the config has none."""
    return settings.get("name", entry.get("name", snake_case(class_name)))


def _is_functional(settings: Mapping[str, Any]) -> bool:
    return {"layers", "input_layers", "output_layers"} <= settings.keys()


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        k: v for k, v in settings.items() if k not in ("layers", "input_layers", "output_layers")
    }


def _model(layer: LayerConfig, settings: Mapping[str, Any], where: str, depth: int) -> ModelConfig:
    entries = items_at(settings.get("layers"), f"{where}.config.layers")
    layers = tuple(
        layer_from_config(entry, f"{where}.config.layers[{i}]", depth + 1)
        for i, entry in enumerate(entries)
    )
    _require_distinct(layers, f"{where}.config.layers")
    functional = _is_functional(settings)
    if not functional and layer.class_name != "Sequential":
        raise BadConfigError(
            f"{where}.config", f"{with_article(layer.class_name)} without input_layers"
        )
    build_shape = settings.get("build_input_shape") or layer.build_shapes.get("input_shape")
    return ModelConfig(
        class_name=layer.class_name,
        name=layer.name,
        layers=layers,
        inputs=tuple(_ends(settings.get("input_layers"), where)) if functional else (),
        outputs=tuple(_outputs(settings, layers, where)) if functional else (),
        is_builtin=layer.class_name in _MODEL_CLASSES,
        trainable=not functional or settings.get("trainable") is not False,
        build_shape=_sequential_shape(build_shape, f"{where}.config.build_input_shape"),
        keys=_keys(settings.get("input_layers")),
        beside={"config": _flat(settings), **layer.beside},
    )


def _outputs(
    settings: Mapping[str, Any], layers: tuple[LayerConfig, ...], where: str
) -> Iterator[TensorRef]:
    """Read `output_layers`; a Functional model among the layers counts its calls from 1 there.

    Call 0 is the one that made it.  Source: keras/src/models/functional.py.
    """
    ends = tuple(_ends(settings.get("output_layers"), where))
    nested = {layer.name for layer in layers if layer.model and not layer.model.is_sequential}
    nested |= _subclassed(layers, ends)
    for end in ends:
        yield replace(end, call=end.call - 1) if end.layer in nested and end.call else end


def _subclassed(layers: tuple[LayerConfig, ...], ends: tuple[TensorRef, ...]) -> set[str]:
    """Return the layers of others' classes that count their calls at the end from 1.

    Their config does not say that they are Functional models, but each call of
    a layer is taken by another or is an end: so it is told by which is neither.
    """
    unknown = {layer.name: layer for layer in layers if not layer.model and not layer.is_builtin}
    ended: dict[str, set[int]] = {end.layer: set() for end in ends if end.layer in unknown}
    for end in ends:
        if end.layer in ended:
            ended[end.layer].add(end.call)
    taken = {
        (ref.layer, ref.call)
        for layer in layers
        for call in layer.calls
        for ref in call.refs
        if ref.layer in ended
    }
    names = set()
    for name, calls in ended.items():
        numbers = range(len(unknown[name].calls))
        open_calls = {number for number in numbers if (name, number) not in taken}
        if 0 not in calls and (len(numbers) in calls or not open_calls <= calls):
            names.add(name)
    return names


def _require_distinct(layers: tuple[LayerConfig, ...], where: str) -> None:
    seen: set[str] = set()
    for layer in layers:
        if layer.name in seen:
            raise BadConfigError(where, f"two layers are named {kind_of(layer.name)}")
        seen.add(layer.name)


def _sequential_shape(data: object, where: str) -> Shape | None:
    if data is None or not isinstance(data, list | tuple):
        return None
    return shape_at(list(data), where)


def _settings(settings: Mapping[str, Any], where: str, depth: int) -> dict[str, object]:
    return {key: _setting(key, v, f"{where}.config.{key}", depth) for key, v in settings.items()}


def _setting(key: str, value: object, where: str, depth: int) -> object:
    """Read a setting: a wrapped layer becomes a `LayerConfig`, the rest stays as it is."""
    if isinstance(value, dict) and _is_layer(key, value):
        return layer_from_config(value, where, depth + 1)
    if isinstance(value, list) and value and all(_is_layer(key, item) for item in value):
        return tuple(
            layer_from_config(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)
        )
    return value


def _is_layer(key: str, value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return False
    if not isinstance(value.get("class_name"), str):
        return False
    return key in _LAYER_KEYS or value.get("module") == "keras.layers" or "build_config" in value


def _build_shapes(data: object, where: str) -> dict[str, Shape]:
    """Read `build_config`: one `input_shape`, or a `shapes_dict` of several."""
    if not isinstance(data, dict):
        return {}
    shapes = data.get("shapes_dict", data)
    if not isinstance(shapes, dict):
        raise BadConfigError(where, f"expected shapes, found {kind_of(shapes)}")
    return {
        key: shape_at(shape, f"{where}.{key}")
        for key, shape in shapes.items()
        if isinstance(shape, list) and not any(isinstance(size, list | dict) for size in shape)
    }


def _calls(data: object, where: str) -> Iterator[Call]:
    for i, node in enumerate(items_at(data, where)):
        if isinstance(node, dict):
            args = tuple(
                _argument(a, f"{where}[{i}]") for a in items_at(node.get("args", []), where)
            )
            kwargs = Fields(node, f"{where}[{i}]").mapping("kwargs", {}).values
            yield Call(args, {k: _argument(v, f"{where}[{i}]") for k, v in kwargs.items()})
        else:
            yield _keras2_call(items_at(node, f"{where}[{i}]"), f"{where}[{i}]")


def _keras2_call(node: list[Any], where: str) -> Call:
    """Read a call as Keras 2 writes it: `[[name, node, tensor, kwargs], ...]`."""
    refs = [TensorRef(*_history(item[:3], where)) for item in node if isinstance(item, list)]
    kwargs = node[0][3] if node and isinstance(node[0], list) and len(node[0]) > 3 else {}
    return Call((refs[0] if len(refs) == 1 else refs,), mapping_at(kwargs, where).values)


def _argument(value: object, where: str, depth: int = 0) -> object:
    if depth > MAX_DEPTH:
        raise BadConfigError(where, f"arguments are nested more than {MAX_DEPTH} deep")
    if isinstance(value, list):
        return [_argument(item, where, depth + 1) for item in value]
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return _tensor(mapping_at(value.get("config"), where))
        if value.get("class_name") in ("__tensor__", "__numpy__"):
            return _constant(mapping_at(value.get("config"), where))
        return {key: _argument(item, where, depth + 1) for key, item in value.items()}
    return value


def _tensor(config: Fields) -> TensorRef:
    shape = config.get("shape")
    layer, call, index = _history(config.get("keras_history"), config.at("keras_history"))
    known = isinstance(shape, list)
    return TensorRef(
        layer,
        call,
        index,
        shape_at(shape, config.at("shape")) if known else None,
    )


def _constant(config: Fields) -> Constant:
    """Read an array that is kept with the call; its values say nothing of a count."""
    shape, value = [], config.get("value")
    while isinstance(value, list):
        shape.append(len(value))
        value = value[0] if value else None
    if len(shape) > MAX_AXES:
        reason = f"expected at most {MAX_AXES} axes, found {len(shape)}"
        raise BadConfigError(config.where, reason)
    return Constant(tuple(shape), config.optional_text("dtype"))


def _keys(data: object) -> tuple[str, ...]:
    """Return the keys by which a dict gives the inputs of a model, in Keras's order."""
    return tuple(sorted(data)) if isinstance(data, dict) else ()


def _ends(data: object, where: str) -> Iterator[TensorRef]:
    """Read `input_layers` or `output_layers`: one tensor, or a list or dict of them.

    Keras numbers those of a dict by its sorted keys.
    """
    if isinstance(data, dict):
        data = [data[key] for key in _keys(data)]
    items = items_at(data, f"{where}.config.input_layers and output_layers")
    if items and isinstance(items[0], str):
        items = [items]
    for item in items:
        if isinstance(item, list) and item and isinstance(item[0], str):
            yield TensorRef(*_history(item[:3], where))
        else:
            yield from _ends(item, where)


def _history(data: object, where: str) -> tuple[str, int, int]:
    match data:
        case [str(layer), int(call), int(index)] if call >= 0 and index >= 0:
            return layer, call, index
    raise BadConfigError(where, f"expected [layer, call, output], found {kind_of(data)}")
