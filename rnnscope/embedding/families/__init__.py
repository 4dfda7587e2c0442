"""Kinds of documents: how a mark is written in each, and which formats a block may have.

Each is a module with `found(lines, file)`, which yields the marks, and `FORMATS`: for each format,
the usual one first, a function that makes the lines of a block of those of a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import Protocol, cast

from rnnscope.embedding.blocks import Found
from rnnscope.embedding.drawing import Formats
from rnnscope.errors import UnknownDocumentError

FAMILIES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".qmd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".rst": "restructuredtext",
    ".tex": "latex",
    ".ltx": "latex",
    ".svg": "svg",
}


class Family(Protocol):
    """A module of a kind of documents."""

    FORMATS: Formats

    def found(self, lines: Sequence[str], file: str) -> Iterator[Found]:
        """Yield the marks of a document.

        Raises:
            BadMarkError: one stands where none may.

        """


def family_of(file: PurePath) -> Family:
    """Return the module for a document, by the ending of its name.

    Raises:
        UnknownDocumentError: there is none for such an ending.

    """
    name = FAMILIES.get(file.suffix.lower())
    if name is None:
        raise UnknownDocumentError(str(file), FAMILIES)
    return cast("Family", import_module(f"{__name__}.{name}"))
