"""HDF5 files: a whole model of Keras 1 to 3, or weights alone.

Which of them it is tell the attributes of the root, and the groups below it.
"""

from __future__ import annotations

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.hdf5.headers import FilePart, Headers, read_headers
from rnnscope.readers.hdf5.signature import begins, begins_later
from rnnscope.readers.hdf5_models import hdf5_model
from rnnscope.readers.source import Confidence, Opened, Reader, Source, surest
from rnnscope.readers.weights import hdf5_weights

FORMAT = "hdf5"


KINDS: tuple[Reader[Opened[Headers]], ...] = (hdf5_model, hdf5_weights)


def sniff(source: Source) -> Confidence:
    """Tell by its first bytes whether a file is HDF5, or behind a block of the user's own."""
    if begins(source.head):
        return Confidence.SIGNATURE
    with source.opened() as file:
        is_later = begins_later(file, source.size)
    return Confidence.FARTHER_ON if is_later else Confidence.NONE


def read(source: Source) -> Model:
    """Read the config, if there is one, and the headers of the weights.

    Raises:
        UnreadableModelError: the file is broken, or holds nothing of Keras's.

    """
    opened = Opened(source, read_headers(FilePart(source.path, 0, source.size)))
    kind = surest(opened, KINDS)
    if kind is None:
        reason = "it is HDF5, but holds neither a Keras model nor its weights"
        raise UnreadableModelError(source.name, reason)
    return kind.read(opened)
