"""JSON that may come from anybody: no longer, no deeper, and its numbers no longer, than a model's.

Length and nesting are looked at before the parser is, so that it can't be
made to fill the memory.  Of two values for one key the last counts, as it
does for Keras; NaN and Infinity are numbers, as they are for Python.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.untrusted.limits import beyond, current

# A string, up to the end where it does not end: brackets in it do not count.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(data: bytes | str) -> Any:
    """Parse JSON.

    Raises:
        ValueError: it is not JSON, or nothing that a model's config would be.

    """
    if len(data) > current().json_bytes:
        raise ValueError(f"it is {len(data):,} bytes, {beyond('json_bytes')}")
    text, raw = _decoded(data)
    _refuse_many(raw)
    _refuse_deep(raw)
    try:
        value = json.loads(text, parse_int=_whole_number)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if _HALF_PAIR.search(raw):
        _refuse_half_characters(value)
    return value


def parse_of(source: str | Path, where: str, data: bytes | str) -> Any:
    """Parse the JSON that stands at `where` in a source.

    Raises:
        UnreadableModelError: it is not JSON, or nothing that a model's config would be.

    """
    try:
        return parse(data)
    except ValueError as error:
        raise UnreadableModelError(source, f"{where} is not JSON ({error})") from None


def _decoded(data: bytes | str) -> tuple[str, bytes]:
    """Return the text, and its UTF-8."""
    try:
        if isinstance(data, str):
            return data, data.encode()
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
        return text, text.encode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise ValueError(f"it is no text in {error.encoding}") from None


def _refuse_many(raw: bytes) -> None:
    count = sum(map(raw.count, (b",", b"[", b"{")))
    if count > current().json_values:
        raise ValueError(f"it has {count:,} values or more, {beyond('json_values')}")


def _refuse_deep(raw: bytes) -> None:
    depth, most = 0, current().json_nesting
    for bracket in _STRING.sub(b"", raw).translate(None, _NO_BRACKET):
        depth += 1 if bracket in b"[{" else -1
        if depth > most:
            raise ValueError(f"it is nested too deep, {beyond('json_nesting')}")


def _refuse_half_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it has half of a character (a lone surrogate) in a text") from None


def _whole_number(text: str) -> int:
    digits = len(text.lstrip("-"))
    if digits > current().json_digits:
        raise ValueError(f"it has a number of {digits} digits, {beyond('json_digits')}")
    return int(text)
