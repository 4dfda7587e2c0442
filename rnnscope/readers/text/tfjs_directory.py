"""A directory of TensorFlow.js: `model.json`, beside files of weights that are not opened."""

from __future__ import annotations

from pathlib import Path

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.directory_files import regular_file
from rnnscope.readers.text import json_file, tfjs

FORMAT = tfjs.FORMAT


def is_mine(directory: Path) -> bool:
    """Tell whether there is a `model.json`."""
    return (directory / tfjs.FILE).is_file()


def read(directory: Path) -> Model:
    """Read what is in `model.json`.

    Raises:
        UnreadableModelError: it is a link, or no model; the message says why.

    """
    path = regular_file(directory, tfjs.FILE)
    if path is None:
        raise UnreadableModelError(directory, f"{tfjs.FILE} is not there any more")
    return json_file.read(path)
