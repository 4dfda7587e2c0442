"""JSON, for programs.  The fields are a promise: under one `schema` they are only added to."""

from __future__ import annotations

from typing import Any

from rnnscope import __version__
from rnnscope.algebra.expr import Expr
from rnnscope.algebra.open_sizes import in_open_sizes
from rnnscope.renderers._json_text import written
from rnnscope.renderers._options import Options
from rnnscope.report.compute import CONVENTION, Compute, macs_formula, macs_numbers
from rnnscope.report.inputs import InputMeaning, inputs_or_reason
from rnnscope.report.memory import NOT_COUNTED, Memory, output_size
from rnnscope.report.report import LayerReport, Report, WeightReport
from rnnscope.report.settings import setting_reports
from rnnscope.report.witness import Witness
from rnnscope.words import model_sentences

SCHEMA = 1


def render(report: Report, options: Options) -> str:
    """Render the report as one JSON object; with `options.layer`, only that layer's."""
    if options.why_not is not None:
        data = {"schema": SCHEMA, "why_not": _why_not(report, options)}
    elif options.layer is not None:
        layer = report[options.layer]
        data = {"schema": SCHEMA, **_layer(report, layer, None), **_in_full(report, layer)}
    else:
        data = report_data(report, options.depth)
    return written(data) + "\n"


def report_data(report: Report, depth: int | None = None) -> dict[str, Any]:
    """Return the report as plain data; its layers are made one by one, as they are written."""
    inputs = inputs_or_reason(report)
    meanings, reason = inputs
    return {
        "schema": SCHEMA,
        "rnnscope": __version__,
        "model": {
            "name": report.name,
            "class_name": report.class_name,
            "file": report.source,
            "weights_file": report.weights,
            "format": report.format,
            "keras_version": report.keras_version,
            "compiled": report.compiled,
        },
        "params": {
            "total": report.total,
            "logical": report.logical,
            "trainable": report.trainable,
            "non_trainable": report.non_trainable,
            "optimizer": report.optimizer,
            "bytes": report.bytes,
        },
        "inputs": [_input(meaning) for meaning in meanings],
        **({"inputs_reason": reason} if reason else {}),
        "sentences": list(model_sentences(report, inputs)),
        "total_formula": report.total_formula,
        "compute": {**_compute(report.compute), "macs_formula": report.macs_formula},
        "memory": _memory(report.memory),
        "reconciliation": list(report.reconciliation),
        "notes": list(report.notes),
        "layers": (_layer(report, layer, depth) for layer in report.layers),
        "witnesses": {witness.name: _witness(witness) for witness in report.witnesses},
        "verified": report.verified,
    }


def _why_not(report: Report, options: Options) -> dict[str, Any]:
    """Return why a count is not the number that somebody expected."""
    from rnnscope.mistakes import why_not

    answer = why_not(report, options.why_not or 0, options.layer)
    return {
        "asked": answer.asked,
        "number": answer.number,
        "layer": answer.layer,
        "count": answer.count,
        "right": list(answer.right),
        "causes": [
            {
                "layer": cause.path,
                "thought": cause.thought,
                "count": cause.count,
                "numbers": cause.numbers,
                "right": cause.right,
                "why": cause.why,
                "alike": list(cause.alike),
                "is_single": cause.is_single,
            }
            for cause in answer.causes
        ],
        "is_as_summed": answer.is_as_summed,
        "terms": list(answer.terms),
        "nearest": list(answer.nearest),
    }


