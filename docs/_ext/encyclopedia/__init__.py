"""The encyclopedia: a page for each layer class of Keras, written when the site is built.

All that is on them is said by rnnscope: by `rnnscope layers NAME` too. Here it is put into
documents, with pictures and links, and Keras is asked for each example; the build ends where
it does not say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata

from encyclopedia.asking import KerasDiffersError, reports
from encyclopedia.indexes import family_document, family_slug, index
from encyclopedia.pages import EXPLORE, PICTURES, class_document
from rnnscope.catalogue.families import FAMILIES, members
from rnnscope.pages.class_page import class_page
from rnnscope.renderers import Options, render
from rnnscope.renderers.svg import picture
from rnnscope.report.report import Report

FOLDER = "layers"
NAMES = tuple(name for family in FAMILIES for name in members(family))


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


def documents(known: Mapping[str, Report]) -> Iterator[tuple[str, str]]:
    """Yield each file of the encyclopedia by its path, with its text."""
    pages = {name: class_page(report) for name, report in known.items()}
    yield "index.md", index(pages)
    for family in FAMILIES:
        yield f"{family_slug(family)}.md", family_document(family, pages)
    for name, page in pages.items():
        drawn = bool(page.program and page.params)
        yield f"{name}.md", class_document(page, has_picture=drawn)
        if drawn:
            row = known[name].layers[-1]
            yield f"{PICTURES}/{name}.svg", picture(known[name], layer=row.path)


def explorable(known: Mapping[str, Report]) -> Iterator[tuple[str, str]]:
    """Yield the page to explore of each example with weights."""
    for name, report in known.items():
        row = report.layers[-1]
        if report.witnesses and row.layer_params:
            yield f"{name}.html", render(report, "html", Options(layer=row.path))


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write files that are new or others than before; delete those that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        if not file.is_file() or file.read_text("utf-8") != text:
            file.write_text(text, encoding="utf-8")
    for file in [*folder.rglob("*")]:
        if file.is_file() and file.relative_to(folder).as_posix() not in files:
            file.unlink()
