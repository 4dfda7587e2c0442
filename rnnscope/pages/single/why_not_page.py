"""The answer to "why not N?", laid out as a layer's page is."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.mistakes import Cause, WhyNot, why_not
from rnnscope.pages.said.verdicts import findings
from rnnscope.pages.single.layer_page import LayerPage
from rnnscope.pages.single.why_not_printed import agreement, doubts, explains
from rnnscope.pages.texts import cell, drawn, named
from rnnscope.report.report import Report
from rnnscope.report.unbuilt import waiting
from rnnscope.wording import grouped, listed


def why_not_page(
    report: Report, asked: int | str, layer: str | None = None, *, times: str = "·"
) -> LayerPage:
    """Lay out why a model or a layer has not as many parameters as somebody expected.

    Raises:
        BadArgumentError: what is asked is neither a count nor a sum.
        BadFormulaError: it is a sum that cannot be read.
        UnknownLayerNameError: the model has no such layer.

    """
    answer = why_not(report, asked, layer)
    return LayerPage(
        title=f"Why not {answer.number:,}?",
        lines=tuple(_lines(report, answer, times)),
        sections=(),
        findings=tuple(findings(report, answer.layer or "")),
    )


def _lines(report: Report, answer: WhyNot, times: str) -> Iterator[str]:
    doubtful = list(doubts(report, answer))
    yield from doubtful or _right(report, answer)
    yield from _unbuilt(report, answer)
    if doubtful and explains(report, answer):
        return
    causes = answer.causes
    if len(causes) == 1:
        yield from _cause(causes[0], _alone(causes[0], answer), times)
    elif causes:
        chance = answer.is_as_summed is False
        give = "come to the same number" if chance else "give it"
        yield f"Several mistakes {give}, the likeliest first:"
        for i, cause in enumerate(causes, 1):
            yield from _cause(cause, f"{i}. You get it{_where(cause)} if", times)
    elif not answer.right:
        yield "No mistake that is known here gives it."
    yield from (cell(sentence, ", ") for sentence in (*answer.terms, *answer.nearest))


def _right(report: Report, answer: WhyNot) -> Iterator[str]:
    whose = "The model" if answer.layer is None else named(answer.layer)
    if answer.count is None:
        yield f"{whose} has parts of which nobody knows how many parameters they have."
    else:
        right = f": {agreement(report, answer)}" if answer.number == answer.count else ""
        yield f"{whose} has {answer.count:,} parameters{right}."
    others = [named(path) for path in answer.right if path and path != answer.layer]
    if others:
        verb = "has" if len(others) == 1 else "have"
        yield f"{cell(', '.join(others), ', ')} {verb} {answer.number:,}: that is right there."


def _unbuilt(report: Report, answer: WhyNot) -> Iterator[str]:
    """Say which layers have no weights yet, of the model or the layer that was asked about."""
    names = [row.path for row in waiting(report) if answer.layer in (None, row.path)]
    if names:
        have = "have" if names[1:] else "has"
        yield f"It is not built: {cell(listed(names), ', ')} {have} no weights yet."


def _alone(cause: Cause, answer: WhyNot) -> str:
    """Begin to say the one cause that was found, as sure as that is."""
    if answer.is_as_summed is False:
        return f"A mistake that comes to the same number{_where(cause)}:"
    if not cause.is_single:
        return f"One way to get it{_where(cause)}:"
    return f"This is what you get{_where(cause)} if"


def _where(cause: Cause) -> str:
    """Say of which layer it is the count, and for which others it is the same."""
    if not cause.path:
        return ""
    others = f" (the same for {named(listed(cause.alike))})" if cause.alike else ""
    return f" for {named(cause.path)}{others}"


def _cause(cause: Cause, words: str, times: str) -> Iterator[str]:
    yield f"{words} {cell(cause.thought, ', ')}:"
    yield f"    {cause.count:,} = {cell(drawn(grouped(cause.numbers), times))}"
    right = f"{named(cause.path)} has {cause.right:,}. " if cause.path else ""
    yield f"    {right}{cell(cause.why, ', ')}".rstrip()
