"""A layer's settings in plain values: the same for a live model as for the file it was saved to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rnnscope.model.parts import LayerConfig
from rnnscope.report.report import LayerReport
from rnnscope.wording import shown

_UNSAID = ("name",)  # which the path has
_OF_MODEL = ("trainable",)  # a file says more of a model that is a layer than the model itself


def plain_settings(row: LayerReport) -> dict[str, object] | None:
    """Return the settings of a layer, those that are layers left out; None where none are told.

    Values are those of JSON.  An object that Keras has written as its class and its own settings
    is a text, `RandomUniform(minval=-0.05, maxval=0.05)`, and a dtype policy is its name.
    """
    if row.layer is None:
        return None
    is_model = row.is_model or row.layer.config.model is not None
    settings = row.layer.config.settings.items()
    return {
        key: _plain(value)
        for key, value in settings
        if _is_told(key, value) and (key in _OF_MODEL or not is_model)
    }


def _is_told(key: str, value: object) -> bool:
    if key in _UNSAID or isinstance(value, LayerConfig):
        return False
    return not (isinstance(value, tuple) and any(isinstance(each, LayerConfig) for each in value))


def _plain(value: Any) -> object:
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_plain(each) for each in value]
        case {"class_name": str(name), "config": Mapping() as config}:
            return _written(name, config)
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case _:
            return shown(value)


def _written(name: str, config: Mapping[str, Any]) -> str:
    """Write an object by its class and by what is set of it."""
    if name == "DTypePolicy" and isinstance(config.get("name"), str):
        return str(config["name"])
    arguments = {key: _plain(value) for key, value in config.items() if value is not None}
    inside = ", ".join(f"{key}={value}" for key, value in arguments.items())
    return f"{name}({inside})" if inside else name
