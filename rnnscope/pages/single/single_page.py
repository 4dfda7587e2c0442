"""What is laid out as one layer's page is: a layer in full, or the answer to a question."""

from __future__ import annotations

from rnnscope.errors import BadArgumentError
from rnnscope.pages.single.layer_page import INSIDE, WEIGHTS, LayerPage, Section, layer_page
from rnnscope.pages.table.choice import Choice
from rnnscope.report.report import Report


def single_page(report: Report, choice: Choice, *, times: str = "·") -> LayerPage:
    """Lay out one layer in full, or the answer to what was asked of a count or of other sizes.

    Raises:
        UnknownLayerNameError: the model has no such layer.
        BadArgumentError: what is asked is no count or no size, or there is no question at all.
        BadFormulaError: what is asked is a sum that cannot be read.
        NotRecountedError: the model cannot be counted again with other sizes.

    """
    if choice.what_if is not None:
        from rnnscope.pages.single.what_if_page import what_if_page

        return what_if_page(report, choice.what_if)
    if choice.why_not is not None:
        from rnnscope.pages.single.why_not_page import why_not_page

        return why_not_page(report, choice.why_not, choice.layer, times=times)
    return layer_page(report, choice.layer or "", times=times)


def counted_table(page: LayerPage, layer: str) -> Section:
    """Return the table of a layer's weights; where it has none of its own, of the layers inside it.

    Raises:
        BadArgumentError: there are none inside it either.

    """
    for section in page.sections:
        if section.title in (WEIGHTS, INSIDE):
            return section
    raise BadArgumentError("layer", "one with weights that are known", layer)
