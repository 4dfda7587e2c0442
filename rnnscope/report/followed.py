"""How far sizes are followed: which layers put out, whatever flows in, what their sizes say."""

from __future__ import annotations

from rnnscope.algebra.sources import Origin
from rnnscope.layers import formula_of
from rnnscope.report.layer_report import LayerReport


def is_opaque(layer: LayerReport) -> bool:
    """Tell whether what comes out of a layer is not, in general, what its sizes here say.

    Its shape may be on record alone; or it is a function that Keras 3 does not have.
    """
    if layer.is_model or not layer.inputs:
        return False
    out = [symbol for shape in layer.outputs or () for size in shape for symbol in size.symbols]
    if layer.outputs is None or any(symbol.kind is Origin.RECORDED for symbol in out):
        return True
    if layer.layer is None or not layer.layer.config.is_operation:
        return False
    formula = formula_of(layer.layer.config)
    return formula is None or not formula.rebuildable
