"""A summary in JSON: put out by a cell of a notebook, or as one of somebody's texts."""

from __future__ import annotations

from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.printed import FORMAT as FORMAT
from rnnscope.readers.printed.lines.json_texts import is_notebook
from rnnscope.readers.printed.summary_file import has_marks, model_in
from rnnscope.readers.source import Confidence, Opened, Source

# What a model's config has on its outermost level.
_CONFIG = frozenset(("class_name", "config", "layers", "model_config"))


def sniff(opened: Opened[Any]) -> Confidence:
    """Tell a notebook, and what has a summary's header, total or row in it and is no config."""
    content = opened.content
    if is_notebook(content):
        return Confidence.SIGNATURE
    is_config = isinstance(content, dict) and not _CONFIG.isdisjoint(content)
    is_mine = not is_config and has_marks(opened.source.config())
    return Confidence.LOOK if is_mine else Confidence.NONE


def read(opened: Opened[Any]) -> Model:
    """Read the first summary in it.

    Raises:
        UnreadableModelError: there is none, or it is another library's; the message says why.

    """
    name = opened.source.name
    try:
        return model_in(opened.source.config(), name)
    except UnreadableModelError as error:
        if not is_notebook(opened.content):
            raise
        raise UnreadableModelError(name, f"it is a notebook, and {error.reason}") from None


def lines_of_json(source: Source) -> Model | None:
    """Return the model of a summary in what is not JSON as a whole, as JSON Lines are not."""
    try:
        return model_in(source.config(), source.name) if has_marks(source.config()) else None
    except UnreadableModelError:
        return None
