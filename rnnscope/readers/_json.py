"""JSON that may come from anybody: no deeper, and its numbers no longer, than a model needs."""

from __future__ import annotations

import json
from typing import Any

MAX_BYTES = 64 * 2**20
MAX_NESTING = 400
MAX_DIGITS = 19  # of the largest size a tensor can have


def parse(data: bytes | str) -> Any:
    """Parse JSON.

    Raises:
        ValueError: it is not JSON, or nothing that a model's config would be.

    """
    try:
        value = json.loads(data, parse_int=_whole_number)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    level, depth = [value], 0
    while level := [inner for each in level for inner in _inside(each)]:
        depth += 1
        if depth > MAX_NESTING:
            raise ValueError(f"it is nested more than {MAX_NESTING} deep")
    return value


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _whole_number(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise ValueError(f"it has a number of {len(text)} digits")
    return int(text)
