"""The headers of an HDF5 file, as a reader wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rnnscope.errors import UnreadableModelError
from rnnscope.model import Tensor
from rnnscope.readers._hdf5_process import Hdf5Process


@dataclass(frozen=True, slots=True)
class Headers:
    """Every dataset of a file by its path, and the `name` attribute of each group."""

    tensors: Mapping[str, Tensor]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the HDF5 bytes are: a part of a file, or a compressed member of a zip."""

    path: Path
    start: int = 0
    length: int = 0
    member: str | None = None


def read_headers(place: Place) -> Headers:
    """Read shapes, dtypes and names, never values.

    Raises:
        UnreadableModelError: the bytes are no HDF5 file, are broken, lead out of the file,
            or took longer than a minute.

    """
    request = {
        "path": str(place.path.absolute()),
        "start": place.start,
        "length": place.length,
        "member": place.member,
    }
    reply = Hdf5Process.current().ask(request)
    if "error" in reply:
        raise UnreadableModelError(place.path, f"its weights: {reply['error']}")
    tensors = {path: Tensor(path, tuple(shape), dtype) for path, shape, dtype in reply["tensors"]}
    return Headers(tensors, reply["names"])
