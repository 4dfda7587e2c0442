"""The calls of Keras 2, `[[layer, call, output, kwargs], ...]`, written as Keras 3 writes them.

Source: tf_keras/src/engine/node.py, Node.serialize, and functional.py, get_network_config.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rnnscope.generations.entries import Entry, Settings, is_entry

# What takes its first states, and a cell's constants, beside the sequence.
_RECURRENT = frozenset(
    """
    RNN LSTM GRU SimpleRNN Bidirectional ConvLSTM1D ConvLSTM2D ConvLSTM3D CuDNNLSTM CuDNNGRU
    """.split()  # noqa: SIM905
)
# What takes a list, though it be of one tensor.
_MERGING = frozenset(
    "Add Average Concatenate Dot Maximum Minimum Multiply Subtract".split()  # noqa: SIM905
)
_CONSTANT = "_CONSTANT_VALUE"
_MAX_NESTING = 8


def nodes(data: Any, class_name: str) -> Any:
    """Return the calls of a layer; those written as Keras 3 does stay as they are."""
    if not isinstance(data, list):
        return data
    return [_node(node, class_name) if _is_old(node) else node for node in data]


def _is_old(node: Any) -> bool:
    return isinstance(node, list | dict) and not (isinstance(node, dict) and "args" in node)


def _node(node: Any, class_name: str) -> Any:
    if _is_tensor(node):
        node = [node]
    kwargs = {k: _tensors(v) for k, v in _kwargs(node).items() if not _is_nothing(k, v)}
    inputs = _argument(node)
    if not isinstance(inputs, list):
        return {"args": [inputs], "kwargs": kwargs}
    if len(inputs) < 2 and class_name not in _MERGING:
        return {"args": inputs, "kwargs": kwargs}
    if class_name in _RECURRENT:
        return {"args": inputs[:1], "kwargs": {"initial_state": inputs[1:], **kwargs}}
    return {"args": [inputs], "kwargs": kwargs}


def _is_nothing(key: str, value: Any) -> bool:
    """Tell whether an argument is not given: None, or for the mask of a Merge a list of them."""
    return value is None or (key == "mask" and isinstance(value, list) and not any(value))


def _is_tensor(value: Any) -> bool:
    """Tell whether a value is one tensor: a layer's name, its call, its output."""
    match value:
        case [str(), int(), *_]:
            return len(value) in (3, 4)
        case _:
            return False


def _kwargs(node: Any) -> Settings:
    """Return the keyword arguments of a call, which stand beside its first tensor."""
    while isinstance(node, list | dict) and node and not _is_tensor(node):
        node = next(iter(node.values())) if isinstance(node, dict) else node[0]
    arguments = node[3] if _is_tensor(node) and len(node) > 3 else {}
    return arguments if isinstance(arguments, dict) else {}


def _argument(value: Any, depth: int = 0) -> Any:
    """Write what a call takes: a tensor, a constant, or lists and dicts of them.

    TensorFlow flattens a dict in the order of its keys, and counts outputs so.
    """
    if _is_tensor(value):
        return value[2] if value[0] == _CONSTANT else _tensor(value)
    if isinstance(value, dict):
        return [_argument(value[key], depth + 1) for key in sorted(value)]
    if isinstance(value, list) and depth < _MAX_NESTING:
        return [_argument(item, depth + 1) for item in value]
    return value


def _tensors(value: Any) -> Any:
    """Write a keyword argument, in which a tensor is `[layer, call, output]`."""
    if _is_tensor(value):
        return _tensor(value)
    if isinstance(value, list):
        return [_tensor(item) if _is_tensor(item) else item for item in value]
    return value


def _tensor(history: list[Any]) -> Entry:
    config = {"shape": None, "dtype": "float32", "keras_history": history[:3]}
    return {"class_name": "__keras_tensor__", "config": config}


def ends(data: Any) -> Any:
    """Return a model's `input_layers` or `output_layers` as one list, those of a dict by key."""
    if not isinstance(data, list | dict):
        return data
    waiting, leaves = [data], []
    while waiting:
        value = waiting.pop()
        if _is_tensor(value) or not isinstance(value, list | dict):
            leaves.append(value)
        else:
            waiting += reversed(
                [value[key] for key in sorted(value)] if isinstance(value, dict) else value
            )
    return leaves


def shifted(settings: Settings) -> Settings:
    """Count the calls of each nested model from 0; Keras 2 counted its own making as call 0.

    Each call on record is used, so they are counted from the lowest that is.
    `output_layers` counts those of a Functional model from 1 to this day.
    """
    entries = [e for e in settings["layers"] if is_entry(e) and isinstance(e["config"], dict)]
    kinds = {_name(entry): entry["class_name"] for entry in entries if _holds_layers(entry)}
    taken = _by_layer(h for entry in entries for h in _histories(entry.get("inbound_nodes")))
    outputs = settings.get("output_layers")
    if not isinstance(outputs, list):
        return settings
    last = [list(end) if _is_tensor(end) else end for end in outputs]
    ended = _by_layer(end for end in last if _is_tensor(end))
    for name, kind in kinds.items():
        own, own_ends = taken.get(name, []), ended.get(name, [])
        first = min((history[1] for history in (*own, *own_ends)), default=0)
        for history in own:
            history[1] -= first
        for end in own_ends:
            end[1] += (kind != "Sequential") - first
    return {**settings, "output_layers": last}


def _by_layer(histories: Iterable[list[Any]]) -> dict[str, list[list[Any]]]:
    by_layer: dict[str, list[list[Any]]] = {}
    for history in histories:
        by_layer.setdefault(history[0], []).append(history)
    return by_layer


def _name(entry: Entry) -> str:
    return str(entry.get("name", entry["config"].get("name")))


def _holds_layers(entry: Entry) -> bool:
    return isinstance(entry["config"].get("layers"), list)


def _histories(value: Any) -> Iterator[list[Any]]:
    """Find the place of each tensor in calls that are written as Keras 3 does."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            history = value.get("keras_history")
            if isinstance(history, list) and _is_tensor(history):
                yield history
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
