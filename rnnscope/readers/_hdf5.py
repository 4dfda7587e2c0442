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
    """Every dataset of a file by its path, and what Keras says in attributes of groups.

    The root's path is empty; an attribute is a text, or a list of texts.
    """

    tensors: Mapping[str, Tensor]
    attributes: Mapping[str, Mapping[str, str | list[str]]]

    def text(self, path: str, key: str) -> str | None:
        """Return an attribute of one text; None where there is none."""
        value = self.attributes.get(path, {}).get(key)
        return value if isinstance(value, str) else None

    def names(self, path: str, key: str) -> list[str] | None:
        """Return a list of names, which may be split: `layer_names0`, `layer_names1`, ..."""
        found = self.attributes.get(path, {})
        parts = [key] if key in found else []
        parts += [f"{key}{i}" for i in range(len(found)) if f"{key}{i}" in found]
        if not parts:
            return None
        values = [found[part] for part in parts]
        return [name for value in values for name in ([value] if isinstance(value, str) else value)]


@dataclass(frozen=True, slots=True)
class FilePart:
    """Where the HDF5 bytes are: some of a file, or a compressed member of a zip."""

    path: Path
    start: int = 0
    length: int = 0
    member: str | None = None


def read_headers(place: FilePart) -> Headers:
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
    return Headers(tensors, reply["attributes"])
