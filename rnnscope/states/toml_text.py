"""Texts, names and numbers as TOML has them.

What a reader does not see is written as an escape.  Which signs these are is a list of ours, not
Python's: a lock is to be the same whatever Python wrote it.
Source: https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Control signs, ends of lines, marks of direction and others without a width, private and
# unassigned ones, tags; besides the two that a text in quotes cannot have as they are.
_ESCAPED = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5'
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def whole(text: str) -> str:
    """Return a text in which half characters (lone surrogates) are spelt: no file has those."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def quoted(text: str) -> str:
    r"""Write a text in quotes.

    >>> print(quoted("a\tb"), quoted("\u202e"), quoted('"'))
    "a\tb" "\u202E" "\""
    """
    return f'"{_ESCAPED.sub(_escape, whole(text))}"'


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    code = ord(sign)
    return _SHORT.get(sign) or (f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")


def key(name: str) -> str:
    """Write a key: bare, as `units`, where it can be."""
    return name if _BARE.fullmatch(name) else quoted(name)


def table(values: Mapping[str, str]) -> str:
    """Write a table in one line, of values that are written already.

    >>> table({"units": "128", "input_dim": "28"})
    '{ units = 128, input_dim = 28 }'
    """
    return f"{{ {', '.join(f'{key(name)} = {value}' for name, value in values.items())} }}"


def number(value: int) -> str:
    """Write a number as people read it: `20_096`."""
    return f"{value:_}"
