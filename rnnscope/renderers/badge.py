"""A badge as SVG, for the head of a README: how many parameters, and whether that is verified."""

from __future__ import annotations

from typing import assert_never

from rnnscope.drawings import badge as drawings
from rnnscope.errors import NoPictureError
from rnnscope.pages.whole.badge import badge
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import in_references
from rnnscope.report.report import Report
from rnnscope.report.witness import Verdict


def render(report: Report, options: Options) -> str:
    """Render the count of the model, or of one layer, as a badge.

    Raises:
        NoPictureError: a question is asked, which a badge cannot answer.

    """
    if options.why_not is not None or options.what_if is not None:
        raise NoPictureError("an answer", "a badge has room for one count and its verdict")
    made = badge(report, options)
    text = drawings.badge(made.label, made.message, _kind(made.verdict), made.description)
    return in_references(text, ascii_only=options.ascii_only)


def _kind(verdict: Verdict) -> str:
    match verdict:
        case Verdict.AGREES:
            return "good"
        case Verdict.DIFFERS:
            return "bad"
        case Verdict.SILENT:
            return "calm"
        case _:
            assert_never(verdict)
