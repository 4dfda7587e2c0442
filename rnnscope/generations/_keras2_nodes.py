"""The calls of Keras 2, `[[layer, call, output, kwargs], ...]`, written as Keras 3 writes them.

Source: tf_keras/src/engine/node.py, Node.serialize, and functional.py, get_network_config.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rnnscope.generations._entries import Entry, Settings

# What takes its first states, and a cell's constants, beside the sequence.
_RECURRENT = frozenset({"RNN", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "ConvLSTM2D"})
_RECURRENT_ALSO = frozenset({"CuDNNLSTM", "CuDNNGRU", "ConvLSTM1D", "ConvLSTM3D"})
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
    kwargs = {key: _tensors(value) for key, value in _kwargs(node).items()}
    inputs = _argument(node)
    if not isinstance(inputs, list):
        return {"args": [inputs], "kwargs": kwargs}
    if len(inputs) < 2:
        return {"args": inputs, "kwargs": kwargs}
    if class_name in _RECURRENT | _RECURRENT_ALSO:
        return {"args": inputs[:1], "kwargs": {"initial_state": inputs[1:], **kwargs}}
    return {"args": [inputs], "kwargs": kwargs}


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
    found = node[3] if _is_tensor(node) and len(node) > 3 else {}
    return found if isinstance(found, dict) else {}


def _argument(value: Any, depth: int = 0) -> Any:
    """Write what a call takes: a tensor, a constant, or lists and dicts of them."""
    if _is_tensor(value):
        return value[2] if value[0] == _CONSTANT else _tensor(value)
    if isinstance(value, dict):
        return [_argument(item, depth + 1) for item in value.values()]
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


def shifted(settings: Settings) -> Settings:
    """Count the calls of each nested model from 0; Keras 2 counted its own making as call 0.

    `output_layers` is left alone: it is counted from 1 to this day.
    """
    entries = [entry for entry in settings["layers"] if isinstance(entry, dict)]
    calls = {e.get("name", e.get("config", {}).get("name")): e for e in entries if _holds_layers(e)}
    histories = [h for entry in entries for h in _histories(entry.get("inbound_nodes"))]
    for name, entry in calls.items():
        own = [history for history in histories if history[0] == name]
        count = len(entry.get("inbound_nodes") or ())
        if entry["class_name"] != "Sequential" or any(h[1] >= count for h in own):
            for history in own:
                history[1] = max(0, history[1] - 1)
    return settings


def _holds_layers(entry: Entry) -> bool:
    config = entry.get("config")
    return isinstance(config, dict) and isinstance(config.get("layers"), list)


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
