"""What is said of a printed summary that somebody asks "why not N?" of, where it may be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnnscope.mistakes import WhyNot
from rnnscope.pages.texts import cell, named
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import begun


def doubts(report: Report, answer: WhyNot) -> Iterator[str]:
    """Yield what is to be said instead of a count that the text has and nothing explains."""
    printed = report.printed
    if printed is None:
        return
    from rnnscope.words.printed.misprints import is_impossible, misprints

    asked = [report[answer.layer]] if answer.layer is not None else report.layers
    rows = [row for row in asked if is_impossible(row)]
    total = report.total or 0
    whose = rows if answer.layer is not None else _with(rows, answer.number)
    if whose:
        for row in whose:
            yield from _of_row(report, row, answer.number)
    elif answer.layer is None and not printed.optimizer and printed.total not in (None, total):
        yield f"The rows add up to {total:,}; the printed total is {printed.total:,}."
        yield from map(cell, misprints(report))


def _with(rows: Iterable[LayerReport], number: int) -> list[LayerReport]:
    return [row for row in rows if row.layer_params == number]


def explains(report: Report, answer: WhyNot) -> bool:
    """Tell whether what is said of a doubtful count is all there is to say of a number."""
    if report.printed is None:
        return False
    if answer.layer is None:
        is_of_a_row = bool(_with(report.layers, answer.number))
        return is_of_a_row or answer.number in (report.printed.total, report.total)
    verdict = report[answer.layer].told
    fits = verdict.fits if verdict else ()
    return answer.number in (answer.count, *(fit.params for fit in fits))


def agreement(report: Report, answer: WhyNot) -> str:
    """Say that a number is the count: of a text it is only read where no formula gives it."""
    rows = report.layers if answer.layer is None else (report[answer.layer],)
    is_read = report.printed is not None and not all(row.basis.is_explained for row in rows)
    return "that is what the text says" if is_read else "that is right"


def _of_row(report: Report, row: LayerReport, number: int) -> Iterator[str]:
    from rnnscope.words.printed.fits import fit_texts
    from rnnscope.words.printed.misprints import in_the_total
    from rnnscope.words.printed.row_verdicts import row_sentences

    fits = row.told.fits if row.told else ()
    yield f"The text says that {named(row.path)} has {row.layer_params or 0:,} parameters."
    yield from (cell(f"{begun(text)}.", "; ") for text in row_sentences(row))
    for fit, text in zip(fits, fit_texts(fits), strict=True):
        if fit.params == number:
            how = f" with {text}" if fits[1:] else ""
            yield cell(f"{number:,} is what {row.path} would have{how}.")
    yield from map(cell, in_the_total(report, [row]))
