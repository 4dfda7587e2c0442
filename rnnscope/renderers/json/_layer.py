"""One layer as plain data, with what every report has of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from rnnscope.equations.structure import Equation
from rnnscope.equations.text import text_lines
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.renderers.json._printed import row_data
from rnnscope.report.compute import macs_formula, macs_numbers
from rnnscope.report.inbound import Standing
from rnnscope.report.memory import output_size
from rnnscope.report.report import Report, SymbolReport, WeightReport
from rnnscope.report.settings import SettingReport, arguments

More: TypeAlias = Callable[[Standing, Equation], dict[str, Any]]
"""Returns what is said of a layer, with its equation, beside what every report has."""


def _no_more(_: Standing, __: Equation) -> dict[str, Any]:
    return {}


def layer_data(
    report: Report, at: Standing, depth: int | None = None, more: More = _no_more
) -> dict[str, Any]:
    """Return a layer where it stands; `depth` is how many levels are told, itself one."""
    layer, deeper = at.row, None if depth is None else depth - 1
    equation = equation_of(report, layer, at.around)
    return {
        "name": layer.name,
        "path": layer.path,
        "class_name": layer.class_name,
        "is_model": layer.is_model,
        "inbound": _inbound(at),
        "input_shape": layer.input_shape,
        "output_shape": layer.output_shape,
        "outputs": layer.outputs and [[str(size) for size in shape] for shape in layer.outputs],
        "params": layer.params,
        "logical": layer.logical,
        "trainable": layer.trainable,
        "non_trainable": layer.non_trainable,
        "basis": layer.basis.value,
        "formula": layer.formula,
        "numbers": layer.numbers,
        "macs": layer.macs.value if layer.macs is not None else None,
        "macs_formula": macs_formula(layer),
        "macs_numbers": macs_numbers(layer),
        "bytes": None if report.printed else sum(weight.bytes for weight in layer.counted_weights),
        "output_size": size.value if (size := output_size(layer)) is not None else None,
        "symbols": {symbol.name: _symbol(symbol) for symbol in layer.symbols},
        "weights": [_weight(weight, is_typed=not report.printed) for weight in layer.weights],
        "shared_with": layer.shared_with,
        "counted_at": list(layer.counted_at),
        "witnesses": {witness.name: layer.verdict(witness).value for witness in report.witnesses},
        "notes": list(layer.notes),
        "sentence": layer.sentence,
        "equation": list(text_lines(equation)),
        "source": layer.source or None,
        "arguments": [argument_data(each) for each in arguments(layer)],
        **row_data(layer),
        **more(at, equation),
        "children": [layer_data(report, each, deeper, more) for each in at.inside if deeper != 0],
    }


def _inbound(at: Standing) -> list[list[dict[str, Any]]] | None:
    if at.calls is None:
        return None
    return [
        [{"layer": each.path, "call": each.call, "output": each.output} for each in call]
        for call in at.calls
    ]


def _symbol(symbol: SymbolReport) -> dict[str, Any]:
    return {
        "value": symbol.value,
        "meaning": symbol.meaning,
        "origin": symbol.origin,
        "origin_numbers": symbol.origin_numbers or None,
        "origin_layer": symbol.origin_layer,
        "origin_axis": symbol.origin_axis,
    }


def _weight(weight: WeightReport, *, is_typed: bool) -> dict[str, Any]:
    return {
        "name": weight.name,
        "shape": list(weight.shape),
        "symbolic_shape": [str(size) for size in weight.symbolic_shape],
        "params": weight.params,
        "dtype": weight.dtype if is_typed else None,
        "trainable": weight.trainable,
        "role": weight.role,
        "gates": list(weight.gates),
        "shared_with": weight.shared_with,
    }


def argument_data(argument: SettingReport) -> dict[str, Any]:
    """Return an argument of a layer, and what it does."""
    return {
        "name": argument.name,
        "value": argument.value,
        "meaning": argument.text,
        "counts": argument.counts,
    }
