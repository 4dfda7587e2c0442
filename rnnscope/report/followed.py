"""How far sizes are followed: which layers put out, whatever flows in, what their sizes say."""

from __future__ import annotations

from rnnscope.algebra.expr import Expr
from rnnscope.algebra.sources import PRINTED, Origin
from rnnscope.layers import formula_of
from rnnscope.report.layer_report import LayerReport

# Of these no number tells anything, and a printed shape not always.
OF_WINDOWS = frozenset({"dilation_rate", "padding", "pool_size", "strides"})


def is_opaque(layer: LayerReport) -> bool:
    """Tell whether what a layer has or puts out is not, in general, what its sizes here say.

    A shape that it makes, or a layer inside it, may be on record alone, or it is a function
    that Keras 3 does not have.  A model is it by itself, apart from the layers in it.
    """
    if layer.is_model:
        return bool(layer.weights) or layer.outputs is None or _is_on_record(layer)
    return any(_puts_out_more(each) for each in layer.walk())


def printed_axes(layer: LayerReport) -> tuple[int, ...]:
    """Return the axes along which a window moves in a way that a printed summary does not tell.

    What comes out along these is as it is printed, and all else follows; nothing where more than
    that is not followed.
    """
    config = layer.layer.config if layer.layer else None
    if layer.children or config is None or not OF_WINDOWS.intersection(config.untold):
        return ()
    shapes = layer.outputs or ()
    if len(shapes) != 1 or any(len(shape) != len(shapes[0]) for shape in layer.inputs):
        return ()
    return tuple(place for place, size in enumerate(shapes[0]) if _is_printed(size))


def _is_printed(size: Expr) -> bool:
    symbol = size.single
    return symbol is not None and symbol.source == PRINTED


def _puts_out_more(layer: LayerReport) -> bool:
    if layer.is_model or not layer.inputs:
        return False
    if layer.outputs is None or _is_on_record(layer):
        return True
    if layer.layer is None or not layer.layer.config.is_operation:
        return False
    formula = formula_of(layer.layer.config)
    return formula is None or not formula.rebuildable


def _is_on_record(layer: LayerReport) -> bool:
    """Tell whether a size that a layer puts out, and that does not flow in, is only on record."""
    out = (symbol for shape in layer.outputs or () for size in shape for symbol in size.symbols)
    return any(symbol.kind is Origin.RECORDED and symbol.owner == layer.path for symbol in out)
