"""What a report becomes for LaTeX, where not every LaTeX knows every sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from rnnscope.renderers.ascii_text import to_ascii
from rnnscope.renderers.latex.escaping import DEFINED, escape
from rnnscope.sphinx.texts import line_may_end

if TYPE_CHECKING:
    from sphinx.application import Sphinx

REPORT = "rnnscope-report"  # the attribute that marks one
MATHS = "rnnscope-latex"  # the attribute of an equation that has it in LaTeX for any engine
_BEGIN = rf"{DEFINED}\begingroup\hyphenpenalty10000\exhyphenpenalty10000\relax"
_END = r"\par\endgroup"
_ROOM = 16  # signs of a word for which the narrow column of a table has room
_OURS = (nodes.paragraph, nodes.strong, nodes.literal, nodes.reference, nodes.rubric)


def in_latex(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Write the texts of reports so that they show as they are, with any engine."""
    if app.builder.format != "latex":
        return
    for report in list(doctree.findall(nodes.container)):
        if report.get(REPORT):
            _rewrite(report)
            report.insert(0, _raw(_BEGIN))  # no name gets a hyphen at the end of a line
            report.append(_raw(_END))


def _rewrite(report: nodes.container) -> None:
    for text in {place.parent for place in report.findall(line_may_end)}:
        text[:] = [nodes.Text(text.astext())]  # a line may end where its letters are written
    for block in report.findall(nodes.literal_block):
        block.rawsource = to_ascii(block.astext())  # or it would be no block to be highlighted
        block[:] = [nodes.Text(block.rawsource)]
    for maths in report.findall(nodes.math_block):
        maths[:] = [nodes.Text(maths.get(MATHS, ""))]
    for text in list(report.findall(nodes.Text)):
        if isinstance(text.parent, _OURS):
            text.parent.replace(text, _raw(escape(text, _ROOM)))


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="latex")
