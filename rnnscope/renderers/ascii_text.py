"""The few signs we draw, and those of Keras's table, for a terminal that has only ASCII."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

T = TypeVar("T")

_SIGNS = {
    "·": "*",
    "✓": "ok",
    "✗": "DIFFERS",
    "–": "-",
    "…": "...",
    "└─": "`-",
    "ᵀ": "^T",
    "×": "x",
    "→": "->",
    **dict.fromkeys("│┃", "|"),
    **dict.fromkeys("─━", "-"),
    **dict.fromkeys("┏┳┓┡╇┩├┼┤└┴┘", "+"),
}


def to_ascii(text: str) -> str:
    """Replace our own signs by ASCII ones; other characters are escaped."""
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    return text.encode("ascii", "backslashreplace").decode()


def in_references(text: str, *, ascii_only: bool) -> str:
    """Return HTML or XML with all signs that are not of ASCII as their numbers, where asked."""
    return text.encode("ascii", "xmlcharrefreplace").decode() if ascii_only else text


def shown(laid_out: T, *, ascii_only: bool) -> T:
    """Return a page with its texts in ASCII where asked, before they are escaped for a format."""
    return cast("T", _in_ascii(laid_out)) if ascii_only else laid_out


def _in_ascii(value: Any) -> Any:
    if isinstance(value, str):
        return to_ascii(value)
    if isinstance(value, tuple):
        return tuple(map(_in_ascii, value))
    if is_dataclass(value) and not isinstance(value, type):
        texts = {field.name: _in_ascii(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **texts)
    return value
