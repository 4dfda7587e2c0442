"""A model, explained: finished, frozen data that every format is drawn from."""

from __future__ import annotations

from rnnscope.algebra.sources import Origin as Origin
from rnnscope.report.basis import Basis as Basis
from rnnscope.report.layer_report import LayerReport as LayerReport
from rnnscope.report.report import Report as Report
from rnnscope.report.weight_report import SymbolReport as SymbolReport
from rnnscope.report.weight_report import WeightReport as WeightReport
from rnnscope.report.witness import Difference as Difference
from rnnscope.report.witness import Verdict as Verdict
from rnnscope.report.witness import Witness as Witness
