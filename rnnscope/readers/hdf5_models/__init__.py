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


def matches(head: bytes) -> bool:
    """Tell by its first bytes whether a file is HDF5."""
    return begins(head)


def has_user_block(path: Path) -> bool:
    """Tell whether a file is HDF5 behind a block of the user's own."""
    with path.open("rb") as file:
        return begins_later(file, path.stat().st_size)


def read(path: Path) -> Model:
    """Read the config, if there is one, and the headers of the weights.

    Raises:
        UnreadableModelError: the file is broken, or holds nothing of Keras's.

    """
    headers = read_headers(FilePart(path, 0, path.stat().st_size))
    for kind in KINDS:
        if kind.matches(headers):
            return kind.read(path, headers)
    raise UnreadableModelError(path, "it is HDF5, but holds neither a Keras model nor its weights")
