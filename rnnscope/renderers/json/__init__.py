"""JSON, for programs.  The fields are a promise: under one `schema` they are only added to."""

from __future__ import annotations

from typing import Any

from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.renderers._json_text import written
from rnnscope.renderers._options import Options
from rnnscope.renderers.json._answer import answer
from rnnscope.renderers.json._layer import layer_data
from rnnscope.renderers.json._report import SCHEMA, report_data
from rnnscope.renderers.json._what_if import what_if_data
from rnnscope.report.inbound import standing
from rnnscope.report.report import LayerReport, Report


def render(report: Report, options: Options) -> str:
    """Render the report as one JSON object; with `options.layer`, only that layer's."""
    if options.what_if is not None:
        data = {"schema": SCHEMA, "what_if": what_if_data(report, options.what_if)}
    elif options.why_not is not None:
        data = {"schema": SCHEMA, "why_not": answer(report, options)}
    elif options.layer is not None:
        data = {"schema": SCHEMA, **_layer_in_full(report, report[options.layer])}
    else:
        data = report_data(report, options.depth)
    return written(data) + "\n"


def _layer_in_full(report: Report, layer: LayerReport) -> dict[str, Any]:
    """Return a layer with all that its own page tells, and those inside it."""
    from rnnscope.renderers.json._in_full import InFull

    in_full = InFull.of(report)
    every = (inside for each in standing(report) for inside in each.walk())
    at = next(each for each in every if each.row is layer)
    more = in_full.data(at, equation_of(report, layer, at.around))
    return {**layer_data(report, at), **more, "settings": in_full.settings(at)}
