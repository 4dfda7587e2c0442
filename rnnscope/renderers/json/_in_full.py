"""One layer in full, as plain data: what its own page tells beside what every report has."""

from __future__ import annotations

from typing import Any

from rnnscope.equations.latex import latex
from rnnscope.pages.layer_equation import equation_of
from rnnscope.pages.layer_sources import sources_of
from rnnscope.renderers.json._layer import argument_data
from rnnscope.report.inbound import Standing
from rnnscope.report.report import Report
from rnnscope.report.settings import SettingReport, setting_reports
from rnnscope.words.layers.sentences import layer_sentences


def more_data(report: Report, at: Standing) -> dict[str, Any]:
    """Return what is said of a layer beside what every report has."""
    return {
        "sentences": list(layer_sentences(report, at.row)),
        "equation_latex": latex(equation_of(report, at.row, at.around)),
        "sources": list(sources_of(at.row)),
        "settings": [_setting(each) for each in setting_reports(at.row)],
    }


def _setting(setting: SettingReport) -> dict[str, Any]:
    return {
        **argument_data(setting),
        "other": setting.other or None,
        "would_give": setting.would_give,
        "would_put_out": setting.would_put_out or None,
    }
