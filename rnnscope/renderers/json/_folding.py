"""Equal blocks of layers, one behind the other, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rnnscope.pages.table.alike import Alike
from rnnscope.report.report import LayerReport, Report


def folding_data(report: Report, depth: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield the blocks among the layers of a model, and of the models inside it."""
    return _blocks(Alike(report), None, report.layers, depth)


def _blocks(
    alike: Alike, inside: str | None, layers: Sequence[LayerReport], depth: int | None
) -> Iterator[dict[str, Any]]:
    for block in alike.blocks(layers):
        if block.count > 1:
            yield {
                "inside": inside,
                "start": block.start,
                "length": block.length,
                "count": block.count,
                "layers": [row.path for row in layers[block.start : block.start + block.length]],
            }
    deeper = None if depth is None else depth - 1
    for row in layers if deeper != 0 else ():
        yield from _blocks(alike, row.path, row.children, deeper)
