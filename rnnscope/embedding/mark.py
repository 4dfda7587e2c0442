"""The mark before a block: which model is shown there, and how much of it.

>>> mark = read('model.keras layer=lstm format=text', "README.md", 3)
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
_OPTIONS = {
    "layer": str,
    "depth": int,
    "columns": str,
    "only": str,
    "why-not": str,
}
_NAMES = (*_OPTIONS, "format")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark asks for: a model, a format if it names one, and options by their names."""

    model: str
    to: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def read(text: str, file: str, line: int) -> Mark:
    """Read what stands behind `rnnscope-begin`.

    Raises:
        BadMarkError: it names no model, or has an option that there is not.

    """
    if len(text) > LONGEST:
        raise BadMarkError(file, line, f"the mark is longer than {LONGEST:,} characters")
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadMarkError(file, line, f"the mark cannot be read: {error}") from None
    if not words or _is_option(words[0]):
        raise BadMarkError(file, line, f"the mark names no model: write `{BEGIN} model.keras`")
    model, *rest = words
    given: dict[str, Any] = {}
    for word in rest:
        name, value = _option(word, file, line)
        if name in given:
            raise BadMarkError(file, line, f"{name} is given twice")
        given[name] = value
    return Mark(model, given.pop("format", ""), {k.replace("-", "_"): v for k, v in given.items()})


def _is_option(word: str) -> bool:
    return word.partition("=")[0] in _NAMES and "=" in word


def _option(word: str, file: str, line: int) -> tuple[str, Any]:
    name, equals, value = word.partition("=")
    if not equals or name not in _NAMES:
        close = near(name, _NAMES)
        hint = f"did you mean {close[0]}?" if close else f"a mark takes {', '.join(_NAMES)}"
        raise BadMarkError(file, line, f"no option of a mark is {shown(word)}; {hint}")
    if _OPTIONS.get(name, str) is str:
        return name, value
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value)):
        problem = f"{name} is a whole number of 1 or more, and not {shown(value)}"
        raise BadMarkError(file, line, problem)
    return name, int(value)
