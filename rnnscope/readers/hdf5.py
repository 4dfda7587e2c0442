"""HDF5 files: a whole model of Keras 1 to 3, or weights alone.

Which of them it is tell the attributes of the root, and the groups below it.
"""

from __future__ import annotations

from pathlib import Path

from rnnscope.errors import UnreadableModelError
from rnnscope.model import Model
from rnnscope.readers import hdf5_model, hdf5_weights
from rnnscope.readers._hdf5 import FilePart, read_headers

FORMAT = "hdf5"
SIGNATURE = b"\x89HDF\r\n\x1a\n"


def matches(head: bytes) -> bool:
    """Tell by its first bytes whether a file is HDF5."""
    return head.startswith(SIGNATURE)


def read(path: Path) -> Model:
    """Read the config, if there is one, and the headers of the weights.

    Raises:
        UnreadableModelError: the file is broken, or holds nothing of Keras's.

    """
    headers = read_headers(FilePart(path, 0, path.stat().st_size))
    if hdf5_model.matches(headers):
        return hdf5_model.read(path, headers)
    if hdf5_weights.matches(headers):
        return hdf5_weights.read(path, headers)
    raise UnreadableModelError(path, "it is HDF5, but holds neither a Keras model nor its weights")
