"""Where the parameters of a model are, and what makes them so many."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.report import LayerReport, Report

_MOST = 50  # per cent, from which on one layer is named


def where_they_are(report: Report) -> Iterator[str]:
    """Name the layer that has most of the parameters, where one has."""
    owners = [layer for layer in report.layers if layer.params]
    if not report.total or not owners[1:]:
        return
    largest = max(owners, key=lambda layer: layer.params or 0)
    share = 100 * (largest.params or 0) // report.total
    if share >= _MOST:
        yield f"{share} % of the parameters are in {largest.path}{_flattened(report, largest)}."


def _flattened(report: Report, layer: LayerReport) -> str:
    """Say how wide Flatten makes the input of a layer, where it does."""
    entering = layer.inputs[0][-1] if layer.inputs and layer.inputs[0] else None
    for before in report.walk():
        shapes = before.outputs or ()
        if before.class_name == "Flatten" and before.inputs and shapes and entering is not None:
            sizes = [size.value for size in before.inputs[0][1:]]
            if shapes[0][-1] == entering and entering.value and sizes[1:]:
                factors = "·".join(f"{size:,}" for size in sizes)
                return f": {before.path} hands on {factors} = {entering.value:,} values"
    return ""
