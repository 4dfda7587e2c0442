"""The config of a model with other sizes in it, by the names that a report has for them.

Nothing here is asked of rnnscope but the names: where a size stands in a config is said anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rnnscope.algebra.expr import Expr
from rnnscope.report.report import Report

# What a name begins with whose end is an axis, and the setting that has a size for each.
_PER_AXIS = {
    "kernel": "kernel_size",
    "pool": "pool_size",
    "stride": "strides",
    "dilation": "dilation_rate",
    "extra": "output_padding",
    "output": "output_size",
    "size": "size",
    "": "size",
}
# What a name begins with whose end is a place in a shape, and the settings that are one.
_PLACES = {"target": ("target_shape", "newshape", "shape"), "output": ("output_shape",)}
_EXTENTS = ("depth", "height", "width")
_INSIDE = {"forward_layer": "layer"}


class NoSuchSettingError(Exception):
    """No setting of a config is known that is the size which a report names."""


def input_axes(report: Report) -> dict[str, int]:
    """Return which axis of an input each name stands for, counted from the end."""
    rows = list(report.walk())
    sizes: list[Any] = [size for shape in report.inputs for size in shape]
    sizes += [size for row in rows for shape in row.inputs for size in shape]
    sizes += [size for row in rows for need in row.needs for size in need.sizes]
    symbols = (symbol for size in sizes if isinstance(size, Expr) for symbol in size.roots)
    return {
        symbol.qualified: symbol.source.axis for symbol in symbols if symbol.source.axis is not None
    }


def edited(config: Any, axes: dict[str, int], sizes: Mapping[str, int | None]) -> Any:
    """Return a copy of a config, not built yet, with other sizes.

    Raises:
        NoSuchSettingError: a size is none of its settings.

    """
    changed = _unbuilt(config)
    for name, size in sizes.items():
        owner, _, key = name.rpartition(".")
        layer = _found(changed, owner)
        if layer is None:
            raise NoSuchSettingError(name)
        for each in (layer, *_sharing(changed, layer)):
            if not _is_set(each, axes.get(name), key, size):
                raise NoSuchSettingError(name)
    return changed


def _unbuilt(node: Any) -> Any:
    """Return a config without what is on record of its first build."""
    if isinstance(node, dict):
        kept = {key: _unbuilt(value) for key, value in node.items() if key != "build_config"}
        if any(layer["class_name"] == "InputLayer" for layer in _layers(kept)):
            kept.pop("build_input_shape", None)
        return kept
    return [_unbuilt(value) for value in node] if isinstance(node, list) else node


def _layers(config: dict[str, Any]) -> Iterator[dict[str, Any]]:
    members = config.get("layers")
    for layer in members if isinstance(members, list) else ():
        if isinstance(layer, dict) and isinstance(layer.get("config"), dict):
            yield layer


def _found(layer: Any, path: str) -> Any:
    """Return the layer that has a path, below another one; None where there is none."""
    if not path:
        return layer
    for each in _layers(layer["config"]):
        name = each["config"]["name"]
        if path == name or path.startswith(f"{name}."):
            return _found(each, path[len(name) + 1 :])
    key, _, rest = path.partition(".")
    match = re.fullmatch(r"(\w+)\[(\d+)\]", key)
    inside = layer["config"].get(match[1] if match else _INSIDE.get(key, key))
    inside = inside[int(match[2])] if match and inside else inside
    return _found(inside, rest) if isinstance(inside, dict) else None


def _sharing(node: Any, layer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the other places of a config where a layer stands that is met again."""
    number = layer.get("shared_object_id")
    if isinstance(node, dict):
        if number is not None and node is not layer and node.get("shared_object_id") == number:
            yield node
        for value in node.values():
            yield from _sharing(value, layer)
    elif isinstance(node, list):
        for value in node:
            yield from _sharing(value, layer)


def _is_set(layer: dict[str, Any], axis: int | None, key: str, size: int | None) -> bool:
    """Change one size of a layer; tell whether there is such a one."""
    settings = layer["config"]
    if layer["class_name"] == "InputLayer":
        if axis is not None:
            settings["batch_shape"][axis] = size
        return axis is not None
    if type(settings.get(key)) is int:
        settings[key] = size
        return True
    prefix, _, end = key.rpartition("_")
    if end in _EXTENTS:
        return _is_put(settings, _PER_AXIS.get(prefix, ""), size, _extent(settings, prefix, end))
    if key == "output_features":
        return _is_put(settings, "output_shape", size, 0)
    place = _place(settings, end)
    return any(_is_put(settings, setting, size, place) for setting in _PLACES.get(prefix, ()))


def _is_put(settings: dict[str, Any], setting: str, size: int | None, place: int | None) -> bool:
    """Change one size of a setting that has several, or one for all of them."""
    sizes = settings.get(setting)
    if isinstance(sizes, int):
        settings[setting] = size
    elif isinstance(sizes, list) and place is not None and place < len(sizes):
        sizes[place] = size
    else:
        return False
    return True


def _extent(settings: dict[str, Any], prefix: str, axis: str) -> int | None:
    """Return the place of an axis in a setting that has a size for each."""
    sizes = settings.get(_PER_AXIS.get(prefix, ""))
    return _EXTENTS[-len(sizes) :].index(axis) if isinstance(sizes, list) else None


def _place(settings: dict[str, Any], end: str) -> int | None:
    """Return the place of a size in a shape: a number, or a label of an equation's output."""
    if end.isdigit():
        return int(end)
    output = str(settings.get("equation", "")).replace(" ", "").partition("->")[2]
    labels = output.strip(".")
    # The batch is none of them where the equation names it.
    return labels.index(end) - (0 if output.startswith("...") else 1) if end in labels else None
