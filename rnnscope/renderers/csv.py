"""CSV: a line for each layer, or for each weight of one layer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
SIZE_COLUMNS = ("size", "value", "other", "params", "other_params", "refused")
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

    Lines without a layer hold in `notes` what is to be said of the whole model; there stands
    too what is assumed of a row of a printed summary.
    """
    if options.why_not is not None:
        lines = _causes(report, options.why_not, options.layer)
    elif options.what_if is not None:
        lines = _sizes(report, options.what_if)
    else:
        lines = _lines(report, options)
    return _written(lines, options)


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
    if options.layer is not None:
        yield WEIGHT_COLUMNS
        for layer in report[options.layer].walk():
            yield from _weights(layer, is_typed=report.printed is None)
        return
    columns = (*COLUMNS, *(witness.name for witness in report.witnesses), *LAST_COLUMNS)
    yield columns
    for layer in report.layers:
        yield from _rows(report, layer, options.depth, 0)
    for sentence in _sentences(report):
        yield ("",) * (len(columns) - 1) + (sentence,)


def _causes(report: Report, asked: int | str, layer: str | None) -> Iterator[Sequence[object]]:
    from rnnscope.mistakes import why_not

    yield CAUSE_COLUMNS
    for cause in why_not(report, asked, layer).causes:
        yield cause.path, cause.thought, cause.count, cause.numbers, cause.right, cause.why


def _sizes(report: Report, sizes: Mapping[str, int | None]) -> Iterator[Sequence[object]]:
    from rnnscope.report.recounting.what_if import what_if

    found = what_if(report, sizes)
    yield SIZE_COLUMNS
    for size in found.sizes:
        refused = "; ".join(found.refused)
        yield size.name, size.value, size.other, found.count, found.total, refused


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
        layer.shape_text,
        _known(layer.params),
        layer.formula,
        layer.numbers,
        layer.basis,
        at,
        *(layer.verdict(witness) for witness in report.witnesses),
        _known(layer.trainable),
        _known(layer.non_trainable),
        "; ".join(layer.counted_at),
        "; ".join((*_told(layer), *layer.notes)),
    )
    if depth is None or at + 1 < depth:
        for child in layer.children:
            yield from _rows(report, child, depth, at + 1)


def _told(layer: LayerReport) -> Iterator[str]:
    """Yield how much a row of a printed summary tells of its layer."""
    if layer.told is not None:
        from rnnscope.words.printed.row_verdicts import row_sentences

        yield from row_sentences(layer)


def _known(value: object) -> object:
    return "" if value is None else value


def _weights(layer: LayerReport, *, is_typed: bool) -> Iterator[Sequence[object]]:
    for weight in layer.weights:
        yield (
            layer.path,
            weight.name,
            str(weight.shape),
            f"({', '.join(map(str, weight.symbolic_shape))})",
            weight.params,
            weight.dtype if is_typed else "",
            _known(weight.trainable),
            weight.role,
            _known(weight.shared_with),
        )
