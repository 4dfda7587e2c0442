"""CSV: a line for each layer, or for each weight of one layer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from rnnscope.page import visible
from rnnscope.renderers._ascii import to_ascii
from rnnscope.renderers._options import Options
from rnnscope.report import LayerReport, Report

COLUMNS = (
    "layer",
    "type",
    "output_shape",
    "params",
    "formula",
    "numbers",
    "basis",
    "depth",
)
WEIGHT_COLUMNS = (
    "layer",
    "weight",
    "shape",
    "symbolic_shape",
    "params",
    "dtype",
    "trainable",
)


def render(report: Report, options: Options) -> str:
    """Render the report as CSV; the params of lines with depth 0 add up to the total."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if options.layer is not None:
        writer.writerow(WEIGHT_COLUMNS)
        for layer in report[options.layer].walk():
            writer.writerows(_weights(layer))
    else:
        names = [witness.name for witness in report.witnesses]
        writer.writerow((*COLUMNS, *names))
        for layer in report.layers:
            writer.writerows(_rows(report, layer, names, options.depth, 0))
    return to_ascii(out.getvalue()) if options.ascii_only else out.getvalue()


def harmless(text: str) -> str:
    """Write text so that no spreadsheet takes it for a formula."""
    text = visible(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _rows(
    report: Report, layer: LayerReport, names: list[str], depth: int | None, at: int
) -> Iterator[list[object]]:
    verdicts = [witness.verdict(*layer.paths) for witness in report.witnesses]
    yield [
        harmless(layer.path),
        harmless(layer.class_name),
        layer.output_text,
        "" if layer.params is None else layer.params,
        harmless(layer.formula),
        harmless(layer.numbers),
        layer.basis,
        at,
        *verdicts,
    ]
    if depth is None or at + 1 < depth:
        for child in layer.children:
            yield from _rows(report, child, names, depth, at + 1)


def _weights(layer: LayerReport) -> Iterator[list[object]]:
    for weight in layer.weights:
        yield [
            harmless(layer.path),
            harmless(weight.name),
            str(weight.shape),
            f"({', '.join(map(str, weight.symbolic_shape))})",
            weight.params,
            harmless(weight.dtype),
            "" if weight.trainable is None else weight.trainable,
        ]
