"""Reads the headers of HDF5 files for another process; a program of its own.

libhdf5 is C code, and the file may come from anybody: here it can crash
without taking the caller down.  One request a line on standard input, one
answer a line on standard output, both JSON; ends with its input.  Shapes,
dtypes and the attributes that Keras writes are read, never values; links that
lead elsewhere and storage outside the file are refused.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import h5py

MAX_DEPTH = 60
MAX_OBJECTS = 2_000_000
MAX_ATTRIBUTE = 64 * 2**20  # characters

# What Keras writes about a model; names that are too many for one attribute are split.
_ATTRIBUTES = re.compile(
    r"name|keras_version|backend|model_config|training_config|(layer|weight)_names\d*"
)


class RefusedError(Exception):
    """The file holds something that a model's weights never need."""


class Window(io.RawIOBase):
    """A part of a file as a file of its own: a stored member of a zip, read in place."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(0, self._length - self._at))
        self._file.seek(self._start + self._at)
        data = self._file.read(wanted)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def headers(request: dict[str, Any]) -> dict[str, Any]:
    """Return every dataset below the root, and the attributes of each group that has some."""
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(_opened(request))
        file = stack.enter_context(h5py.File(source, "r"))
        tensors, attributes = [], {"": _attributes(file)}
        for path, item in _walk(file):
            if isinstance(item, h5py.Dataset):
                tensors.append([path, list(item.shape or ()), _dtype(item)])
            elif found := _attributes(item):
                attributes[path] = found
        return {"tensors": tensors, "attributes": attributes}


def _attributes(group: h5py.Group) -> dict[str, Any]:
    return {key: _text(group, key) for key in sorted(group.attrs) if _ATTRIBUTES.fullmatch(key)}


def _text(group: h5py.Group, key: str) -> str | list[str]:
    """Return an attribute of text, or of a list of texts."""
    value = group.attrs[key]
    if isinstance(value, str | bytes):
        return _decoded(value)
    if isinstance(value, h5py.Empty) or not hasattr(value, "ravel"):
        return ""
    found = [_decoded(item) for item in value.ravel().tolist()]
    return found if value.ndim else found[0]


def _decoded(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if len(text) > MAX_ATTRIBUTE:
        raise RefusedError(f"it has an attribute of {len(text):,} characters")
    return text


@contextlib.contextmanager
def _opened(request: dict[str, Any]) -> Iterator[Any]:
    if request.get("member"):
        with (
            zipfile.ZipFile(request["path"]) as archive,
            archive.open(request["member"]) as file,
        ):
            yield file
    else:
        with open(request["path"], "rb") as file:  # noqa: PTH123
            yield Window(file, request["start"], request["length"])


def _walk(file: h5py.File) -> Iterator[tuple[str, Any]]:
    """Yield every object with its path, each once, and refuse what leads out of the file."""
    waiting: list[tuple[str, Any, int]] = [("", file, 0)]
    seen: set[int] = set()
    while waiting:
        path, group, depth = waiting.pop()
        if depth > MAX_DEPTH or len(seen) > MAX_OBJECTS:
            raise RefusedError("its groups are nested too deep, or are too many")
        for name in group:
            inner = f"{path}/{name}" if path else name
            item = _item(group, name, inner)
            address = h5py.h5o.get_info(item.id).addr
            if address in seen:
                raise RefusedError(f"{inner} is an object that stands elsewhere too")
            seen.add(address)
            yield inner, item
            if isinstance(item, h5py.Group):
                waiting.append((inner, item, depth + 1))


def _item(group: h5py.Group, name: str, path: str) -> Any:
    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        raise RefusedError(f"{path} is a link that leads elsewhere")
    item = group[name]
    if isinstance(item, h5py.Dataset) and (item.external or item.is_virtual):
        raise RefusedError(f"{path} keeps its data outside the file")
    return item


def _dtype(dataset: h5py.Dataset) -> str:
    """Return the dtype; Keras stores bfloat16 as bytes and names it in an attribute."""
    if dataset.dtype.kind == "V" and "dtype" in dataset.attrs:
        return str(dataset.attrs["dtype"])
    return str(dataset.dtype)


def answer(line: str) -> dict[str, Any]:
    """Answer one request; what goes wrong with the file is an answer too."""
    try:
        return headers(json.loads(line))
    except RefusedError as error:
        return {"error": f"refused: {error}"}
    except (
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        MemoryError,
        OSError,
        RuntimeError,
        TypeError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        return {"error": " ".join(str(error).split()) or type(error).__name__}


def main() -> None:
    """Answer requests until the input ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
