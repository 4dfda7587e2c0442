"""Nodes of a TensorFlow graph, as `TensorFlowOpLayer` kept them, told as functions.

Source: tensorflow/python/keras/engine/base_layer.py of TensorFlow 2.0 to 2.3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from rnnscope.keras_facts.tensorflow_functions import GRAPH_OPERATIONS

_Function: TypeAlias = tuple[str, list[Any], dict[str, Any]]

_UNKNOWN: _Function = ("", [], {})
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_DTYPES = {
    "DT_FLOAT": "float32",
    "DT_DOUBLE": "float64",
    "DT_HALF": "float16",
    "DT_INT32": "int32",
    "DT_INT64": "int64",
    "DT_BOOL": "bool",
    "DT_UINT8": "uint8",
}


def as_function(settings: Mapping[str, Any], args: list[Any]) -> _Function:
    """Return the function that a node is, its first argument, and the others by name.

    The function is empty where it is none of those known.
    """
    node = _node(settings.get("node_def"))
    values = _inputs(args, settings.get("constants"))
    kind, attributes = str(node.get("op")), _attributes(node.get("attr"))
    if kind == "Cast" and len(values) == 1:
        return "cast", values, {"dtype": _DTYPES.get(str(attributes.get("DstT")))}
    if kind == "StridedSlice":
        return _slices(values, attributes)
    if kind in ("ConcatV2", "Pack", "AddN"):
        return _list_function(kind, values, attributes)
    if kind not in GRAPH_OPERATIONS or not values:
        return _UNKNOWN
    function, names, from_attributes = GRAPH_OPERATIONS[kind]
    if len(values) != 1 + len(names):
        return _UNKNOWN
    rest = {ours: attributes[name] for ours, name in from_attributes.items() if name in attributes}
    return function, values[:1], {**dict(zip(names, values[1:], strict=True)), **rest}


def _node(node: Any) -> Mapping[str, Any]:
    """Return the node; TensorFlow 2.0 wrote it as text."""
    if isinstance(node, str):
        try:
            node = json.loads(node)
        except (ValueError, RecursionError):
            return {}
    return node if isinstance(node, dict) else {}


def _inputs(args: list[Any], constants: Any) -> list[Any]:
    """Put the constants, kept by their place, between the tensors."""
    tensors = list(args[0]) if len(args) == 1 and isinstance(args[0], list) else list(args)
    kept = constants if isinstance(constants, dict) else {}
    for place in sorted(int(key) for key in kept if _NUMBER.fullmatch(key)):
        tensors.insert(place, kept[str(place)])
    return tensors


def _attributes(data: Any) -> dict[str, Any]:
    """Return the attributes as plain values: `{"b": true}`, `{"i": "1"}`, `{"list": {"i": []}}`."""
    attributes = data if isinstance(data, dict) else {}
    return {key: _attribute(value) for key, value in attributes.items()}


def _attribute(value: Any) -> Any:
    match value:
        case {"i": number}:
            return _number(number)
        case {"list": {"i": [*numbers]}}:
            return [_number(number) for number in numbers]
        case {"b": plain} | {"f": plain} | {"type": plain}:
            return plain
        case _:
            return None


def _number(value: Any) -> int | None:
    """Return a whole number, which JSON of protocol buffers writes as text."""
    digits = str(value)
    return int(digits) if _NUMBER.fullmatch(digits) else None


def _list_function(kind: str, values: list[Any], attributes: Mapping[str, Any]) -> _Function:
    """Tell a function that takes a list of tensors; ConcatV2's last input is its axis."""
    function = GRAPH_OPERATIONS[kind][0]
    if kind == "ConcatV2":
        return function, [values[:-1]], {"axis": values[-1]} if values else {}
    return function, [values], {"axis": attributes.get("axis", 0)} if kind == "Pack" else {}


def _slices(values: list[Any], attributes: Mapping[str, Any]) -> _Function:
    """Tell a StridedSlice as `x[...]`; bit i of a mask is about place i."""
    if len(values) != 4 or not all(isinstance(value, list) for value in values[1:]):
        return _UNKNOWN
    tensor, *ranges = values
    masks = {k.removesuffix("_mask"): v for k, v in attributes.items() if type(v) is int}
    spec = [_slice(masks, 1 << i, *ends) for i, ends in enumerate(zip(*ranges, strict=False))]
    return "__operators__.getitem", [tensor], {"slice_spec": spec}


def _slice(masks: Mapping[str, int], bit: int, start: Any, stop: Any, step: Any) -> Any:
    if masks.get("ellipsis", 0) & bit:
        return {"class_name": "__ellipsis__"}
    if masks.get("new_axis", 0) & bit:
        return None
    if masks.get("shrink_axis", 0) & bit:
        return start
    return {
        "start": None if masks.get("begin", 0) & bit else start,
        "stop": None if masks.get("end", 0) & bit else stop,
        "step": step,
    }
