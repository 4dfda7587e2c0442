"""A model's config alone in YAML, as `model.to_yaml()` of Keras 1 and 2 wrote it.

Only plain values are made of it.  Of Python's own tags two stand in configs,
for tuples and for the texts of Python 2; any other is refused, since it would
name an object to make.  Source: keras 2.3, keras/engine/network.py.
"""

from __future__ import annotations

import re

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.source import Confidence, Source
from rnnscope.readers.text.model_json import config_alone
from rnnscope.untrusted.yaml_text import parse

FORMAT = "yaml"

# Comments, directives and `---`, and then one of the keys that a model's config begins with.
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*|%[^\n]*|---[ \t]*)?\r?\n)*(?:---[ \t]+)?"
    rb"(?:- )?[\"']?(?:backend|class_name|config|keras_version|layers|model_config|name)[\"']?"
    rb"[ \t]*:"
)


def sniff(source: Source) -> Confidence:
    """Tell by its first lines whether a file may be a config in YAML."""
    return Confidence.LOOK if _START.match(source.head) else Confidence.NONE


def read(source: Source) -> Model:
    """Read the config.

    Raises:
        UnreadableModelError: it is not YAML, or not a model; the message says why.

    """
    text = source.config()
    try:
        data = parse(text)
    except ValueError as error:
        reason = f"it is not YAML of a config ({error})"
        raise UnreadableModelError(source.name, reason) from None
    return config_alone(source.name, FORMAT, data)
