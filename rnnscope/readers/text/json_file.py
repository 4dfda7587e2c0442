"""JSON files: a model's config, TensorFlow.js's `model.json`, the index of sharded weights.

It may also be a notebook, or somebody's texts, with what `summary()` printed.

Which of them it is tell the keys of the root.
"""

from __future__ import annotations

import re
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.printed import summary_json
from rnnscope.readers.source import Confidence, Opened, Reader, Source, surest
from rnnscope.readers.text import model_json, tfjs
from rnnscope.readers.weights import sharded_weights
from rnnscope.untrusted.json_text import parse_of

FORMAT = "json"

# A byte order mark, spaces (which have zeros beside them in UTF-16), and what a config begins with.
_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[ \t\r\n\0]*[{\"\[]")


KINDS: tuple[Reader[Opened[Any]], ...] = (tfjs, sharded_weights, summary_json, model_json)


def sniff(source: Source) -> Confidence:
    """Tell by its first bytes whether a file may be JSON."""
    return Confidence.LOOK if _START.match(source.head) else Confidence.NONE


def read(source: Source) -> Model:
    """Read the model that the JSON describes.

    Raises:
        UnreadableModelError: it is not JSON, or not a model; the message says why.

    """
    try:
        data = parse_of(source.name, "it", source.config())
        if isinstance(data, str):  # written by json.dump(model.to_json())
            data = parse_of(source.name, "it", data)
    except UnreadableModelError:
        if model := summary_json.lines_of_json(source):
            return model
        raise
    opened = Opened(source, data)
    return (surest(opened, KINDS) or model_json).read(opened)
