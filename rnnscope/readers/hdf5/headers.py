"""The headers of an HDF5 file, as a reader wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnscope.errors import MISFIT, UnreadableModelError
from rnnscope.model.parts import Tensor
from rnnscope.processes.child_process import CANNOT_START, why_none
from rnnscope.readers.hdf5.process import Hdf5Process
from rnnscope.untrusted.limits import Limits, current


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
        attributes = self.attributes.get(path, {})
        parts = [key] if key in attributes else []
        parts += [f"{key}{i}" for i in range(len(attributes)) if f"{key}{i}" in attributes]
        if not parts:
            return None
        values = [attributes[part] for part in parts]
        return [name for value in values for name in ([value] if isinstance(value, str) else value)]


@dataclass(frozen=True, slots=True)
class FilePart:
    """Where the HDF5 bytes are in a file; `inflated` is how many there are, where they are packed.

    Packed is what zip calls deflated.
    """

    path: Path
    start: int = 0
    length: int = 0
    inflated: int | None = None


def read_headers(place: FilePart) -> Headers:
    """Read shapes, dtypes and names, never values.

    Raises:
        UnreadableModelError: the bytes are no HDF5 file, are broken, lead out of the file,
            or are beyond a limit; the message says which.

    """
    limits = current()
    request = {
        "path": str(place.path.absolute()),
        "start": place.start,
        "length": place.length,
        "inflated": place.inflated,
        "limits": limits.as_data(),
    }
    reply = _asked(request, limits)
    if "error" not in reply:
        try:
            return Headers(dict(_tensors(reply["tensors"])), dict(_groups(reply["attributes"])))
        except MISFIT:
            reply = {"error": "reading them gave no answer that makes sense"}
    raise UnreadableModelError(place.path, f"its weights: {reply['error']}")


def _asked(request: dict[str, object], limits: Limits) -> dict[str, Any]:
    try:
        with Hdf5Process.lent() as process:
            return process.ask(request, limits.seconds, limits.hdf5_answer_bytes)
    except CANNOT_START as error:
        return {"error": f"no process can be started to read them: {why_none(error)}"}


def _tensors(data: Any) -> Iterator[tuple[str, Tensor]]:
    for path, shape, dtype in data:
        if not all(isinstance(text, str) for text in (path, dtype)):
            raise TypeError(path)
        if not all(type(size) is int and size >= 0 for size in shape):
            raise TypeError(shape)
        yield path, Tensor(path, tuple(shape), dtype)


def _groups(data: Any) -> Iterator[tuple[str, dict[str, str | list[str]]]]:
    for path, attributes in data.items():
        for value in attributes.values():
            texts = value if isinstance(value, list) else [value]
            if not all(isinstance(text, str) for text in texts):
                raise TypeError(path)
        yield path, attributes
