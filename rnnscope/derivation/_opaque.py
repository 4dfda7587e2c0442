"""What in a file holds or names Python code that loading it runs: the report says so.

The places are those at which Keras makes an object of a config: a layer's
settings, the arguments of its calls and all else in its entry, the model's
own, at any depth, and what it was compiled with.
Source: keras/src/saving/serialization_lib.py, deserialize_keras_object; in
Keras 2 a Lambda's function stood in a list of its own.  The code is never shown.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rnnscope.model.parts import LayerConfig, Model, ModelConfig
from rnnscope.wording import cut

CODE_CLASSES = frozenset({"Lambda", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "TFSMLayer"})
_LAMBDA = "__lambda__"
# Modules that have nothing but Keras's own in them, and whose functions a config may name.
_OWN = ("keras", "tf_keras", "tensorflow.python.keras")
# Objects in which Keras makes no other: tensors of the graph, and arrays.
_VALUES = ("__keras_tensor__", "__tensor__", "__numpy__")

_SHOWN = 3

# What holds code, and what names some, each in the order of the file.
_Paths = tuple[dict[str, None], dict[str, None]]


def opaque_notes(model: Model) -> tuple[str, ...]:
    """Return a warning where a file holds code, or names some.

    A live model is its owner's, and a printed summary has none.
    """
    if model.live or model.printed is not None:
        return ()
    holding, naming = _holding_and_naming(model)
    notes = []
    if holding:
        verb = "holds" if len(holding) == 1 else "hold"
        end = "Python code that was not looked at: loading the model may run it."
        notes.append(f"{_listed(holding)} {verb} {end}")
    if naming:
        verb = "names" if len(naming) == 1 else "name"
        end = "a function or class outside Keras: loading the model may import and run it."
        notes.append(f"{_listed(naming)} {verb} {end}")
    return tuple(notes)


def _holding_and_naming(model: Model) -> _Paths:
    """Find all such places: those in a layer's entry are told by its path."""
    paths: _Paths = ({}, {})
    for layer, path in _layers(model.config.layers, ""):
        for is_code, _ in _places([_of_layer(layer), layer.settings, layer.beside]):
            paths[not is_code][path] = None
    for root in (_own(model), {"compile_config": model.training}):
        for is_code, way in _places(root):
            paths[not is_code][_written(way)] = None
    return paths


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(map(cut, names[:_SHOWN])) + more


def _own(model: Model) -> Mapping[str, Any]:
    """Return what a config holds beside its layers: the model's settings, and its training's."""
    own = model.config.own
    return {"config": own.settings, **own.beside} if own else model.config.beside


def _of_layer(layer: LayerConfig) -> Mapping[str, Any]:
    """Return the class of a layer as a config names it, if it says which module it is from."""
    return {"class_name": layer.class_name, **({"module": layer.module} if layer.module else {})}


def _layers(layers: Iterable[LayerConfig], prefix: str) -> Iterator[tuple[LayerConfig, str]]:
    for layer in layers:
        path = f"{prefix}{layer.name}"
        yield layer, path
        inside = layer.model.layers if isinstance(layer.model, ModelConfig) else ()
        yield from _layers((*inside, *layer.wrapped), f"{path}.")


def _is_code(value: Mapping[str, Any]) -> bool:
    name = value.get("class_name")
    return name == _LAMBDA or (isinstance(name, str) and name in CODE_CLASSES)


def _is_named(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is to be imported from a module that is not Keras's.

    Keras writes `builtins` for its own functions, which it looks for by their
    name, and some of its versions then take one of Python's.
    """
    module = value.get("module")
    if "class_name" not in value or not isinstance(module, str):
        return False
    if module == "builtins":
        name = value.get("config")
        return isinstance(name, str) and hasattr(builtins, name)
    return not any(module == own or module.startswith(f"{own}.") for own in _OWN)


def _places(root: Any) -> Iterator[tuple[bool, Any]]:
    """Yield whether code is held, or else named, and the way there; of two in each other the outer.

    Dicts and lists may stand in each other as deep as they like.  A way is a
    key and the way to what has it.
    """
    waiting: list[tuple[Any, Any, bool, bool]] = [(root, None, False, False)]
    while waiting:
        value, way, in_code, in_named = waiting.pop()
        if isinstance(value, Mapping):
            if _is_code(value) and not in_code:
                yield True, way
                in_code = True
            if _is_named(value) and not in_named:
                yield False, way
                in_named = True
        waiting += [(item, (key, way), in_code, in_named) for key, item in _inside(value)]


def _inside(value: Any) -> list[tuple[object, Any]]:
    """Return the dicts and lists in a value, the last of them first."""
    items: Iterable[tuple[object, Any]] = ()
    if isinstance(value, list | tuple):
        items = enumerate(value)
    elif isinstance(value, Mapping) and value.get("class_name") not in _VALUES:
        items = value.items()
    return [(k, v) for k, v in items if isinstance(v, Mapping | list | tuple)][::-1]


def _written(way: Any) -> str:
    """Write the way to a setting, without the `config` that stands between any two."""
    keys: list[object] = []
    while way is not None:
        key, way = way
        keys.append(key)
    text = ""
    for key in reversed(keys):
        if isinstance(key, int):
            text += f"[{key}]"
        elif key != "config" or not text:
            text += f".{key}" if text else str(key)
    return text
