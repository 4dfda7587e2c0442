"""Settings of layers from before Keras 3 that the class of today does not take.

Runs where Keras is imported already.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any


def without_unknown(config: Any) -> Any:
    """Return a config in which each layer has only settings that its class has an argument for.

    A flag that is on stays, and Keras refuses it: it may have made another layer.
    """
    if isinstance(config, list):
        return [without_unknown(item) for item in config]
    if not isinstance(config, dict):
        return config
    config = {key: without_unknown(value) for key, value in config.items()}
    if config.get("module") == "keras.layers":
        known = _arguments(config["class_name"])
        config["config"] = {
            key: value
            for key, value in config["config"].items()
            if (value is True and key != "trainable") or known is None or key in known
        }
    return config


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
