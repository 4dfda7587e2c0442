"""A layer's row in a printed summary: the number that is all there is, and sizes it alone tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.algebra.sources import PRINTED
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.layers.spatial import axis_names
from rnnscope.model.printed import PrintedRow, PrintedShape
from rnnscope.report.report import Basis, LayerReport


def printed_row(layer: Layer, row: PrintedRow) -> LayerReport:
    """Report a layer of which the number of its weights is known, and nothing of them."""
    bases = {None: Basis.UNKNOWN, 0: Basis.NONE}
    return LayerReport(
        name=layer.config.name,
        path=layer.path,
        class_name=layer.class_name,
        basis=bases.get(row.params, Basis.PRINTED),
        inputs=layer.inputs,
        number=row.params or None,
        layer=layer,
    )


def with_printed_sizes(layer: Layer, report: LayerReport, row: PrintedRow) -> LayerReport:
    """Return a report with the printed sizes of what it puts out, where it tells none itself."""
    shapes = report.outputs
    if not shapes:
        outputs = tuple(_shape(layer, shape) for shape in row.shapes if not shape.is_cut)
        is_whole = bool(outputs) and len(outputs) == len(row.shapes)
        return replace(report, outputs=outputs) if is_whole else report
    if len(shapes) != len(row.shapes):
        return report
    pairs = zip(shapes, row.shapes, strict=True)
    return replace(report, outputs=tuple(_with_sizes(layer, *pair) for pair in pairs))


def _shape(layer: Layer, printed: PrintedShape) -> SymbolicShape:
    names = axis_names(len(printed.sizes))
    pairs = zip(names, printed.sizes, strict=True)
    return tuple(Symbol(name, size, layer.path, source=PRINTED).expr for name, size in pairs)


def _with_sizes(layer: Layer, shape: SymbolicShape, printed: PrintedShape) -> SymbolicShape:
    if printed.is_cut or len(shape) != len(printed.sizes):
        return shape
    return tuple(_size(layer, shape, printed.sizes, place) for place in range(len(shape)))


def _size(layer: Layer, shape: SymbolicShape, sizes: Sequence[int | None], place: int) -> Expr:
    size = sizes[place]
    if shape[place].value is not None or size is None:
        return shape[place]
    return Symbol(axis_names(len(shape))[place], size, layer.path, source=PRINTED).expr
