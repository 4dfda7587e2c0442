"""The `.keras` archive of Keras 3: a zip of config.json, metadata.json and the weights.

Only the members of these names are looked at; nothing is extracted, and of
the weights nothing but headers is read, in place.  Layout:
keras/src/saving/saving_lib.py.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.hdf5.headers import FilePart, Headers, read_headers
from rnnscope.readers.keras3.saved import CONFIG, METADATA, WEIGHTS, model_of
from rnnscope.readers.source import Confidence, Source
from rnnscope.untrusted.json_text import parse_of
from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import shown

FORMAT = "keras"

_ENTRY = 256  # bytes of the directory that one member may take, taken together
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1
_NPZ = ("model.weights.npz",)
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


def sniff(source: Source) -> Confidence:
    """Tell by its first bytes whether a file is a zip."""
    is_zip = source.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    return Confidence.SIGNATURE if is_zip else Confidence.NONE


def read(source: Source) -> Model:
    """Read the configs and the headers of the weights.

    Raises:
        UnreadableModelError: the zip is broken, or is no Keras model; the message says why.

    """
    path = source.path
    with path.open("rb") as file:
        directory = _Directory(file)
        try:
            archive = zipfile.ZipFile(directory)
        except _TooManyError:
            reason = f"its members are too many, {beyond('zip_members')}"
            raise UnreadableModelError(path, reason) from None
        except _BROKEN as error:
            raise UnreadableModelError(path, f"it is no whole zip archive ({error})") from None
        directory.is_read = True  # members have bounds of their own
        with archive:
            return _model(path, archive)


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


def _model(path: Path, archive: zipfile.ZipFile) -> Model:
    members = _members(path, archive)
    if CONFIG not in members:
        if members and all(name.endswith(".npy") for name in members):
            reason = "it is an .npz of NumPy's, which may hold pickles, so it is not read"
            raise UnreadableModelError(path, reason)
        raise UnreadableModelError(path, f"it is a zip, but has no {CONFIG}, so no Keras model")
    data = _json(path, archive, members[CONFIG])
    metadata = _json(path, archive, members[METADATA]) if METADATA in members else {}
    weights, reason = _weights(path, members)
    return model_of(path, FORMAT, data, metadata, weights, reason)


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    if len(archive.infolist()) > current().zip_members:
        raise UnreadableModelError(path, f"its members are too many, {beyond('zip_members')}")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in members:
            raise UnreadableModelError(
                path, f"the zip has two members named {shown(info.filename)}"
            )
        members[info.filename] = info
    return members


def _json(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Any:
    name = info.filename
    _refuse_unusual(path, info, current().zip_json_bytes)
    if info.file_size > current().json_bytes:
        reason = f"{name} is {info.file_size:,} bytes, {beyond('json_bytes')}"
        raise UnreadableModelError(path, reason)
    try:
        data = archive.read(info)
    except _BROKEN as error:
        reason = f"{name} is damaged ({str(error) or 'it ends early'})"
        raise UnreadableModelError(path, reason) from None
    return parse_of(path, name, data)


def _refuse_unusual(path: Path, info: zipfile.ZipInfo, large: int) -> None:
    """Refuse a member that is packed too tight, or in a way that Keras does not write."""
    name = info.filename
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableModelError(path, f"{name} is encrypted")
    if info.compress_type not in _PACKED:
        raise UnreadableModelError(path, f"{name} is compressed in an unusual way")
    if info.file_size > max(large, current().zip_ratio * info.compress_size):
        reason = f"{name} is {info.file_size:,} bytes out of {info.compress_size:,}"
        raise UnreadableModelError(path, f"{reason}, {beyond('zip_ratio')}")


def _weights(path: Path, members: dict[str, zipfile.ZipInfo]) -> tuple[Headers | None, str]:
    """Return the headers of the weights, or why there are none."""
    if WEIGHTS in members:
        _refuse_unusual(path, members[WEIGHTS], current().zip_member_bytes)
        return read_headers(_place(path, members[WEIGHTS])), ""
    packed = next((name for name in members if name in _NPZ), None)
    if packed is not None:
        return None, f"its weights are in {packed}, a format of arrays that is not read"
    return None, f"the archive has no {WEIGHTS}"


def _place(path: Path, info: zipfile.ZipInfo) -> FilePart:
    """Find the bytes of a member, which stand behind a header of their own."""
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER)
        name = int.from_bytes(header[26:28], "little")
        extra = int.from_bytes(header[28:30], "little")
        same = file.read(name) == info.orig_filename.encode()
    if not (header.startswith(b"PK\x03\x04") and same):
        raise UnreadableModelError(path, f"{info.filename} is not where the archive says")
    start = info.header_offset + _LOCAL_HEADER + name + extra
    packed = info.compress_type != zipfile.ZIP_STORED
    if not packed and info.compress_size != info.file_size:
        raise UnreadableModelError(path, f"{info.filename} has two sizes")
    return FilePart(path, start, info.compress_size, info.file_size if packed else None)
