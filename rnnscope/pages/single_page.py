"""What is laid out as one layer's page is: a layer in full, or the answer to a question."""

from __future__ import annotations

from rnnscope.pages.layer_page import LayerPage, layer_page
from rnnscope.report.report import Report


def single_page(
    report: Report, layer: str | None, why_not: int | str | None = None, *, times: str = "·"
) -> LayerPage:
    """Lay out one layer in full, or why a count is not the number that somebody expected.

    Raises:
        UnknownLayerNameError: the model has no such layer.
        BadArgumentError: what is asked is no count, or there is neither a layer nor a question.
        BadFormulaError: what is asked is a sum that cannot be read.

    """
    if why_not is not None:
        from rnnscope.pages.why_not_page import why_not_page

        return why_not_page(report, why_not, layer, times=times)
    return layer_page(report, layer or "", times=times)
