"""Nested arguments, flattened as Keras flattens them.

Keras numbers the inputs and the outputs of a call by their places in nested
lists, tuples and dicts: those of a dict in the order of its sorted keys, of an
`OrderedDict` as they stand.  Whatever else there is, None among it, is a leaf.
Sources: keras/src/tree/optree_impl.py; optree, total_order_sorted.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any

# Lists and dicts that Keras and TensorFlow put in place of those a layer holds.
_LISTS = frozenset({"TrackedList", "ListWrapper"})
_DICTS = frozenset({"TrackedDict", "_DictWrapper"})


def flat(value: Any) -> Iterator[Any]:
    """Yield the leaves of a nested structure, in Keras's order."""
    held = _held(value)
    if held is None:
        yield value
        return
    for item in held:
        yield from flat(item)


def mapped(function: Callable[[Any], Any], value: Any) -> Any:
    """Return the structure with `function` of each leaf in its place, called in Keras's order.

    What Keras or TensorFlow made of a list or a dict is a plain one again.
    """
    if _is_dict(value):
        new = {key: mapped(function, value[key]) for key in _keys(value)}
        kind = OrderedDict if type(value) is OrderedDict else dict
        return kind((key, new[key]) for key in value)
    held = _held(value)
    if held is None:
        return function(value)
    items = [mapped(function, item) for item in held]
    if hasattr(value, "_fields"):
        return type(value)(*items)
    kind = type(value)
    return kind(items) if kind in (tuple, deque) else items


def _held(value: Any) -> Iterator[Any] | None:
    """Return what a structure holds, in Keras's order; None of a leaf."""
    if _is_dict(value):
        return (value[key] for key in _keys(value))
    return iter(value) if _is_list(value) else None


def _is_dict(value: Any) -> bool:
    kind = type(value)
    return kind in (dict, OrderedDict, defaultdict) or kind.__name__ in _DICTS


def _is_list(value: Any) -> bool:
    kind = type(value)
    named = isinstance(value, tuple) and hasattr(kind, "_fields")
    return named or kind in (list, tuple, deque) or kind.__name__ in _LISTS


def _keys(value: Any) -> list[Any]:
    if type(value) is OrderedDict:
        return list(value)
    try:
        return sorted(value)
    except TypeError:
        pass
    try:
        return sorted(value, key=lambda key: (_kind(key), key))
    except TypeError:
        return list(value)


def _kind(key: Any) -> str:
    return f"{type(key).__module__}.{type(key).__qualname__}"
