"""A document as it stands on disk, and its lines with their ends."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from rnnscope.embedding.blocks import PREFIX
from rnnscope.errors import BadMarkError
from rnnscope.untrusted.limits import beyond, current

BOM = "\ufeff"
_FED = re.compile(r"[^\n]*\n|[^\n]+")
_REMEDY = "save it as UTF-8"
_ENDS = re.compile(r"\r\n|\r|\n")


def read(path: Path) -> str:
    """Read a document, with its byte order mark if it has one.

    Raises:
        BadMarkError: it is no file, is no text in UTF-8, or is too long.

    """
    name, most = str(path), current().document_bytes
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise BadMarkError(name, 0, "it is no file that could be renewed, but a stream")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise BadMarkError(name, 0, f"it cannot be read: {error.strerror or error}") from None
    if len(data) > most:
        raise BadMarkError(name, 0, too_long())
    if any(PREFIX.encode(wide) in data for wide in ("utf-16-le", "utf-16-be")):
        raise BadMarkError(name, 0, f"it is UTF-16; {_REMEDY}")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = len(_ENDS.findall(data[: error.start].decode())) + 1
        raise BadMarkError(name, line, f"it is no UTF-8; {_REMEDY}") from None


def too_long() -> str:
    """Say of a document that it has more bytes than are read."""
    return f"it is too long: {beyond('document_bytes')}"


def refuse_read_only(path: Path) -> None:
    """Refuse to put a new file in the place of one that nobody may write to, root neither.

    Raises:
        BadMarkError: its mode says so, or the user may not.

    """
    is_writable = path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if not is_writable or not os.access(path, os.W_OK):
        raise BadMarkError(str(path), 0, "it is read-only; nothing is written")


def lines_of(text: str) -> list[str]:
    """Split a text into lines with their ends, as they are: LF, CRLF or CR."""
    lines, start = [], 0
    for end in _ENDS.finditer(text):
        lines.append(text[start : end.end()])
        start = end.end()
    return [*lines, text[start:]] if start < len(text) else lines


def fed_lines(text: str) -> list[str]:
    """Split a text into what `diff` and `patch` take for its lines: they end with LF alone."""
    return _FED.findall(text)


def line_end(lines: Sequence[str], number: int) -> str:
    """Return how a line ends; those of the block behind it end so too."""
    match = _ENDS.search(lines[number])
    return match[0] if match else "\n"
