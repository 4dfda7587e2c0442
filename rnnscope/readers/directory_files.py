"""The files of a model that is a directory: those in it and no others.

A link may lead anywhere, so none is followed.
"""

from __future__ import annotations

import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rnnscope.errors import UnreadableModelError
from rnnscope.readers.hdf5.headers import FilePart
from rnnscope.readers.no_models import looks_like
from rnnscope.untrusted.limits import beyond, current

_POINTER = 1024  # bytes that a Git LFS pointer has at most


def regular_file(directory: Path, name: str) -> Path | None:
    """Return the path of a file below a directory; None where there is none.

    Raises:
        UnreadableModelError: it is no file, or there is a link on the way to it.

    """
    path, mode = directory, stat.S_IFDIR
    for part in name.split("/"):
        path = path / part
        try:
            mode = path.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(mode):
            raise UnreadableModelError(directory, f"{name} is a link, which is not followed")
    if not stat.S_ISREG(mode):
        raise UnreadableModelError(directory, f"{name} is not a regular file")
    if pointer := _pointer(path):
        raise UnreadableModelError(directory, f"{name}: {pointer}")
    return path


def _pointer(path: Path) -> str:
    """Return what a file is that only stands for another; empty where it is itself."""
    if path.stat().st_size > _POINTER:
        return ""
    with path.open("rb") as file:
        head = file.read(_POINTER)
    return looks_like(head) if head.startswith(b"version https://") else ""


def file_bytes(directory: Path, name: str, limit: str) -> bytes | None:
    """Return what is in a file below a directory; None where there is none.

    Raises:
        UnreadableModelError: it is no file, a link, or longer than the limit of that name.

    """
    path = regular_file(directory, name)
    if path is None:
        return None
    size = path.stat().st_size
    most = getattr(current(), limit)
    if size > most:
        raise UnreadableModelError(directory, f"{name} is {size:,} bytes, {beyond(limit)}")
    with path.open("rb") as file:
        return file.read(most)


@dataclass(frozen=True, slots=True)
class Directory:
    """What is in a directory, by name."""

    path: Path

    def names(self) -> Collection[str]:
        """Return the names of all that is right below it."""
        return [path.name for path in self.path.iterdir()]

    def config(self, name: str) -> bytes | None:
        """Return a file that may be a config; None where there is none.

        Raises:
            UnreadableModelError: as `file_bytes`.

        """
        return file_bytes(self.path, name, "json_bytes")

    def weights(self, name: str) -> FilePart | None:
        """Return where a file of weights is, which is all of it; None where there is none.

        Raises:
            UnreadableModelError: as `regular_file`.

        """
        path = regular_file(self.path, name)
        return FilePart(path, 0, path.stat().st_size) if path else None
