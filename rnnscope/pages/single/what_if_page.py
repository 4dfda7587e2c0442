"""What comes of other sizes, laid out as a layer's page is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rnnscope.pages.said.verdicts import findings
from rnnscope.pages.single.layer_page import LayerPage
from rnnscope.pages.texts import cell, named
from rnnscope.report.recounting.what_if import OtherSize, WhatIf, what_if
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import Told
from rnnscope.wording import begun, listed, sized


def what_if_page(report: Report, sizes: Mapping[str, int | None]) -> LayerPage:
    """Lay out how many parameters a model would have with other sizes.

    Raises:
        BadArgumentError: there is no such size, or its value is none.
        NotRecountedError: the model cannot be counted again.

    """
    answer = what_if(report, sizes)
    asked = ", ".join(f"{named(size.name)} = {sized(size.other)}" for size in answer.sizes)
    return LayerPage(
        title=cell(f"What if {asked}?", ", "),
        lines=(*_lines(answer), *_assumed(report)),
        sections=(),
        findings=tuple(findings(report, "")),
    )


def _lines(answer: WhatIf) -> Iterator[str]:
    if answer.total is None:
        yield from (f"{begun(each)}." for each in answer.refused)
    elif answer.total == answer.count:
        yield f"The model would still have {answer.count:,} parameters: nothing changes."
    else:
        change = answer.total - answer.count
        more = f"{abs(change):,} {'more' if change > 0 else 'fewer'} than the {answer.count:,}"
        yield f"The model would have {answer.total:,} parameters, {more} that it has."
    yield from map(_size, answer.sizes)


def _assumed(report: Report) -> Iterator[str]:
    """Say of which rows of a printed summary something was assumed, which this follows from."""
    told = ((row.path, row.told) for row in report.walk())
    rows = [path for path, each in told if each and each.told is Told.ASSUMED and each.row.params]
    if rows:
        yield f"What was assumed of {cell(listed(rows), ', ')} is taken for granted."


def _size(size: OtherSize) -> str:
    """Say what a size is, and which others are the same one."""
    others = [name for name in size.together if name != size.name]
    together = f" It is one with {named(listed(others))}: they move together." if others else ""
    return f"{named(size.name)} is {sized(size.value)} now.{together}"
