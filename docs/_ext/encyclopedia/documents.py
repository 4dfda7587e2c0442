"""The files of the encyclopedia, each by its path, and how they are put into a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from encyclopedia.indexes import family_document, family_slug, index
from encyclopedia.pages import PICTURES, class_document
from rnnscope.catalogue.families import FAMILIES, members
from rnnscope.pages.single.class_page import class_page
from rnnscope.renderers import Options, render
from rnnscope.renderers.svg import picture
from rnnscope.report.report import Report

_TOP = '<div class="page">'
_BACK = '<p class="calm"><a href="../{name}.html">Back to {name}</a></p>'
NAMES = tuple(name for family in FAMILIES for name in members(family))


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
            page = render(report, "html", Options(layer=row.path))
            yield f"{name}.html", page.replace(_TOP, f"{_TOP}\n{_BACK.format(name=name)}", 1)


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
