"""The formats of directories that can be read: `DIRECTORIES`.

A reader is a module with `FORMAT`, `is_mine(directory)` and `read(directory)`.
To add one, write a module and name it here.  They are imported where a
directory is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from rnnscope.model.parts import Model
from rnnscope.readers import saved_model
from rnnscope.readers.keras3 import keras_directory, orbax
from rnnscope.readers.text import tfjs_directory


class DirectoryReader(Protocol):
    """What a module offers that reads directories."""

    FORMAT: str

    def is_mine(self, directory: Path) -> bool:
        """Tell by the files in it whether a directory is in this format."""
        ...

    def read(self, directory: Path) -> Model:
        """Read the model, without running any of it."""
        ...


DIRECTORIES: tuple[DirectoryReader, ...] = (
    keras_directory,
    saved_model,
    orbax,
    tfjs_directory,
)
