"""TensorFlow functions in a Keras 2 graph, written as the operations of Keras 3 they are.

`TFOpLambda` and `SlicingOpLambda` hold a function of TensorFlow 2.4 to 2.15,
`TensorFlowOpLayer` a node of a TensorFlow graph before.  What Keras 3 has no
exact operation for stays as it is: a function without weights.
Source: tf_keras/src/layers/core/tf_op_layer.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any, TypeAlias

from rnnscope.generations.entries import Entry, Settings
from rnnscope.generations.tensorflow_graph.graph_nodes import as_function
from rnnscope.keras_facts.tensorflow_functions import FUNCTIONS, LAYERS, Operation

# What an operation takes in the call, and its settings; None where it is no operation of Keras 3.
_Written: TypeAlias = tuple[list[Any], Settings] | None


def normalized(entry: Entry) -> Entry:
    """Return an operation as Keras 3 writes it; what is none comes back as it is."""
    match entry:
        case {"class_name": "TensorFlowOpLayer", "inbound_nodes": [{"args": args}]}:
            return _operation(entry, *as_function(entry["config"], args))
        case {
            "class_name": "TFOpLambda" | "SlicingOpLambda",
            "config": {"function": str(function)},
            "inbound_nodes": [{"args": [_, *_] as args, "kwargs": kwargs}],
        }:
            return _operation(entry, function.removeprefix("compat.v1."), args, kwargs)
        case _:
            return entry


def _operation(entry: Entry, function: str, args: list[Any], rest: Mapping[str, Any]) -> Entry:
    rest = {key: value for key, value in rest.items() if key != "name" and value is not None}
    if len(args) != 1:
        return entry
    if function in LAYERS and not rest:
        return _written(entry, "keras.layers", LAYERS[function], (args, {}))
    if function == "__operators__.getitem":
        return _written(entry, "keras.src.ops.numpy", "GetItem", _get_item(args[0], rest))
    operation = FUNCTIONS.get(function)
    if operation is None:
        return entry
    change = _CHANGES.get(function, _plain)
    written = _arguments(operation, args[0], rest)
    settings = None if written is None else change(written[1])
    written = None if written is None or settings is None else (written[0], settings)
    return _written(entry, f"keras.src.ops.{operation.module}", operation.class_name, written)


def _written(entry: Entry, module: str, class_name: str, written: _Written) -> Entry:
    if written is None or not any(map(_holds_tensor, written[0])):
        return entry
    args, settings = written
    return {
        **entry,
        "module": module,
        "class_name": class_name,
        "registered_name": None if module == "keras.layers" else class_name,
        "config": {"name": entry["config"].get("name"), **settings},
        "inbound_nodes": [{"args": args, "kwargs": {}}],
    }


def _arguments(operation: Operation, first: Any, rest: Mapping[str, Any]) -> _Written:
    """Tell tensors and settings apart; None where an argument has no place in Keras 3."""
    given = {**operation.defaults, **rest}
    settings = {ours: given.pop(name) for ours, name in operation.settings.items() if name in given}
    tensors = [given.pop(name) for name in operation.tensors if name in given]
    if len(tensors) < len(operation.tensors):
        return None
    if any(operation.neutral.get(name, given) != value for name, value in given.items()):
        return None
    if operation.takes_list and not isinstance(first, list):
        first = [first]
    return [first, *tensors], settings


def _get_item(tensor: Any, rest: Mapping[str, Any]) -> _Written:
    """Write `x[...]`: ranges and ellipses have a form of their own in Keras 3."""
    if rest.keys() != {"slice_spec"}:
        return None
    spec = rest["slice_spec"]
    several = spec if isinstance(spec, list) else [spec]
    if not all(map(_is_key, several)):
        return None
    keys = [_key(place) for place in several]
    return [tensor, keys if isinstance(spec, list) else keys[0]], {}


def _is_key(key: Any) -> bool:
    """Tell whether a place is a number, a range of numbers, an ellipsis or a new axis."""
    match key:
        case {"start": start, "stop": stop, "step": step}:
            return all(type(bound) in (int, type(None)) for bound in (start, stop, step))
        case {"class_name": "__ellipsis__"} | "...":
            return True
        case _:
            return type(key) in (int, type(None))


def _key(key: Any) -> Any:
    match key:
        case {"start": _, "stop": _, "step": _}:
            return {"class_name": "__slice__", "config": key}
        case dict() | str():
            return {"class_name": "__ellipsis__", "config": {}}
        case _:
            return key


def _holds_tensor(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_tensor, value))
    if isinstance(value, dict):
        return value.get("class_name") == "__keras_tensor__" or any(
            map(_holds_tensor, value.values())
        )
    return False


def _plain(settings: Settings) -> Settings | None:
    """Refuse a setting that is worked out by another operation."""
    return None if _holds_tensor(list(settings.values())) else settings


def _reshape(settings: Settings) -> Settings | None:
    """Leave one size that another operation works out to the rest of the numbers."""
    sizes = settings.get("newshape")
    if not isinstance(sizes, list):
        return None
    open_sizes = [-1 if _holds_tensor(size) else size for size in sizes]
    is_one = open_sizes.count(-1) <= 1 and all(type(size) is int for size in open_sizes)
    return {"newshape": open_sizes} if is_one else None


def _split(settings: Settings) -> Settings | None:
    """TensorFlow takes how long each piece is, Keras 3 where it cuts."""
    lengths = settings.get("indices_or_sections")
    if isinstance(lengths, list):
        if not all(type(length) is int and length >= 0 for length in lengths):
            return None
        cuts = list(accumulate(lengths[:-1]))
        return _plain({**settings, "indices_or_sections": cuts})
    return _plain(settings) if type(lengths) is int else None


def _resize(settings: Settings) -> Settings | None:
    """Methods of TensorFlow that Keras 3 knows too."""
    method = settings.get("interpolation", "bilinear")
    known = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
    return _plain({**settings, "interpolation": method}) if method in known else None


def _pad(settings: Settings) -> Settings | None:
    mode = str(settings.get("mode", "constant")).lower()
    return _plain({**settings, "mode": mode})


def _axis_needed(settings: Settings) -> Settings | None:
    """Without an axis, TensorFlow takes all numbers together; Keras 3 has no word for that."""
    return _plain(settings) if type(settings.get("axis")) is int else None


def _cast(settings: Settings) -> Settings | None:
    return settings if isinstance(settings.get("dtype"), str) else None


_CHANGES: Mapping[str, Callable[[Settings], Settings | None]] = {
    "reshape": _reshape,
    "split": _split,
    "image.resize": _resize,
    "pad": _pad,
    "math.l2_normalize": _axis_needed,
    "cast": _cast,
}
