"""A whole report, as plain data."""

from __future__ import annotations

from typing import Any

from rnnscope import __version__
from rnnscope.renderers.json._costs import compute_data, memory_data
from rnnscope.renderers.json._folding import folding_data
from rnnscope.renderers.json._layer import layer_data
from rnnscope.renderers.json._printed import summary_data
from rnnscope.renderers.json._recounting import recounting_data
from rnnscope.report.inbound import standing
from rnnscope.report.inputs import InputMeaning, inputs_or_reason
from rnnscope.report.report import Report
from rnnscope.report.witness import Witness
from rnnscope.words import model_sentences
from rnnscope.words.printed.pasted import class_of

SCHEMA = 1


def report_data(report: Report, depth: int | None = None) -> dict[str, Any]:
    """Return the report as plain data; its layers are made one by one, as they are written."""
    inputs = inputs_or_reason(report)
    meanings, reason = inputs
    return {
        "schema": SCHEMA,
        "rnnscope": __version__,
        "model": {
            "name": report.name,
            "class_name": class_of(report),
            "file": report.source,
            "weights_file": report.weights,
            "format": report.format,
            "keras_version": report.keras_version,
            "compiled": report.compiled,
        },
        **summary_data(report),
        "params": {
            "total": report.total,
            "logical": report.logical,
            "trainable": report.trainable,
            "non_trainable": report.non_trainable,
            "optimizer": report.optimizer,
            "bytes": None if report.printed else report.bytes,  # which tells no dtype
        },
        "inputs": [_input(meaning) for meaning in meanings],
        **({"inputs_reason": reason} if reason else {}),
        "sentences": list(model_sentences(report, inputs)),
        "total_formula": report.total_formula,
        "compute": {**compute_data(report.compute), "macs_formula": report.macs_formula},
        "memory": memory_data(report.memory, is_typed=report.printed is None),
        "reconciliation": list(report.reconciliation),
        "notes": list(report.notes),
        "layers": (layer_data(report, each, depth) for each in standing(report)),
        "folding": folding_data(report, depth),
        "recounting": recounting_data(report.recounting),
        "witnesses": {witness.name: _witness(witness) for witness in report.witnesses},
        "verified": report.verified,
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
