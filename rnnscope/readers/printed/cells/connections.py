"""What stands under `Connected to`: `dense_1[0][0]`, of one or several lines, whole or cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rnnscope.model.printed import Connection

_CUT = "…"
_INDICES = re.compile(r"\[(\d{1,9})\](?:\[(\d{1,9})\])?")
_QUOTED = re.compile(r"'([^']*)(?:'|$)")
_PARTS = re.compile(r"[\s,]+")


def connections(pieces: Sequence[str], *, is_fixed: bool) -> tuple[Connection, ...]:
    """Return what the lines of a cell name, in a table of fixed columns as far as there was room.

    Since Keras 2.9 they are a list of texts, which goes on in the next line at any sign.
    """
    if any("'" in piece for piece in pieces):
        texts: Iterator[str] = (found[1] for found in _QUOTED.finditer("".join(pieces)))
    else:
        texts = iter(_PARTS.split(" ".join(pieces)))
    return tuple(_connection(text, is_fixed) for text in texts if text.strip("[]-– "))


def is_like_one(text: str) -> bool:
    """Tell whether a text names a tensor, or says that there is none."""
    return text in ("[]", "-") or bool(_INDICES.search(text))


def _connection(text: str, is_fixed: bool) -> Connection:
    """Return one entry: a name with its numbers, or what is left of them."""
    found = _INDICES.search(text)
    if found:
        tensor = None if found[2] is None else int(found[2])
        return Connection(layer=text[: found.start()], node=int(found[1]), tensor=tensor)
    name, bracket, _ = text.partition("[")
    is_cut = not bracket and (is_fixed or name.endswith(_CUT))
    return Connection(layer=name.rstrip(_CUT), is_cut=is_cut)
