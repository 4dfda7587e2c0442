"""What a printed summary says, and the verdict on each of its rows, as plain data."""

from __future__ import annotations

from typing import Any

from rnnscope.model.printed import PrintedSummary
from rnnscope.model.printed_sums import added
from rnnscope.report.freezing import Freezing
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Fit, RowVerdict
from rnnscope.words.printed.row_verdicts import row_sentences


def summary_data(report: Report) -> dict[str, Any]:
    """Return what a report is of that is known from a printed summary; nothing of another."""
    if report.printed is None:
        return {}
    return {"printed": {**_summary(report.printed), "frozen": _frozen(report.freezing)}}


def _frozen(freezing: Freezing | None) -> dict[str, Any] | None:
    if freezing is None:
        return None
    return {
        "found": freezing.found.value,
        "layers": list(freezing.layers),
        "inside": list(freezing.inside),
        "never_trained": freezing.fixed,
        "implied": freezing.implied,
        "why": freezing.why or None,
    }


def _summary(printed: PrintedSummary) -> dict[str, Any]:
    number, found = added(printed)
    return {
        "line": printed.line,
        "keras": printed.generation,
        "because": printed.because or None,
        "total": printed.total,
        "trainable": printed.trainable,
        "non_trainable": printed.non_trainable,
        "optimizer": printed.optimizer,
        "is_optimizer_printed": printed.optimizer is not None and not printed.is_optimizer_left,
        "sum_of_rows": number,
        "sum": found.value,
        "unread": [{"line": line, "text": text} for line, text in printed.unread],
        "other_tables": list(printed.others),
    }


def row_data(layer: LayerReport) -> dict[str, Any]:
    """Return what a layer's printed row tells of it; nothing where there is none."""
    return {"printed": _row(layer, layer.told)} if layer.told else {}


def _row(layer: LayerReport, verdict: RowVerdict) -> dict[str, Any]:
    row = verdict.row
    return {
        "line": row.line,
        "name": row.name,
        "class_name": row.class_name,
        "output_shapes": [list(shape.sizes) for shape in row.shapes],
        "is_cut": row.is_name_cut or row.is_class_cut or any(each.is_cut for each in row.shapes),
        "is_params_cut": bool(row.begun),
        "params": row.params,
        "trainable": row.trainable,
        "verdict": verdict.told.value,
        "assumed": list(verdict.assumed),
        "said": list(verdict.said),
        "fits": [_fit(fit) for fit in verdict.fits],
        "count": verdict.count,
        "is_whole": verdict.is_whole,
        "untold": list(verdict.untold),
        "is_fed": verdict.is_fed,
        "is_given": verdict.is_given,
        "why": verdict.why or None,
        "telling": verdict.telling or None,
        "sentences": list(row_sentences(layer)),
    }


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "class_name": fit.class_name,
        "settings": dict(fit.settings),
        "sizes": dict(fit.sizes),
        "formula": fit.formula,
        "numbers": fit.numbers,
        "params": fit.params,
        "input_shapes": [list(shape) for shape in fit.input_shapes],
        "untold": list(fit.untold),
    }
