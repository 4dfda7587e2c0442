"""A model of Keras 3 as a directory: what is in a `.keras` archive, unzipped.

So `model.save(path, zipped=False)` writes it.  The weights may be split over
several files, as KerasHub's presets are.  Source: keras/src/saving/saving_lib.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rnnscope.model.parts import Model
from rnnscope.readers.directory_files import file_bytes, regular_file
from rnnscope.readers.hdf5.headers import FilePart, Headers, read_headers
from rnnscope.readers.keras3.saved import CONFIG, METADATA, WEIGHTS, model_of
from rnnscope.readers.source import Confidence, Source
from rnnscope.readers.weights.sharded_weights import index_in
from rnnscope.untrusted.json_text import parse_of

FORMAT = "keras directory"
INDEX = "model.weights.json"

_OTHERS = ("saved_model.pb", "keras_metadata.pb", "model.json")


def sniff(source: Source) -> Confidence:
    """Tell by the files in it whether a directory is a model of Keras 3."""
    is_mine = source.has(CONFIG) and not source.has(*_OTHERS)
    return Confidence.SIGNATURE if is_mine else Confidence.NONE


def read(source: Source) -> Model:
    """Read the configs and the headers of the weights.

    Raises:
        UnreadableModelError: a file is broken or a link; the message says which and why.

    """
    directory = source.path
    data = _json(directory, CONFIG)
    weights = _weights(directory)
    reason = "" if weights else f"the directory has neither {WEIGHTS} nor {INDEX}"
    return model_of(directory, FORMAT, data, _json(directory, METADATA), weights, reason)


def _json(directory: Path, name: str) -> Any:
    data = file_bytes(directory, name, "json_bytes")
    return parse_of(directory, name, data) if data is not None else {}


def _weights(directory: Path) -> Headers | None:
    path = regular_file(directory, WEIGHTS)
    if path is None:
        return index_in(directory, INDEX)
    return read_headers(FilePart(path, 0, path.stat().st_size))
