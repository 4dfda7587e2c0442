"""Which layer hands on what comes into another one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from rnnscope.model.parts import TensorRef
from rnnscope.report.report import LayerReport, Report


def handing_on(report: Report, row: LayerReport) -> LayerReport | None:
    """Return the layer before, past those that have no weights and leave the shape as it is.

    None where several hand something on, or nothing says which one does.
    """
    siblings = _siblings(report, row)
    for _ in siblings:
        before = _before(siblings, row)
        if before is None or not _leaves_as_it_is(before):
            return before
        row = before
    return None


def _siblings(report: Report, row: LayerReport) -> Sequence[LayerReport]:
    """Return the layers of the model that a layer stands in."""
    models = (each.children for each in report.walk() if each.is_model)
    groups = chain([report.layers], models)
    return next((group for group in groups if any(each is row for each in group)), ())


def _before(siblings: Sequence[LayerReport], row: LayerReport) -> LayerReport | None:
    calls, taken = row.layer.config.calls if row.layer else (), 0
    if calls:
        args = calls[0].args
        refs = [arg for arg in args if isinstance(arg, TensorRef)]
        is_one = len(calls) == len(args) == len(refs) == 1 and not calls[0].kwargs
        found = [each for each in siblings if each.name == refs[0].layer] if is_one else []
        taken = refs[0].index if is_one else 0
    else:
        place = next(i for i, each in enumerate(siblings) if each is row)
        found = list(siblings[place - 1 : place])
    outputs = (found[0].outputs or ()) if found else ()
    fits = len(row.inputs) == 1 and outputs[taken : taken + 1] == row.inputs
    return found[0] if fits else None


def _leaves_as_it_is(row: LayerReport) -> bool:
    return row.layer_params == 0 and not row.is_model and row.outputs == row.inputs
