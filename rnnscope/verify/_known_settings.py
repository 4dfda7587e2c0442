"""Settings of layers that the class of the installed Keras does not take.

A file from before Keras 3, or from a newer Keras than the installed one, may
have some.  Runs where Keras is imported already.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from rnnscope.keras_facts.constructors import ARGUMENTS


def without_unknown(config: Any, *, before_keras_3: bool) -> Any:
    """Return a config without the settings that a class has no argument for, where they do nothing.

    A setting at the default of the Keras that knows it does nothing.  One from
    before Keras 3 does neither, but for a flag that is on: that stays, and Keras
    refuses it, since it may have made another layer.
    """
    if isinstance(config, list):
        return [without_unknown(item, before_keras_3=before_keras_3) for item in config]
    if not isinstance(config, dict):
        return config
    entry = {k: without_unknown(v, before_keras_3=before_keras_3) for k, v in config.items()}
    if entry.get("module") == "keras.layers":
        entry["config"] = dict(_taken(entry["class_name"], entry["config"], before_keras_3))
    return entry


def _taken(
    class_name: str, settings: Mapping[str, Any], before_keras_3: bool
) -> Iterator[tuple[str, Any]]:
    known = _arguments(class_name)
    for key, value in settings.items():
        is_idle = _is_off(key, value) if before_keras_3 else _is_default(class_name, key, value)
        if known is None or key in known or not is_idle:
            yield key, value


def _is_off(key: str, value: Any) -> bool:
    return key == "trainable" or value is not True


def _is_default(class_name: str, key: str, value: Any) -> bool:
    defaults = ARGUMENTS.get(class_name, {})
    default = defaults.get(key, ...)
    default = list(default) if isinstance(default, tuple) else default
    return key in defaults and type(value) is type(default) and bool(value == default)


@cache
def _arguments(class_name: str) -> frozenset[str] | None:
    """Return the arguments of a class, those that it hands on to its bases among them."""
    import keras

    cls = getattr(keras.layers, class_name, None)
    names: set[str] = set()
    for base in inspect.getmro(cls) if inspect.isclass(cls) else ():
        if "__init__" not in vars(base):
            continue
        parameters = inspect.signature(vars(base)["__init__"]).parameters.values()
        names.update(p.name for p in parameters if p.kind is not p.VAR_KEYWORD)
        if base is keras.layers.Layer or all(p.kind is not p.VAR_KEYWORD for p in parameters):
            return frozenset(names)
    return None
