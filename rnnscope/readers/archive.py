"""A zip as a source of members: nothing is extracted, and each is read no further than it may be.

The directory of its members is bounded before zipfile reads it, and so is how tight one is packed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from rnnscope.errors import UnreadableModelError
from rnnscope.readers.hdf5.headers import FilePart
from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import shown

if TYPE_CHECKING:
    from rnnscope.readers.source import Source

_ENTRY = 256  # bytes of the directory that one member may take, taken together
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1
_LOCAL_HEADER = 30  # bytes before the name, in a zip's header for one member
# What zipfile raises for an archive that is broken, encrypted, or made in a way it does not know.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@contextmanager
def opened(source: Source) -> Iterator[Archive]:
    """Open a zip for a block.

    Raises:
        UnreadableModelError: it is broken, has too many members, or two of one name.

    """
    with source.opened() as file:
        directory = _Directory(file)
        try:
            archive = zipfile.ZipFile(directory)
        except _TooManyError:
            reason = f"its members are too many, {beyond('zip_members')}"
            raise UnreadableModelError(source.name, reason) from None
        except _BROKEN as error:
            raise UnreadableModelError(
                source.name, f"it is no whole zip archive ({error})"
            ) from None
        directory.is_read = True  # members have bounds of their own
        with archive:
            yield Archive(source, archive, _members(source, archive))


class _TooManyError(Exception):
    """The directory of an archive is larger than that of any model."""


class _Directory(io.RawIOBase):
    """A file from which, until it `is_read`, no more is read than a directory of members takes.

    zipfile reads the whole directory before it can be asked how long it is.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.is_read = False
        self._most = max(1 << 20, _ENTRY * current().zip_members)

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        if size > self._most and not self.is_read:
            raise _TooManyError
        return self._file.read(size)


def _members(source: Source, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    if len(archive.infolist()) > current().zip_members:
        reason = f"its members are too many, {beyond('zip_members')}"
        raise UnreadableModelError(source.name, reason)
    members: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in members:
            reason = f"the zip has two members named {shown(info.filename)}"
            raise UnreadableModelError(source.name, reason)
        members[info.filename] = info
    return members


@dataclass(frozen=True, slots=True)
class Archive:
    """The members of a zip by their names."""

    source: Source
    _archive: zipfile.ZipFile
    _members: Mapping[str, zipfile.ZipInfo]

    def names(self) -> Collection[str]:
        """Return the names of all members."""
        return self._members.keys()

    def config(self, name: str) -> bytes | None:
        """Return a member that may be a config; None where there is none.

        Raises:
            UnreadableModelError: it is damaged, packed as Keras packs none, or too long.

        """
        info = self._members.get(name)
        if info is None:
            return None
        self._refuse_unusual(info, current().zip_json_bytes)
        if info.file_size > current().json_bytes:
            self._refuse(f"{name} is {info.file_size:,} bytes, {beyond('json_bytes')}")
        try:
            return self._archive.read(info)
        except _BROKEN as error:
            self._refuse(f"{name} is damaged ({str(error) or 'it ends early'})")

    def weights(self, name: str) -> FilePart | None:
        """Return where the bytes of a member are, behind a header of their own; None without it.

        Raises:
            UnreadableModelError: it is not there, or packed as Keras packs none.

        """
        info = self._members.get(name)
        if info is None:
            return None
        self._refuse_unusual(info, current().zip_member_bytes)
        header = self.source.piece(info.header_offset, _LOCAL_HEADER)
        original = info.orig_filename.encode()
        length = int.from_bytes(header[26:28], "little")
        extra = int.from_bytes(header[28:30], "little")
        start = info.header_offset + _LOCAL_HEADER
        same = self.source.piece(start, length) == original
        if not (header.startswith(b"PK\x03\x04") and same):
            self._refuse(f"{name} is not where the archive says")
        packed = info.compress_type != zipfile.ZIP_STORED
        if not packed and info.compress_size != info.file_size:
            self._refuse(f"{name} has two sizes")
        inflated = info.file_size if packed else None
        return FilePart(self.source.path, start + length + extra, info.compress_size, inflated)

    def _refuse_unusual(self, info: zipfile.ZipInfo, large: int) -> None:
        """Refuse a member that is packed too tight, or in a way that Keras does not write."""
        name = info.filename
        if info.flag_bits & _ENCRYPTED:
            self._refuse(f"{name} is encrypted")
        if info.compress_type not in _PACKED:
            self._refuse(f"{name} is compressed in an unusual way")
        if info.file_size > max(large, current().zip_ratio * info.compress_size):
            reason = f"{name} is {info.file_size:,} bytes out of {info.compress_size:,}"
            self._refuse(f"{reason}, {beyond('zip_ratio')}")

    def _refuse(self, reason: str) -> NoReturn:
        raise UnreadableModelError(self.source.name, reason)
