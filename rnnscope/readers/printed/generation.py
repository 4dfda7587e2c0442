"""Which generation of Keras printed a table, where something in it tells."""

from __future__ import annotations

from collections.abc import Iterable

from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed.text_lines import Line

_KERAS_1 = ("Convolution1D", "Convolution2D", "Convolution3D", "AtrousConvolution2D")


def told(
    summary: PrintedSummary, head: Line | None, below: Iterable[Line]
) -> tuple[int | None, str]:
    """Return the generation and what tells it; None and nothing where nothing does."""
    if head and "layer(name)" in head.compact:
        return 0, "its header says Layer (name)"
    if head and any(bar in head.text for bar in "┃│"):
        return 3, "its table is drawn with lines"
    if any("(unbuilt)" in line.text or "optimizerparams" in line.compact for line in below):
        return 3, "it counts the params of the optimizer"
    if any(row.class_name in _KERAS_1 for row in summary.rows):
        return 1, "its layers have names that Keras 2 changed"
    return None, ""
