"""A weight in a line of a lock: `kernel (28, 128) float32`."""

from __future__ import annotations

import json
import re

from rnnscope.states.state import WeightState
from rnnscope.untrusted.fields import MAX_AXES
from rnnscope.untrusted.whole_numbers import DIGITS

_UNKNOWN = "?"
_TRAINED = {True: "", False: " non-trainable", None: " trainable?"}
_SHARED = " shared-with "
_PLAIN = re.compile(r'[^\s"?][^\s"]*')
_WORD = r'"(?:[^"\\]|\\.)*+"|[^\s"][^\s"]*+'
_SIZE = rf"\d{{1,{DIGITS}}}"
_LINE = re.compile(
    rf"(?P<name>{_WORD}) \((?P<sizes>(?:{_SIZE}, )*+(?:{_SIZE},?)?)\) (?P<dtype>{_WORD})"
    rf"(?P<trained> non-trainable| trainable\?)?(?:{_SHARED}(?P<shared>{_WORD}))?",
    re.ASCII | re.DOTALL,
)


def written(weight: WeightState) -> str:
    """Write a weight; a name with spaces in it stands in quotes.

    >>> written(WeightState("moving_mean", (64,), "float32", trainable=False))
    'moving_mean (64,) float32 non-trainable'
    >>> written(WeightState("my own", (), "", None, "embedding"))
    '"my own" () ? trainable? shared-with embedding'
    """
    dtype = _word(weight.dtype) if weight.dtype else _UNKNOWN
    shared = f"{_SHARED}{_word(weight.shared_with)}" if weight.shared_with else ""
    return f"{_word(weight.name)} {weight.shape} {dtype}{_TRAINED[weight.trainable]}{shared}"


def read(line: str) -> WeightState | None:
    """Return the weight of a line; None where it is none."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    try:
        name, dtype = _unquoted(match["name"]), _unquoted(match["dtype"])
        shared = _unquoted(match["shared"] or "")
    except ValueError:
        return None
    shape = tuple(int(size) for size in match["sizes"].split(",") if size.strip())
    if len(shape) > MAX_AXES:
        return None
    trained = next(key for key, text in _TRAINED.items() if text == (match["trained"] or ""))
    is_known = match["dtype"] != _UNKNOWN
    return WeightState(name, shape, dtype if is_known else "", trained, shared)


def _word(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _unquoted(word: str) -> str:
    return str(json.loads(word, strict=False)) if word.startswith('"') else word
