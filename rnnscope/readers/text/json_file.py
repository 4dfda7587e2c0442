"""JSON files: a model's config, TensorFlow.js's `model.json`, or the index of sharded weights.

Which of them it is tell the keys of the root.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

from rnnscope.model.parts import Model
from rnnscope.readers.source import Confidence, Source
from rnnscope.readers.text import model_json, tfjs
from rnnscope.readers.weights import sharded_weights
from rnnscope.untrusted.json_text import bytes_of, parse_of

FORMAT = "json"

# A byte order mark, spaces (which have zeros beside them in UTF-16), and what a config begins with.
_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[ \t\r\n\0]*[{\"\[]")


class Kind(Protocol):
    """What a module offers that reads one kind of JSON file."""

    FORMAT: str

    def matches(self, data: Any) -> bool:
        """Tell by what is in the JSON whether it is of this kind."""
        ...

    def read(self, path: Path, data: Any) -> Model:
        """Read the model."""
        ...


KINDS: tuple[Kind, ...] = (tfjs, sharded_weights, model_json)


def sniff(source: Source) -> Confidence:
    """Tell by its first bytes whether a file may be JSON."""
    return Confidence.LOOK if _START.match(source.head) else Confidence.NONE


def read(source: Source) -> Model:
    """Read the model that the JSON describes.

    Raises:
        UnreadableModelError: it is not JSON, or not a model; the message says why.

    """
    path = source.path
    data = parse_of(path, "it", bytes_of(path))
    if isinstance(data, str):  # written by json.dump(model.to_json())
        data = parse_of(path, "it", data)
    kind = next(kind for kind in KINDS if kind.matches(data))
    return kind.read(path, data)
