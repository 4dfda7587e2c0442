"""Numbers as entries of the search, which by itself finds words alone: `20,096` and `20096`."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![,.]?\d)")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the entries to each page when it has been read."""
    app.connect("doctree-read", _add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add(_: Sphinx, page: nodes.document) -> None:
    entries = [
        ("single", written, place, "main", None)
        for number, place in found(page).items()
        for written in (number, number.replace(",", ""))
    ]
    if entries:
        page.append(addnodes.index(entries=entries))


def found(page: nodes.document) -> dict[str, str]:
    """Return the numbers over 999 on a page, each with the section where it stands first."""
    places: dict[str, str] = {}
    for text in page.findall(nodes.Text):
        for number in _NUMBER.findall(text):
            places.setdefault(number, _section(text))
    return places


def _section(text: nodes.Node) -> str:
    node = text.parent
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return str(node["ids"][0]) if node is not None and node["ids"] else ""
