"""CSV: a line for each layer, or for each weight of one layer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import to_ascii
from rnnscope.renderers.markup import harmless
from rnnscope.report.report import LayerReport, Report

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
LAST_COLUMNS = ("trainable", "non_trainable", "counted_at", "notes")
CAUSE_COLUMNS = ("layer", "thought", "count", "numbers", "right", "why")
WEIGHT_COLUMNS = (
    "layer",
    "weight",
    "shape",
    "symbolic_shape",
    "params",
    "dtype",
    "trainable",
    "role",
    "counted_at",
)


def render(report: Report, options: Options) -> str:
    """Render the report as CSV; the params of lines with depth 0 add up to the total.

    Lines without a layer hold in `notes` what is to be said of the whole model.
    """
    return _written(_lines(report, options), options)


def _written(lines: Iterable[Sequence[object]], options: Options) -> str:
    """Write lines so that no cell is more than its text, in ASCII too."""

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        return harmless(to_ascii(value) if options.ascii_only else value)

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(map(cell, line) for line in lines)
    return out.getvalue()


def _lines(report: Report, options: Options) -> Iterator[Sequence[object]]:
    if options.why_not is not None:
        from rnnscope.mistakes import why_not

        yield CAUSE_COLUMNS
        for cause in why_not(report, options.why_not, options.layer).causes:
            yield cause.path, cause.thought, cause.count, cause.numbers, cause.right, cause.why
        return
    if options.layer is not None:
        yield WEIGHT_COLUMNS
        for layer in report[options.layer].walk():
            yield from _weights(layer)
        return
    columns = (*COLUMNS, *(witness.name for witness in report.witnesses), *LAST_COLUMNS)
    yield columns
    for layer in report.layers:
        yield from _rows(report, layer, options.depth, 0)
    for sentence in _sentences(report):
        yield ("",) * (len(columns) - 1) + (sentence,)


def _sentences(report: Report) -> Iterator[str]:
    """Yield what the lines of the layers do not tell: what is not known, not heard or differs."""
    yield from report.notes
    yield from report.reconciliation
    for witness in report.witnesses:
        if not witness.spoke:
            yield f"{witness.name}: not heard: {witness.reason}"
        yield from (
            f"{witness.name}: differs: {difference.text}" for difference in witness.differences
        )


def _rows(
    report: Report, layer: LayerReport, depth: int | None, at: int
) -> Iterator[Sequence[object]]:
    yield (
        layer.path,
        layer.class_name,
        layer.output_text,
        _known(layer.params),
        layer.formula,
        layer.numbers,
        layer.basis,
        at,
        *(layer.verdict(witness) for witness in report.witnesses),
        _known(layer.trainable),
        _known(layer.non_trainable),
        "; ".join(layer.counted_at),
        "; ".join(layer.notes),
    )
    if depth is None or at + 1 < depth:
        for child in layer.children:
            yield from _rows(report, child, depth, at + 1)


def _known(value: object) -> object:
    return "" if value is None else value


def _weights(layer: LayerReport) -> Iterator[Sequence[object]]:
    for weight in layer.weights:
        yield (
            layer.path,
            weight.name,
            str(weight.shape),
            f"({', '.join(map(str, weight.symbolic_shape))})",
            weight.params,
            weight.dtype,
            _known(weight.trainable),
            weight.role,
            _known(weight.shared_with),
        )
