"""Tables of three columns or more, which on a telephone are cards: each cell below its title.

The style does that; for it each cell says what the title of its column is.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

_FEWEST = 3  # columns; two have room
_TITLE = "data-title"
_REPORT = "rnnscope-table"  # whose tables have a layout of their own


class Titled(HTML5Translator):
    """Writes the title of its column into a cell that has one."""

    def visit_entry(self, node: nodes.entry) -> None:
        """Begin a cell."""
        super().visit_entry(node)
        if _TITLE in node:
            tag = next(i for i in range(-1, -3, -1) if self.body[i].startswith("<td"))
            self.body[tag] = self.body[tag].replace(
                "<td", f'<td {_TITLE}="{self.attval(node[_TITLE])}"', 1
            )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Note titles before pages are written."""
    app.set_translator("html", Titled)
    app.connect("doctree-resolved", _note)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _note(_: Sphinx, doctree: nodes.document, *__: Any) -> None:
    for table in doctree.findall(nodes.table):
        heads = [row for head in table.findall(nodes.thead) for row in head.findall(nodes.row)]
        titles = [entry.astext() for row in heads[-1:] for entry in row.findall(nodes.entry)]
        if len(titles) < _FEWEST or _is_of_a_report(table):
            continue
        table["classes"].append("cards")
        for row in (row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)):
            for title, entry in zip(titles, row.findall(nodes.entry), strict=False):
                if title:
                    entry[_TITLE] = title


def _is_of_a_report(table: nodes.table) -> bool:
    around = table.parent
    while around is not None and _REPORT not in around.get("classes", ()):
        around = around.parent
    return around is not None
