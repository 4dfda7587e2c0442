"""A model's config alone, as `model.to_json()` of any Keras writes it."""

from __future__ import annotations

from typing import Any

from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.source import Confidence, Opened
from rnnscope.readers.text.config_text import config_from
from rnnscope.untrusted.fields import Fields
from rnnscope.untrusted.json_text import parse_of

FORMAT = "json"
NO_STORE = "a config has no weights"

_MAX_WRAPPED = 4  # of a config in another object's `model_config`


def sniff(opened: Opened[Any]) -> Confidence:  # noqa: ARG001
    """Take whatever JSON no other kind is told by."""
    return Confidence.LOOK


def read(opened: Opened[Any]) -> Model:
    """Read the config.

    Raises:
        UnreadableModelError: it is no model's config; the message says why.

    """
    return config_alone(opened.source.name, FORMAT, opened.content)


def config_alone(name: str, form: str, data: Any) -> Model:
    """Describe a model of which only the config is known, with its version where it tells one.

    Raises:
        UnreadableModelError: it is no model's config; the message says why.

    """
    entry, version = unwrapped(name, data)
    config = config_from(name, "it is no model config", entry, version)
    return Model(config=config, source=name, format=form, keras_version=version, no_store=NO_STORE)


def unwrapped(name: str, data: Any) -> tuple[Any, str | None]:
    """Return the entry of a model, `{"class_name": ..., "config": ...}`, and who wrote it.

    It may stand under `model_config`, as in HDF5 files, there as text too; and
    of a model's `get_config()` alone its class is told by what is in it.

    Raises:
        UnreadableModelError: it is JSON of something else.

    """
    version = None
    for _ in range(_MAX_WRAPPED):
        version = version or _version(name, data)
        if not isinstance(data, dict) or "class_name" in data or "model_config" not in data:
            break
        data = data["model_config"]
        if isinstance(data, str):
            data = parse_of(name, "its model_config", data)
    return _with_class(name, data), version


def _version(name: str, data: Any) -> str | None:
    try:
        return Fields.of(data, "it").optional_name("keras_version")
    except BadConfigError as error:
        raise UnreadableModelError(name, str(error)) from None


def _with_class(name: str, data: Any) -> Any:
    """Return an entry that names a class: of a bare list of layers, it is Sequential."""
    if isinstance(data, list) and _are_layers(data):
        return {"class_name": "Sequential", "config": data}
    if not isinstance(data, dict) or "class_name" in data:
        return data
    if _are_layers(data.get("layers")):
        is_graph = "input_layers" in data
        return {"class_name": "Functional" if is_graph else "Sequential", "config": data}
    raise UnreadableModelError(name, _no_config(data))


def _are_layers(data: Any) -> bool:
    entries = data if isinstance(data, list) else []
    return bool(entries) and all(isinstance(e, dict) and "class_name" in e for e in entries)


def _no_config(data: dict[str, Any]) -> str:
    if data.get("name") in ("Sequential", "Graph") and "layers" in data:
        return "it is a config of Keras 0, before 1.0, whose layers had no class_name"
    keys = ", ".join(map(repr, list(data)[:3])) + (", ..." if len(data) > 3 else "")
    if not data:
        return "it is no model config: it has no class_name and no config"
    return f"it is no model config: it has {keys} in place of a class_name and a config"
