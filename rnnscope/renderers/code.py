"""Code of Keras: the model that was found from a printed summary."""

from __future__ import annotations

from rnnscope.errors import BadArgumentError
from rnnscope.pages.code import code_lines
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import to_ascii
from rnnscope.report.report import Report


def render(report: Report, options: Options) -> str:
    """Render a program that makes the model, with what was assumed in comments.

    Raises:
        BadArgumentError: the report is not of a printed summary, or not all of it is asked for.

    """
    if report.printed is None:
        raise BadArgumentError("format", "a printed summary, of which alone there is code", "code")
    if options.layer is not None or options.why_not is not None or options.what_if is not None:
        raise BadArgumentError("format", "the whole model, of which there is code", "code")
    text = "\n".join(code_lines(report)) + "\n"
    return to_ascii(text) if options.ascii_only else text
