"""Settings of a file that Keras may be given: plain values and names, functions known by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rnnscope.keras_facts.needed_arguments import needed
from rnnscope.keras_facts.settings import ACTIVATIONS, DTYPES
from rnnscope.layers import quantization
from rnnscope.model.parts import LayerConfig

_LEFT_OUT = re.compile(
    r".*_(initializer|regularizer|constraint)|name|dtype|seed|quantization_config"
)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,100}")
_PLAIN_TEXT = re.compile(r"[\w .,>\-]{0,100}")


def plain_settings(
    layer: LayerConfig, wrapped: Callable[[LayerConfig], dict[str, Any]]
) -> dict[str, Any]:
    """Return the settings that say anything of counts and shapes, a layer's or an operation's.

    `wrapped` writes a layer that stands among them.
    """
    settings = {
        key: _plain(key, value, wrapped)
        for key, value in layer.settings.items()
        if not _LEFT_OUT.fullmatch(key) and is_plain(value)
    }
    unsaid = needed(layer.class_name, settings) if layer.printed else {}
    return {**unsaid, **settings, **plain_dtype(layer)}


def plain_dtype(layer: LayerConfig) -> dict[str, Any]:
    """Write the dtype; a quantized policy as we understand it, and not as it stands."""
    policy = quantization(layer)
    if policy is not None:
        return {"dtype": policy.policy} if policy.source in DTYPES else {}
    dtype = layer.settings.get("dtype")
    if isinstance(dtype, Mapping):
        inside = dtype.get("config")
        dtype = inside.get("name") if isinstance(inside, Mapping) else None
    return {"dtype": dtype} if isinstance(dtype, str) and dtype in DTYPES else {}


def is_plain(value: object) -> bool:
    """Tell whether a value is a number, a short text of plain signs, a layer, or a list of them."""
    if isinstance(value, LayerConfig):
        return True
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    if isinstance(value, str):
        return _PLAIN_TEXT.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int | float)


def _plain(key: str, value: Any, wrapped: Callable[[LayerConfig], dict[str, Any]]) -> Any:
    if key.endswith("activation"):
        return value if isinstance(value, str) and value in ACTIVATIONS else "linear"
    if isinstance(value, LayerConfig):
        return wrapped(value)
    if isinstance(value, list | tuple):
        return [_plain("", item, wrapped) for item in value]
    return value


def harmless_names(names: Sequence[str]) -> list[str]:
    """Keep names that are plain; give the others, and repeats, a number."""
    used: set[str] = set()
    kept = []
    for i, name in enumerate(names):
        new = name if _PLAIN_NAME.fullmatch(name) and name not in used else f"renamed_{i}"
        while new in used:
            new = f"{new}_"
        used.add(new)
        kept.append(new)
    return kept
