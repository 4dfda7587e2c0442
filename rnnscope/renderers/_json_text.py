"""JSON with each thing on lines of its own, of a report that may be long; what is short is on one.

What comes from an iterator is made, written and forgotten item by item; `json.dumps` would take
three times as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

_LINE = 160  # characters


def written(value: Any, pad: str = "\n") -> str:
    """Write a value; `pad` is the line end and the spaces before it."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if value is None or kind is bool:
        return {None: "null", True: "true", False: "false"}[value]
    if kind is int:
        return str(value)
    if kind is dict:
        inner = f"{pad}  "
        items = [f"{quoted(key)}: {written(item, inner)}" for key, item in value.items()]
        return _between("{", items, "}", pad)
    if isinstance(value, list | tuple | Iterator):
        inner = f"{pad}  "
        return _between("[", [written(item, inner) for item in value], "]", pad)
    return json.dumps(value)


def _between(start: str, items: list[str], end: str, pad: str) -> str:
    if sum(map(len, items)) + 2 * len(items) + len(pad) < _LINE and not any(
        "\n" in item for item in items
    ):
        return f"{start}{', '.join(items)}{end}"
    inner = f"{pad}  "
    return f"{start}{inner}{f',{inner}'.join(items)}{pad}{end}"
