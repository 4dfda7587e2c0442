"""The encyclopedia: a page for each layer class of Keras, written when the site is built.

All that is on them is said by rnnscope: by `rnnscope layers NAME` too. Here it is put into
documents, with pictures and links, and Keras is asked for each example; the build ends where
it does not say the same.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata

from encyclopedia.asking import KerasDiffersError, reports
from encyclopedia.documents import NAMES, documents, explorable, write
from encyclopedia.pages import EXPLORE
from rnnscope.report.report import Report

FOLDER = "layers"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Write the documents before they are read, and the pages to explore beside them."""
    app.connect("builder-inited", _write)
    app.connect("build-finished", _write_explorable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _reports(app: Sphinx) -> dict[str, Report]:
    return reports(NAMES, Path(app.srcdir) / "_build" / "layers.json")


def _write(app: Sphinx) -> None:
    try:
        known = _reports(app)
    except KerasDiffersError as error:
        raise ExtensionError(str(error)) from None
    write(dict(documents(known)), Path(app.srcdir) / FOLDER)


def _write_explorable(app: Sphinx, error: Exception | None) -> None:
    """Write the page on which sizes can be tried, for each example with weights."""
    if error is None and app.builder.format == "html":
        write(dict(explorable(_reports(app))), Path(app.outdir) / FOLDER / EXPLORE)
