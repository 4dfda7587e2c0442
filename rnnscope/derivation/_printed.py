"""A layer's row in a printed summary: the number that is all there is, and sizes it alone tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeAlias

from rnnscope.algebra.expr import Expr, Symbol, as_expr
from rnnscope.algebra.sources import PRINTED
from rnnscope.derivation._work import Work
from rnnscope.layers import Layer, SymbolicShape, Weight
from rnnscope.layers.spatial import axis_names
from rnnscope.model.printed import PrintedRow, PrintedShape
from rnnscope.report.followed import OF_WINDOWS
from rnnscope.report.report import Basis, LayerReport

Shapes: TypeAlias = tuple[SymbolicShape, ...]


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
    outputs = tuple(_with_sizes(layer, *pair) for pair in pairs)
    return replace(report, outputs=outputs, work=_with_work(report.work, shapes, outputs))


def _with_work(work: Work | None, before: Shapes, after: Shapes) -> Work | None:
    """Return what is multiplied as often as the sizes say that are put out."""
    if work is None:
        return None
    found = dict(zip(chain(*before), chain(*after), strict=True))
    return tuple(
        replace(part, uses=tuple(found.get(as_expr(size), size) for size in part.uses))
        if isinstance(part, Weight) and part.uses
        else part
        for part in work
    )


def _shape(layer: Layer, printed: PrintedShape) -> SymbolicShape:
    names = axis_names(len(printed.sizes))
    pairs = zip(names, printed.sizes, strict=True)
    return tuple(Symbol(name, size, layer.path, source=PRINTED).expr for name, size in pairs)


def _with_sizes(layer: Layer, shape: SymbolicShape, printed: PrintedShape) -> SymbolicShape:
    if printed.is_cut or len(shape) != len(printed.sizes):
        return shape
    moved = _moved(layer, len(shape))
    return tuple(_size(layer, shape, printed.sizes, place, moved) for place in range(len(shape)))


def _size(
    layer: Layer, shape: SymbolicShape, sizes: Sequence[int | None], place: int, moved: range
) -> Expr:
    """Return a size that is put out: as it follows, or else as it is printed."""
    size, found = sizes[place], shape[place]
    is_followed = size is None or found.value is not None
    if is_followed and not (place in moved and (found.value is None or _is_computed(found))):
        return found
    name = found.single.name if found.single else axis_names(len(shape))[place]
    return Symbol(name, size, layer.path, source=PRINTED).expr


def _moved(layer: Layer, rank: int) -> range:
    """Return the axes along which a window moves in a way that is not told."""
    if not OF_WINDOWS.intersection(layer.config.untold):
        return range(0)
    inner = next(layer.config.wrapped, layer.config)
    digits = [int(sign) for sign in inner.class_name if sign.isdigit()]
    number = digits[0] if digits else 0
    end = rank if inner.is_channels_first else rank - 1
    return range(max(1, end - number), end)


def _is_computed(size: Expr) -> bool:
    """Tell whether a size is worked out of others by how a window moves."""
    symbol = size.single
    return symbol is None or (symbol.origin is not None and symbol.origin.single is None)
