"""The formats of files that can be read; those of directories are in `_directory_formats`.

A reader is a module with `FORMAT`, `matches(head)` and `read(path)`.  The
format is chosen by content, not by name.  To add one, write a module and name
it in `READERS`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.processes.user_code import here
from rnnscope.readers import hdf5_models, live, streams
from rnnscope.readers.keras3 import keras_archive
from rnnscope.readers.live import target
from rnnscope.readers.no_models import looks_like, looks_like_directory
from rnnscope.readers.text import json_file, model_yaml

HEAD_BYTES = 4096


class Reader(Protocol):
    """What a module offers that reads files."""

    FORMAT: str

    def matches(self, head: bytes) -> bool:
        """Tell by its first bytes whether a file is in this format."""
        ...

    def read(self, path: Path) -> Model:
        """Read the model, without running any of it."""
        ...


READERS: tuple[Reader, ...] = (keras_archive, hdf5_models, json_file, model_yaml)


def read(source: object) -> Model:
    """Read a model, as `rnnscope.readers.read` promises."""
    if isinstance(source, str | os.PathLike):
        if isinstance(source, str) and target.matches(source):
            return target.read(source)
        return read_named(source)
    if live.matches(source):
        return live.read(source)
    kind = type(source).__name__
    raise UnreadableModelError(f"a {kind}", "expected the path of a model file, or a keras.Model")


def read_named(source: str | os.PathLike[str]) -> Model:
    """Read a model from a path, or from a stream.

    Raises:
        UnreadableModelError: as `read_path`, and `streams.kept`.

    """
    if not streams.matches(source):
        return read_path(Path(source))
    with streams.kept(source) as path:
        found = read_path(path)
    return replace(found, source=streams.name(source), files=(), is_stream=True)


def read_path(path: Path) -> Model:
    """Read a model from a file or a directory, without running any of it.

    Raises:
        UnreadableModelError: it is missing, broken, or no model.

    """
    try:
        return _read_directory(path) if path.is_dir() else _read_file(path)
    except OSError as error:
        raise UnreadableModelError(path, f"{error.strerror or error}") from None


def _read_file(path: Path) -> Model:
    head = _head(path)
    for reader in READERS:
        if reader.matches(head):
            return reader.read(path)
    if hdf5_models.has_user_block(path):
        return hdf5_models.read(path)
    reason = looks_like(head) or "it is in no format that a Keras model is kept in"
    raise UnreadableModelError(path, reason)


def _read_directory(directory: Path) -> Model:
    from rnnscope.readers.directory_formats import DIRECTORIES

    for reader in DIRECTORIES:
        if reader.is_mine(directory):
            return reader.read(directory)
    raise UnreadableModelError(directory, looks_like_directory(directory))


def _not_there(path: Path) -> str:
    if path.exists():
        return "it is not a regular file"
    gone = not path.is_absolute() and here() is None
    return "there is no such file" + (", and no current directory any more" if gone else "")


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise UnreadableModelError(path, _not_there(path))
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise UnreadableModelError(path, "the file is empty")
    return head
