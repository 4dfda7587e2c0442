"""The formats that can be read, each a module with `FORMAT`, `matches(head)` and `read(path)`.

The format is chosen by content, not by name.  To add one, write a module and
name it in `READERS`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from rnnscope.errors import UnreadableModelError
from rnnscope.model import Model
from rnnscope.readers import hdf5, keras_archive, live, model_json, target

HEAD_BYTES = 64


class Reader(Protocol):
    """What a reader module offers."""

    FORMAT: str

    def matches(self, head: bytes) -> bool:
        """Tell by its first bytes whether a file is in this format."""
        ...

    def read(self, path: Path) -> Model:
        """Read the model, without running any of it."""
        ...


READERS: tuple[Reader, ...] = (keras_archive, hdf5, model_json)


def read(source: object) -> Model:
    """Read a model, as `rnnscope.readers.read` promises."""
    if isinstance(source, str | os.PathLike):
        if target.matches(source):
            return target.read(source)
        return read_file(Path(source))
    if live.matches(source):
        return live.read(source)
    kind = type(source).__name__
    raise UnreadableModelError(f"a {kind}", "expected the path of a model file, or a keras.Model")


def read_file(path: Path) -> Model:
    """Read a model from a file, without running any of it.

    Raises:
        UnreadableModelError: the file is missing, broken, or no model.

    """
    try:
        head = _head(path)
        for reader in READERS:
            if reader.matches(head):
                return reader.read(path)
    except OSError as error:
        raise UnreadableModelError(path, f"{error.strerror or error}") from None
    raise UnreadableModelError(path, "it is in no format that a Keras model is kept in")


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise UnreadableModelError(path, "it is a directory; name the model file in it")
    if not path.is_file():
        reason = "it is not a regular file" if path.exists() else "there is no such file"
        raise UnreadableModelError(path, reason)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise UnreadableModelError(path, "the file is empty")
    return head
