"""JSON with all that a page is made of: terms, mistakes, and nodes to count a model again by."""

from __future__ import annotations

from typing import Any

from rnnscope.equations.structure import Equation
from rnnscope.renderers import json
from rnnscope.renderers._json_text import written
from rnnscope.renderers._options import Options
from rnnscope.renderers.json._in_full import InFull
from rnnscope.renderers.json._layer import layer_data
from rnnscope.renderers.json._recounting import layer_nodes, recounting_in_full
from rnnscope.renderers.json._report import report_data
from rnnscope.report.inbound import Standing, standing
from rnnscope.report.recounting import recounting_of
from rnnscope.report.report import Report


def render(report: Report, options: Options) -> str:
    """Render the report as one JSON object; a layer, or an answer, is the same in both formats."""
    if options.is_single:
        return json.render(report, options)
    return written(_report_in_full(report, options.depth)) + "\n"


def _report_in_full(report: Report, depth: int | None) -> dict[str, Any]:
    """Return what every report has and more, in the same order; layers are made one by one."""
    # One of its own: nodes that others asked for before would stand in the table too.
    found, in_full = recounting_of(report), InFull.of(report)

    def more(at: Standing, equation: Equation) -> dict[str, Any]:
        return {
            "arguments": in_full.settings(at),
            **in_full.data(at, equation),
            "nodes": layer_nodes(found, at.row),
        }

    return {
        **report_data(report, depth),
        "layers": (layer_data(report, each, depth, more) for each in standing(report)),
        "recounting": recounting_in_full(found),
    }
