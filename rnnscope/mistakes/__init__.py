"""Which mistake gives a number: a registry of mistakes as formulas over a layer's own sizes."""

from __future__ import annotations

from rnnscope.mistakes.answer import why_not as why_not
from rnnscope.mistakes.causes import causes as causes
from rnnscope.report.why_not import Cause as Cause
from rnnscope.report.why_not import WhyNot as WhyNot
