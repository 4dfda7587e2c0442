"""The few signs we draw, and those of Keras's table, for a terminal that has only ASCII."""

from __future__ import annotations

_SIGNS = {
    "·": "*",
    "✓": "ok",
    "✗": "DIFFERS",
    "–": "-",
    "…": "...",
    "└─": "`-",
    "ᵀ": "^T",
    **dict.fromkeys("│┃", "|"),
    **dict.fromkeys("─━", "-"),
    **dict.fromkeys("┏┳┓┡╇┩├┼┤└┴┘", "+"),
}


def to_ascii(text: str) -> str:
    """Replace our own signs by ASCII ones; other characters are escaped."""
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    return text.encode("ascii", "backslashreplace").decode()
