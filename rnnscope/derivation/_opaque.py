"""What in a file holds or names Python code that loading it runs: the report says so.

The places are those at which Keras makes an object of a config: a layer's
settings and the model's own, at any depth, and what it was compiled with.
Source: keras/src/saving/serialization_lib.py, deserialize_keras_object; in
Keras 2 a Lambda's function stood in a list of its own.  The code is never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rnnscope.model.parts import LayerConfig, Model, ModelConfig
from rnnscope.wording import cut

CODE_CLASSES = frozenset({"Lambda", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "TFSMLayer"})
_LAMBDA = "__lambda__"
# Modules that have nothing but Keras's own in them, and whose functions a config may name.
_OWN = ("keras", "tf_keras", "tensorflow.python.keras")

_SHOWN = 3
_MAX_DEPTH = 60


def opaque_notes(model: Model) -> tuple[str, ...]:
    """Return a warning where a file holds code, or names some; a live model is its owner's."""
    if model.live:
        return ()
    holding = [*_names(model.config.layers, ""), *_places(_own(model), _is_code)]
    naming = [*_naming(model.config.layers, ""), *_places(_own(model), _is_named)]
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


def _listed(names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(map(cut, names[:_SHOWN])) + more


def _own(model: Model) -> Mapping[str, Any]:
    """Return what a file holds beside its layers: the model's settings, and its training's."""
    own = model.config.own.config if model.config.own else {}
    return {"config": own, "compile_config": model.training}


def _names(layers: Iterable[LayerConfig], prefix: str) -> Iterator[str]:
    for layer, path in _layers(layers, prefix):
        if layer.class_name in CODE_CLASSES or any(_places(layer.config, _is_code)):
            yield path


def _naming(layers: Iterable[LayerConfig], prefix: str) -> Iterator[str]:
    for layer, path in _layers(layers, prefix):
        entry = {"class_name": layer.class_name, "module": layer.module}
        if (layer.module and _is_named(entry)) or any(_places(layer.config, _is_named)):
            yield path


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
    """Tell whether an object is to be imported from a module that is not Keras's."""
    module = value.get("module")
    if "class_name" not in value or not isinstance(module, str) or module == "builtins":
        return False
    return not any(module == own or module.startswith(f"{own}.") for own in _OWN)


def _places(value: Any, is_one: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    """Yield where such objects stand, in dicts and lists; what is inside one is not looked at."""
    if depth > _MAX_DEPTH or isinstance(value, LayerConfig):
        return
    if isinstance(value, Mapping):
        if is_one(value):
            yield path
            return
        for key, item in value.items():
            yield from _places(item, is_one, _joined(path, key), depth + 1)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _places(item, is_one, f"{path}[{number}]", depth + 1)


def _joined(path: str, key: object) -> str:
    """Write the way to a setting, without the `config` that stands between any two."""
    if key == "config" and path:
        return path
    return f"{path}.{key}" if path else str(key)
