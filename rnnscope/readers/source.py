"""What a model is read from, and what a reader says of it.

A reader is a module with a `FORMAT`, `sniff(source)`, which tells by a few
bytes or names how sure it is, and `read(source)`, which may say why it cannot.
Where a format has several kinds, a reader opens the source and asks readers of
what is in it.  What all this may cost say the limits in force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Generic, Protocol, TypeVar

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.processes.user_code import here
from rnnscope.untrusted.limits import beyond, current

if TYPE_CHECKING:
    from rnnscope.readers.hdf5.headers import FilePart

HEAD_BYTES = 4096


class Confidence(IntEnum):
    """How sure a reader is that a source is in its format."""

    NONE = 0
    FARTHER_ON = 1  # the signature stands behind bytes of something else
    LOOK = 2  # it begins like one, as text does
    SIGNATURE = 3  # it has the bytes, or the file, that the format is told by


class Members(Protocol):
    """What is in a directory or a zip, by name; nothing in it leads out of it."""

    def names(self) -> Collection[str]:
        """Return the names of all that is in it."""
        ...

    def config(self, name: str) -> bytes | None:
        """Return what may be a config, no longer than one may be; None where there is none."""
        ...

    def weights(self, name: str) -> FilePart | None:
        """Return where a file of weights is; None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a directory; `head` are the first bytes of a file.

    `path` is what the process that reads HDF5 opens, and what directories and
    files beside it are found by; all else is to be had without it.
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
        head = cls(path).piece(0, HEAD_BYTES)
        if not head:
            raise UnreadableModelError(path, "the file is empty")
        return cls(path, head)

    @property
    def name(self) -> str:
        """What it is called, in messages and in a report."""
        return str(self.path)

    def piece(self, start: int, count: int) -> bytes:
        """Return the bytes of a file in a range, as far as there are any."""
        with self.opened() as file:
            file.seek(start)
            return file.read(count)

    def opened(self) -> BinaryIO:
        """Open a file, to read it from here to there."""
        return self.path.open("rb")

    def config(self) -> bytes:
        """Return all of a file that may be a config.

        Raises:
            UnreadableModelError: it is longer than any config.

        """
        size = self.size
        if size > current().json_bytes:
            raise UnreadableModelError(self.name, f"it is {size:,} bytes, {beyond('json_bytes')}")
        return self.piece(0, size)

    @property
    def size(self) -> int:
        """How many bytes a file has."""
        return self.path.stat().st_size

    @property
    def is_zip(self) -> bool:
        """True where a file begins like a zip."""
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    @contextmanager
    def members(self) -> Iterator[Members]:
        """Give, for a block, what is in a directory or a zip.

        Raises:
            UnreadableModelError: a file is no zip, or a broken one.

        """
        if self.is_directory:
            from rnnscope.readers.directory_files import Directory

            yield Directory(self.path)
        else:
            from rnnscope.readers.archive import opened

            with opened(self) as archive:
                yield archive

    def has(self, *names: str) -> bool:
        """Tell whether one of these stands in a directory."""
        return any((self.path / name).exists() for name in names)

    def has_file(self, *names: str) -> bool:
        """Tell whether one of these is a file in a directory."""
        return any((self.path / name).is_file() for name in names)


_C = TypeVar("_C")
_S_contra = TypeVar("_S_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Opened(Generic[_C]):
    """A source of which the content has been read: JSON, or the headers of an HDF5 file."""

    source: Source
    content: _C


class Reader(Protocol[_S_contra]):
    """What a module offers that reads a `Source`, or one that is `Opened`."""

    FORMAT: str

    def sniff(self, source: _S_contra, /) -> Confidence:
        """Tell by its first bytes, its files or its content how sure it is that it can read it."""
        ...

    def read(self, source: _S_contra, /) -> Model:
        """Read the model, without running any of it."""
        ...


_S = TypeVar("_S")


def surest(source: _S, readers: Iterable[Reader[_S]]) -> Reader[_S] | None:
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
    if gone:
        return "there is no such file, and no current directory any more"
    from rnnscope.readers.no_models import target_of

    return f"there is no such file{target_of(path)}"
