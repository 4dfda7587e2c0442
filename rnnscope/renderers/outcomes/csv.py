"""CSV: a row for each model, written when it was judged; what a grader wants."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from rnnscope.expectations.outcome import Outcome
from rnnscope.pages.checked.outcomes import STATUS, full, sentences
from rnnscope.pages.said.verdicts import WITNESS_TITLES
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import to_ascii
from rnnscope.renderers.markup import harmless

COUNTS = ("total", "trainable", "non_trainable", "bytes", "macs")
COLUMNS = (
    "model",
    "code",
    "status",
    *COUNTS,
    "verified",
    *WITNESS_TITLES,
    "expected",
    "failures",
    "notes",
    "error",
    "seconds",
)


def lines(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    """Yield the names of the columns, and a row for each model; no cell is a formula."""
    yield _row(COLUMNS, options)
    for outcome in outcomes:
        yield _row(_cells(outcome), options)


def _cells(outcome: Outcome) -> Sequence[object]:
    witnesses = dict(outcome.witnesses)
    return (
        outcome.model,
        outcome.code,
        STATUS[outcome.code],
        *(_known(getattr(outcome, name)) for name in COUNTS),
        outcome.verified,
        *(witnesses.get(name, "") for name in WITNESS_TITLES),
        "; ".join(outcome.expected),
        " ".join(each for failure in outcome.failures for each in sentences(failure)),
        " ".join(map(full, outcome.notes)),
        outcome.error,
        round(outcome.seconds, 3),
    )


def _known(value: int | None) -> int | str:
    return "" if value is None else value


def _row(cells: Sequence[object], options: Options) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(_cell(each, options) for each in cells)
    return out.getvalue()


def _cell(value: object, options: Options) -> object:
    if not isinstance(value, str):
        return value
    return harmless(to_ascii(value) if options.ascii_only else value)