def _in_full(report: Report, layer: LayerReport) -> dict[str, Any]:
    """Return what only a layer's own page tells."""
    from rnnscope.equations.text import text_lines
    from rnnscope.pages.layer_equation import equation_of
    from rnnscope.pages.layer_sources import sources_of
    from rnnscope.words.layers.sentences import layer_sentences

    return {
        "sentence": layer.sentence,
        "sentences": list(layer_sentences(report, layer)),
        "equation": list(text_lines(equation_of(report, layer))),
        "source": layer.source or None,
        "sources": list(sources_of(layer)),
        "settings": [
            {
                "name": setting.name,
                "value": setting.value,
                "meaning": setting.text,
                "counts": setting.counts,
                "other": setting.other or None,
                "would_give": setting.would_give,
                "would_put_out": setting.would_put_out or None,
            }
            for setting in setting_reports(layer)
        ],
    }


def _compute(compute: Compute) -> dict[str, Any]:
    return {
        "macs": compute.macs.value if compute.macs is not None else None,
        "known": _size(compute.known),
        "left_out": [layer.path for layer in compute.left_out],
        "counted": CONVENTION,
    }


def _memory(memory: Memory) -> dict[str, Any]:
    outputs = memory.outputs
    return {
        "weights": dict(memory.weights),
        "gradients": None if memory.gradients is None else dict(memory.gradients),
        "optimizers": memory.optimizers,
        "outputs": {
            "known": _size(outputs.known),
            "left_out": [layer.path for layer in outputs.left_out],
        },
        "not_counted": NOT_COUNTED,
    }


def _size(count: Expr) -> int | str | None:
    """Return a number, or what it is of the sizes left open, each with its layer's name."""
    if count.value is not None:
        return count.value
    rest = in_open_sizes(count)
    return rest.qualified() if rest is not None else None


def _layer(report: Report, layer: LayerReport, depth: int | None) -> dict[str, Any]:
    deeper = None if depth is None else depth - 1
    return {
        "name": layer.name,
        "path": layer.path,
        "class_name": layer.class_name,
        "input_shape": layer.input_shape,
        "output_shape": layer.output_shape,
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
        "bytes": sum(weight.bytes for weight in layer.counted_weights),
        "output_size": size.value if (size := output_size(layer)) is not None else None,
        "symbols": {
            symbol.name: {
                "value": symbol.value,
                "meaning": symbol.meaning,
                "origin": symbol.origin,
                "origin_numbers": symbol.origin_numbers or None,
                "origin_layer": symbol.origin_layer,
                "origin_axis": symbol.origin_axis,
            }
            for symbol in layer.symbols
        },
        "weights": [_weight(weight) for weight in layer.weights],
        "shared_with": layer.shared_with,
        "counted_at": list(layer.counted_at),
        "witnesses": {witness.name: layer.verdict(witness).value for witness in report.witnesses},
        "notes": list(layer.notes),
        "children": [_layer(report, child, deeper) for child in layer.children if deeper != 0],
    }


def _weight(weight: WeightReport) -> dict[str, Any]:
    return {
        "name": weight.name,
        "shape": list(weight.shape),
        "symbolic_shape": [str(size) for size in weight.symbolic_shape],
        "params": weight.params,
        "dtype": weight.dtype,
        "trainable": weight.trainable,
        "role": weight.role,
        "gates": list(weight.gates),
        "shared_with": weight.shared_with,
    }


def _witness(witness: Witness) -> dict[str, Any]:
    if not witness.spoke:
        return {"spoke": False, "reason": witness.reason}
    differences = [
        {
            "layer": d.layer,
            "subject": d.subject,
            "derived": d.derived,
            "found": d.found,
            "reason": d.reason or None,
        }
        for d in witness.differences
    ]
    said = {"spoke": True, "agrees": witness.agrees, "differences": differences}
    if not witness.backend:
        return said
    speaker = {"keras": witness.keras, "backend": witness.backend}
    return {**said, **speaker, "because": witness.because or None}


def _input(meaning: InputMeaning) -> dict[str, Any]:
    return {
        "name": meaning.name,
        "axes": [
            {
                "name": axis.name,
                "size": axis.size,
                "counted_in": list(axis.counted_in),
                "fixed_by": list(axis.fixed_by),
            }
            for axis in meaning.axes
        ],
    }
