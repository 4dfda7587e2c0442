"""One module per source format; which there are says `formats`.

Light, so that the process that reads HDF5 headers can start before the rest
is imported.
"""

from __future__ import annotations

from collections.abc import Sequence

TYPE_CHECKING = False  # which typing has, but importing that would take longer than all above
if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from rnnscope.model.parts import Model


def read(source: object) -> Model:
    """Read a model: a file, whatever its format, a live Keras model, or the place of one.

    Raises:
        UnreadableModelError: it is no model that any reader knows.
        NotBuiltError: a live model has no weights yet.

    """
    from rnnscope.readers.formats import read
    from rnnscope.readers.given import Given

    return read(Given.of(source))


def with_weights(model: Model, weights: Path | None) -> Model:
    """Give a model that is only a config the weights of a file: the one named, or one beside it.

    Raises:
        UnreadableModelError: the file named has no weights, or the model has its own already.

    """
    from rnnscope.readers import weights_file

    return (
        weights_file.beside(model) if weights is None else weights_file.with_weights(model, weights)
    )


def imported(names: Sequence[str]) -> list[ModuleType]:
    """Import the user's modules by name.

    Raises:
        ImportFailedError: one of them is not there, or fails.

    """
    from rnnscope.readers.live import target

    return target.imported(names)
