"""Layers that hold Python code, which nobody has looked at: the report says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rnnscope.model import LayerConfig, Model, ModelConfig

CODE_CLASSES = frozenset({"Lambda", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"})

_SHOWN = 3
_MAX_DEPTH = 60


def opaque_notes(model: Model) -> tuple[str, ...]:
    """Return a warning where layers in a file hold code; that of a live model is its owner's."""
    names = [] if model.live else list(_names(model.config.layers, ""))
    if not names:
        return ()
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" * (len(names) > _SHOWN))
    verb = "holds" if len(names) == 1 else "hold"
    return (f"{shown} {verb} Python code that was not looked at: loading the model may run it.",)


def _names(layers: Iterable[LayerConfig], prefix: str) -> Iterator[str]:
    for layer in layers:
        path = f"{prefix}{layer.name}"
        if layer.class_name in CODE_CLASSES or _holds_code(layer.config, 0):
            yield path
        inside = layer.model.layers if isinstance(layer.model, ModelConfig) else ()
        yield from _names((*inside, *layer.wrapped), f"{path}.")


def _holds_code(value: Any, depth: int) -> bool:
    """Tell whether a function is written out anywhere in the settings, as Keras 3 marks it."""
    if depth > _MAX_DEPTH:
        return False
    if isinstance(value, dict):
        if value.get("class_name") == "__lambda__":
            return True
        return any(_holds_code(item, depth + 1) for item in value.values())
    return isinstance(value, list) and any(_holds_code(item, depth + 1) for item in value)
