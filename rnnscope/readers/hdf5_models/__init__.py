"""HDF5 files: a whole model of Keras 1 to 3, or weights alone.

Which of them it is tell the attributes of the root, and the groups below it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.hdf5.headers import FilePart, Headers, read_headers
from rnnscope.readers.hdf5.signature import begins, begins_later
from rnnscope.readers.hdf5_models import hdf5_model
from rnnscope.readers.source import Confidence, Source
from rnnscope.readers.weights import hdf5_weights

FORMAT = "hdf5"


class Kind(Protocol):
    """What a module offers that reads one kind of HDF5 file."""

    FORMAT: str

    def matches(self, headers: Headers) -> bool:
        """Tell by what is in the file whether it is of this kind."""
        ...

    def read(self, path: Path, headers: Headers) -> Model:
        """Read the model."""
        ...


KINDS: tuple[Kind, ...] = (hdf5_model, hdf5_weights)


def sniff(source: Source) -> Confidence:
    """Tell by its first bytes whether a file is HDF5, or behind a block of the user's own."""
    if begins(source.head):
        return Confidence.SIGNATURE
    with source.path.open("rb") as file:
        is_later = begins_later(file, source.size)
    return Confidence.FARTHER_ON if is_later else Confidence.NONE


def read(source: Source) -> Model:
    """Read the config, if there is one, and the headers of the weights.

    Raises:
        UnreadableModelError: the file is broken, or holds nothing of Keras's.

    """
    path = source.path
    headers = read_headers(FilePart(path, 0, source.size))
    for kind in KINDS:
        if kind.matches(headers):
            return kind.read(path, headers)
    raise UnreadableModelError(path, "it is HDF5, but holds neither a Keras model nor its weights")
