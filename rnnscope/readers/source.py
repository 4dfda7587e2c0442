"""What a model is read from, and what a reader says of it.

A reader is a module with a `FORMAT`, `sniff(source)`, which tells by a few
bytes or names how sure it is, and `read(source)`, which may say why it cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Protocol, TypeVar

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.processes.user_code import here

HEAD_BYTES = 4096


class Confidence(IntEnum):
    """How sure a reader is that a source is in its format."""

    NONE = 0
    FARTHER_ON = 1  # the signature stands behind bytes of something else
    LOOK = 2  # it begins like one, as text does
    SIGNATURE = 3  # it has the bytes, or the file, that the format is told by


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a directory; `head` are the first bytes of a file.

    `path` is what the process that reads HDF5 opens, what files beside it are
    found by, and what it is called in messages.
    """

    path: Path
    head: bytes = b""
    is_directory: bool = False

    @classmethod
    def of(cls, path: Path) -> Source:
        """Look at what is at a path.

        Raises:
            UnreadableModelError: there is no file or directory, or the file is empty.

        """
        if path.is_dir():
            return cls(path, is_directory=True)
        if not path.is_file():
            raise UnreadableModelError(path, _not_there(path))
        head = cls(path).bytes(0, HEAD_BYTES)
        if not head:
            raise UnreadableModelError(path, "the file is empty")
        return cls(path, head)

    def bytes(self, start: int, count: int) -> bytes:
        """Return the bytes of a file in a range, as far as there are any."""
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(count)

    @property
    def size(self) -> int:
        """How many bytes a file has."""
        return self.path.stat().st_size

    def members(self) -> Iterator[Path]:
        """Yield what is in a directory, in no order."""
        return self.path.iterdir() if self.is_directory else iter(())

    def has(self, *names: str) -> bool:
        """Tell whether one of these stands in a directory."""
        return any((self.path / name).exists() for name in names)

    def has_file(self, *names: str) -> bool:
        """Tell whether one of these is a file in a directory."""
        return any((self.path / name).is_file() for name in names)


class Reader(Protocol):
    """What a module offers that reads files or directories."""

    FORMAT: str

    def sniff(self, source: Source) -> Confidence:
        """Tell by its first bytes, or its files, how sure it is that it can read a source."""
        ...

    def read(self, source: Source) -> Model:
        """Read the model, without running any of it."""
        ...


_R = TypeVar("_R", bound=Reader)


def surest(source: Source, readers: Iterable[_R]) -> _R | None:
    """Return the reader that is surest of a source, of several the first; None where none is.

    Behind the first that has found a signature nobody is asked any more.
    """
    best, chosen = Confidence.NONE, None
    for reader in readers:
        confidence = reader.sniff(source)
        if confidence > best:
            best, chosen = confidence, reader
        if best is Confidence.SIGNATURE:
            break
    return chosen


def _not_there(path: Path) -> str:
    if path.exists():
        return "it is not a regular file"
    gone = not path.is_absolute() and here() is None
    return "there is no such file" + (", and no current directory any more" if gone else "")
