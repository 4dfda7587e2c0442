"""Witnesses that could not be heard though they had to be, and those that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnnscope.expectations.failure import Failure, Subject
from rnnscope.report.report import Report
from rnnscope.wording import counted

_NAMED = 20  # differences of one model that are told one by one


def unheard(report: Report, required: Iterable[str]) -> Iterator[Failure]:
    """Yield the witnesses that had to be heard, and were not."""
    for error in report.unheard(required):
        yield Failure(
            subject=Subject.REQUIRED,
            expected=f"{error.name} heard",
            found="not heard",
            sentence=str(error),
        )


def differing(report: Report) -> Iterator[Failure]:
    """Yield where the witnesses do not agree."""
    differences = report.differences
    for each in differences[:_NAMED]:
        yield Failure(
            subject=Subject.AGREEMENT,
            path=each.layer,
            expected=each.derived,
            found=each.found,
            sentence=f"{each.parties} disagree: {each.text}",
        )
    more = len(differences) - _NAMED
    if more > 0:
        yield Failure(
            subject=Subject.AGREEMENT,
            expected="witnesses that agree",
            found=f"{more:,} more",
            sentence=f"the witnesses disagree in {counted(more, 'more place')}",
        )
