"""The mark before a block: which model is shown there, and how much of it.

>>> mark = read("model.keras layer=lstm format=text", "README.md", 3)
>>> mark.model, mark.to, mark.options
('model.keras', 'text', {'layer': 'lstm'})
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnscope.errors import BadMarkError, near
from rnnscope.wording import shown

BEGIN, END = "rnnscope-begin", "rnnscope-end"
LONGEST = 2_000  # characters of a mark
_MOST_DIGITS = 9
_FORMAT = "format"
_OPTIONS = ("layer", "depth", "columns", "only", "why-not", "picture", _FORMAT)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark asks for: a model, a format if it names one, and options by their names."""

    model: str
    to: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def read(text: str, file: str, line: int, *, in_comment: bool = True) -> Mark:
    """Read what stands behind `rnnscope-begin`, or where it is no comment, in the mark's place.

    Raises:
        BadMarkError: it names no model, or has an option that there is not.

    """
    try:
        model, *words = _words(text, in_comment=in_comment)
        options = _options(words)
    except ValueError as error:
        raise BadMarkError(file, line, str(error)) from None
    return Mark(model, options.pop(_FORMAT, ""), options)


def _words(text: str, *, in_comment: bool) -> list[str]:
    if len(text) > LONGEST:
        raise ValueError(f"the mark is longer than {LONGEST:,} characters")
    if not all(sign.isprintable() or sign in "\t\r\n" for sign in text):
        raise ValueError("the mark has signs that nobody sees: write it anew")
    if in_comment and "--" in text:
        raise ValueError("-- may not stand in a comment; write -''- for it")
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ValueError(f"the mark cannot be read: {error}") from None
    if not words or not words[0] or _is_option(words[0]):
        raise ValueError(
            "the mark names no model: its path stands first, as in `model.keras layer=lstm`"
        )
    return words


def _is_option(word: str) -> bool:
    name, equals, _ = word.partition("=")
    return bool(equals) and name in _OPTIONS


def _options(words: list[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if name not in _OPTIONS:
            close = near(name, _OPTIONS)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(_OPTIONS)}"
            raise ValueError(f"a mark has no option {shown(word)}; {hint}")
        if not equals or not value:
            raise ValueError(f"{name} has no value: write {name}=...")
        if (key := name.replace("-", "_")) in options:
            raise ValueError(f"{name} is given twice")
        options[key] = _depth(value) if name == "depth" else value
    return options


def _depth(value: str) -> int:
    is_number = value.isascii() and value.isdigit()
    if is_number and len(value) > _MOST_DIGITS:
        raise ValueError(f"depth is a number of {_MOST_DIGITS} digits at most, not {shown(value)}")
    if not is_number or not int(value):
        raise ValueError(f"depth is a whole number, 1 or more, and not {shown(value)}")
    return int(value)
