"""Kinds of documents: how a mark is written in each, and which formats a block may have.

Each is a module with `found(text, lines, file)`, which yields the marks, and `FORMATS`: for each
format, the usual one first, a function that makes the lines of a block of a report.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from rnnscope.errors import UnknownDocumentError

FAMILIES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".qmd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".rst": "restructuredtext",
    ".tex": "latex",
}


def family_of(file: PurePath) -> ModuleType:
    """Return the module for a document, by the ending of its name.

    Raises:
        UnknownDocumentError: there is none for such an ending.

    """
    name = FAMILIES.get(file.suffix.lower())
    if name is None:
        raise UnknownDocumentError(str(file), FAMILIES)
    return import_module(f"{__name__}.{name}")
