"""A report as it is laid out for a document: its table, and all that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rnnscope.pages.said.verdicts import (
    findings,
    headline,
    in_full,
    is_told_in_full,
    marked,
)
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.table.columns import COLUMNS, Column, View, witness_column
from rnnscope.pages.table.feeding import feeding
from rnnscope.pages.table.rows import Row, rows
from rnnscope.pages.texts import cell, drawn, named, params_text, visible
from rnnscope.report.report import LayerReport, Report, known_sum
from rnnscope.wording import SENTENCE, cut
from rnnscope.words import model_sentences
from rnnscope.words.printed.pasted import class_of
from rnnscope.words.printed.summary import origin as summary_origin

RECONCILED = "Why summary() shows other totals"
READABLE = 200  # characters of a formula for the whole model
_USUAL = ("shape", "params", "formula")
_LOGICAL = "what the model is, without quantization and LoRA"


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report: a table, and what stands under it; `sections` are titled sentences.

    Formulas stand below the names of their layers, or where it `is_beside` in columns of their own.
    """

    title: str
    headline: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    witnesses: tuple[str, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...]
    is_beside: bool = False

    @property
    def heard(self) -> tuple[str, ...]:
        """What the witnesses say, and where they do not agree."""
        return (*self.witnesses, *marked(self.findings))


def page(report: Report, choice: Choice | None = None, *, is_beside: bool = False) -> Page:
    """Lay a report out with all that there is to say."""
    choice = choice or Choice()
    view = View(report, choice.times, feeding(report))
    columns = tuple(_columns(report, choice))
    return Page(
        title=title(report),
        headline=tuple(headline(report)),
        columns=columns,
        rows=tuple(_rows(view, columns, choice)),
        totals=(*totals(report), *_total_formula(report, choice.times)),
        sections=tuple(_sections(report, choice.times)),
        witnesses=tuple(in_full(report)),
        findings=tuple(findings(report)),
        notes=tuple(notes(report)),
        is_beside=is_beside,
    )


def _rows(view: View, columns: tuple[Column, ...], choice: Choice) -> Iterator[Row]:
    if choice.is_picked:
        from rnnscope.pages.table.picking import picked_rows

        return picked_rows(view, columns, choice)
    return rows(view, view.report.layers, columns, choice.depth)


def _columns(report: Report, choice: Choice) -> Iterator[Column]:
    """Yield the columns; a witness that agrees throughout says so once, above the table."""
    yield from (COLUMNS[name] for name in choice.column_names(_USUAL))
    if not choice.columns or choice.columns.startswith("+"):
        heard = (each for each in report.witnesses if each.spoke)
        yield from (witness_column(e.name) for e in heard if not is_told_in_full(report, e))


def called(report: Report, unnamed: str = "the model") -> str:
    """Name the model; many a printed summary tells no name."""
    return named(report.name) or unnamed


def title(report: Report) -> str:
    """Name the model: its class, where it is from, and of which Keras."""
    where = f" in {visible(report.source)}" if report.source else ""
    version = f", Keras {named(report.keras_version)}" if report.keras_version else ""
    version = f", {summary_origin(report)}" if report.printed else version
    weights = f", weights in {visible(report.weights)}" if report.weights else ""
    name = f" {named(report.name)!r}" if report.name else ""
    return f"{named(class_of(report))}{name}{where}{weights}{version}"


def _is_doubtful(report: Report) -> bool:
    """Tell whether the printed totals do not bear out what is assumed of a quantized model."""
    return report.freezing is not None and not report.freezing.is_told


def totals(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the totals, each with its label."""
    is_sized = report.total is not None and report.printed is None  # which tells no dtype
    size = f" ({report.bytes:,} bytes)" if is_sized else ""
    yield "Total params", params_text(report.total) + size + _printed_total(report)
    if report.logical != report.total and not _is_doubtful(report):
        yield "Logical params", f"{params_text(report.logical)} ({_LOGICAL})"
    yield "Trainable params", _told(report, report.trainable, lambda row: row.trainable)
    yield "Non-trainable params", _told(report, report.non_trainable, lambda row: row.non_trainable)
    if report.optimizer:
        yield "Optimizer variables", f"{report.optimizer:,}"


def _printed_total(report: Report) -> str:
    """Say what a printed summary has for its total where its rows give another."""
    printed = report.printed
    if printed is None:
        return ""
    if printed.total is None:
        return " (the rows; no total is printed)"
    total = printed.total - (printed.optimizer or 0)
    return f" (the rows; the text says {total:,})" if total != report.total else ""


def _told(report: Report, number: int | None, of: Callable[[LayerReport], int | None]) -> str:
    """Write a total; beside what a printed summary has, where rows are missing, what these have."""
    if report.printed is None:
        return params_text(number)
    if number is None:
        return "not printed"
    if report.printed.total is None or not _printed_total(report):
        return params_text(number)
    rows = known_sum(map(of, report.layers))
    if report.freezing is None or not report.freezing.is_told or rows is None:
        return f"{number:,} (the text; of the rows it is not told)"
    return f"{rows:,} (the rows; the text says {number:,})" if rows != number else f"{number:,}"


def _total_formula(report: Report, times: str) -> Iterator[tuple[str, str]]:
    formula = report.total_formula
    if formula and len(formula) <= READABLE:
        yield "Total formula", visible(drawn(formula, times))


def _sections(report: Report, times: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    from rnnscope.pages.said.compute_lines import TITLE, model_lines

    reconciled = report.reconciliation
    said = tuple(cell(each, ", ") for each in model_sentences(report) if each not in reconciled)
    if said:
        yield "About this model", said
    yield TITLE, tuple(model_lines(report, times))
    if reconciled:
        yield RECONCILED, tuple(cell(sentence, ", ") for sentence in reconciled)


def notes(report: Report) -> Iterator[str]:
    """Yield what else is to be known of the report."""
    yield from (visible(cut(note, SENTENCE)) for note in report.notes)
    unknown = [row.path for row in report.layers if row.params is None]
    if unknown:
        yield f"The total is not known, since the count of {named(unknown[0])} is not."
    elif report.trainable is None and report.printed is None:
        yield "Nothing says which of the stored weights are trainable."
