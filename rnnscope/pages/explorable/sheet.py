"""The pictures of one layer as a file of its own, for documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rnnscope.drawings.standalone import Picture, standalone
from rnnscope.pages.explorable.figures import Figure
from rnnscope.pages.explorable.loops import loop_of
from rnnscope.pages.explorable.pictures import pictures_of
from rnnscope.pages.texts import named
from rnnscope.report.layer_report import LayerReport

_MOST = 24  # pictures, of a layer and of those inside it


def sheet(layer: LayerReport) -> str:
    """Return the pictures of a layer and of those inside it as an SVG that brings its style."""
    pictures = list(islice(_pictures(layer, loop_of(layer)), _MOST))
    what = "as drawn by rnnscope" if pictures else "has no weights to draw"
    return standalone(pictures, f"{named(layer.path)} {what}")


def _pictures(layer: LayerReport, loop: Figure | None) -> Iterator[Picture]:
    """Yield the pictures of a layer; a loop shows those of the layers inside it too."""
    heading = f"{named(layer.path)} ({named(layer.class_name)})"
    for figure in (*pictures_of(layer), *((loop,) if loop else ())):
        yield Picture(figure.svg, figure.height, heading, figure.words)
        heading = ""
    for child in layer.children:
        yield from _pictures(child, None if loop else loop_of(child))
