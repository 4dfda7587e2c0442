"""One layer in full, as plain data: what its own page tells beside what every report has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rnnscope.equations.latex import latex
from rnnscope.equations.structure import Equation
from rnnscope.mistakes.seen import makers_of
from rnnscope.mistakes.usual import Makers, usual_with
from rnnscope.pages.said.layer_sources import sources_of
from rnnscope.renderers.json._layer import argument_data
from rnnscope.report.inbound import Standing
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.settings import SettingReport, setting_reports
from rnnscope.report.terms import count_terms
from rnnscope.words.layers.sentences import layer_sentences

_MISTAKES = 5  # with one layer: the commonest of them


@dataclass(frozen=True, slots=True)
class InFull:
    """Makes what is said of a layer beside what every report has.

    `makers` are the layers that made each shape in the model, which mistakes are about.
    """

    report: Report
    makers: Makers

    @classmethod
    def of(cls, report: Report) -> InFull:
        """Prepare for the layers of a report."""
        return cls(report, makers_of(report))

    def data(self, at: Standing, equation: Equation) -> dict[str, Any]:
        """Return what is said of one of them."""
        row = at.row
        return {
            "sentences": list(layer_sentences(self.report, row)),
            "equation_latex": latex(equation),
            "sources": list(sources_of(row)),
            "terms": list(_terms(row)),
            "mistakes": list(self._mistakes(at)),
        }

    def settings(self, at: Standing) -> list[dict[str, Any]]:
        """Return its arguments, with what another value of each would change."""
        return [_setting(each) for each in setting_reports(at.row)]

    def _mistakes(self, at: Standing) -> Iterator[dict[str, Any]]:
        """Yield the mistakes with a layer; those with what a wrapper holds are the wrapper's."""
        is_held = not all(row.is_model for row in at.around)
        found = () if is_held else usual_with(at.row, self.report, self.makers, each=_MISTAKES)
        for cause in found:
            yield {
                "thought": cause.thought,
                "count": cause.count,
                "numbers": cause.numbers,
                "why": cause.why,
            }


def _terms(row: LayerReport) -> Iterator[dict[str, Any]]:
    for term in count_terms(row):
        yield {
            "coefficient": term.coefficient,
            "factors": list(map(str, term.factors)),
            "weights": list(term.weights),
            "params": term.params,
        }


def _setting(setting: SettingReport) -> dict[str, Any]:
    return {
        **argument_data(setting),
        "other": setting.other or None,
        "would_give": setting.would_give,
        "would_put_out": setting.would_put_out or None,
    }
