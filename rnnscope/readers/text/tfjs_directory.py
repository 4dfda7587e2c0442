"""A directory of TensorFlow.js: `model.json`, beside files of weights that are not opened."""

from __future__ import annotations

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.directory_files import regular_file
from rnnscope.readers.source import Confidence, Source
from rnnscope.readers.text import json_file, tfjs

FORMAT = tfjs.FORMAT


def sniff(source: Source) -> Confidence:
    """Tell whether there is a `model.json`."""
    return Confidence.LOOK if source.has_file(tfjs.FILE) else Confidence.NONE


def read(source: Source) -> Model:
    """Read what is in `model.json`.

    Raises:
        UnreadableModelError: it is a link, or no model; the message says why.

    """
    directory = source.path
    path = regular_file(directory, tfjs.FILE)
    if path is None:
        raise UnreadableModelError(directory, f"{tfjs.FILE} is not there any more")
    return json_file.read(Source(path))
