"""One module per source format; which there are says `_formats`.

Light, so that the process that reads HDF5 headers can start before the rest
is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnscope.model import Model


def read(source: object) -> Model:
    """Read a model: a file, whatever its format, or a live Keras model.

    Raises:
        UnreadableModelError: it is no model that any reader knows.
        NotBuiltError: a live model has no weights yet.

    """
    from rnnscope.readers._formats import read

    return read(source)
