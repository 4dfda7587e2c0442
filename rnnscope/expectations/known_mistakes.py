"""The known mistakes in counting that give the number that was expected."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.errors import BadFormulaError
from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Subject
from rnnscope.mistakes.causes import SAID, caused, fitting, hits_of
from rnnscope.mistakes.miscount import Miscount
from rnnscope.mistakes.own_sum import read
from rnnscope.report.formula_text import own_names
from rnnscope.report.report import Report
from rnnscope.wording import cut

_MOST = 10**18  # count that is expected, of which mistakes are looked for


def mistakes(report: Report, asked: Asked) -> Iterator[str]:
    """Yield what gives the count that was expected; it need not be the cause."""
    is_told = asked.subject in (Subject.TOTAL, Subject.LAYER) and asked.found is not None
    if not is_told or not asked.off or asked.number > _MOST:
        return
    for hit in _hits(report, asked)[:SAID]:
        cause = caused(hit, asked.found)
        of = f" of {cut(cause.path)}" if cause.path != asked.path else ""
        why = f" {cause.why}" if cause.why else ""
        if cause.is_single:
            yield f"{cause.count:,} is what you get{of} if {cause.thought}.{why}"
        else:
            yield f"One way to get {cause.count:,}{of}: {cause.thought}.{why}"


def _hits(report: Report, asked: Asked) -> list[Miscount]:
    """Return mistakes that give the number; of a sum that somebody wrote, those with its terms."""
    hits = hits_of(asked.row or report, asked.number, report)
    if asked.row is None or not asked.text or not hits:
        return hits
    try:
        own = read(asked.text, own_names(asked.row))
    except BadFormulaError:  # it is no sum of products
        return hits
    return fitting(hits, own) or hits
