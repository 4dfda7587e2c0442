r"""The table of a report alone, for a float with a caption of one's own.

It is what a screen shows of a model: a long one has a line for each layer, equal blocks once.
Of a layer it is the table of its weights, or else of the layers inside it.
"""

from __future__ import annotations

from rnnscope.errors import BadArgumentError
from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.single.layer_page import layer_page
from rnnscope.pages.single.single_page import counted_table
from rnnscope.pages.whole.screen_page import screen_page
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import shown
from rnnscope.renderers.latex._parts import fragment
from rnnscope.renderers.latex._tables import section_table, short_table
from rnnscope.report.report import Report


def render(report: Report, options: Options) -> str:
    """Render the table of layers, or that of a layer's weights.

    Raises:
        BadArgumentError: an answer is asked for, or a layer without weights: neither has a table.

    """
    if options.why_not is not None or options.what_if is not None:
        raise BadArgumentError("format", "latex, for an answer: it has no table", "latex-table")
    if options.layer is None:
        return fragment(
            short_table(shown(screen_page(report, options), ascii_only=options.ascii_only))
        )
    page = layer_page(report, options.layer, times=options.times)
    page = shown(page, ascii_only=options.ascii_only)
    return fragment(section_table(counted_table(page, options.layer), marked(page.findings)))
