"""Outcomes as JSON has them, on their way from one process to another.

What comes is believed only as far as it has the form of an outcome: the process that sends it has
read somebody's file, or run somebody's code.
"""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rnnscope.expectations.outcome import Outcome


def written(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON can have it."""
    return asdict(outcome)


def read(data: Any) -> Outcome | None:
    """Return an outcome that was written; None of anything else."""
    try:
        outcome: Outcome = _read(Outcome, data)
    except (TypeError, ValueError, LookupError):
        return None
    return outcome


def _read(kind: Any, data: Any) -> Any:
    """Return what is of a kind, made of what JSON has of it.

    Raises:
        TypeError, ValueError, LookupError: it is not of that kind.

    """
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(
            **{each.name: _read(hints[each.name], data[each.name]) for each in fields(kind)}
        )
    if get_origin(kind) is tuple:
        return tuple(_items(get_args(kind), data))
    if get_origin(kind) is UnionType:
        return None if data is None else _read(get_args(kind)[0], data)
    if issubclass(kind, str):
        return kind(_own(str, data))
    return float(data) if kind is float else _own(kind, data)


def _items(kinds: tuple[Any, ...], data: Any) -> list[Any]:
    items = _own(list, data)
    if kinds[-1] is Ellipsis:
        return [_read(kinds[0], item) for item in items]
    return [_read(kind, item) for kind, item in zip(kinds, items, strict=True)]


def _own(kind: Any, data: Any) -> Any:
    if type(data) is not kind:
        raise TypeError(data)
    return data


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
