"""A report as it is laid out for a screen: what matters first, and a hint where the rest is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from rnnscope.pages.choice import Choice
from rnnscope.pages.columns import COLUMNS, Column, View
from rnnscope.pages.page import Row, findings, notes, row, title, totals
from rnnscope.pages.texts import cell, drawn, params_text, visible
from rnnscope.pages.verdicts import DIFFERS, beyond_the_headline, exceptions, headline
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend
from rnnscope.words import model_sentences

SENTENCES = 6  # that are shown where not all are asked for
_USUAL = ("shape", "params", "formula")
_NAME = 40  # characters of a layer's path that is put into the hint


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """What a screen shows of a report, from its first line to its last.

    The headline is in parts that stay together; so are the totals.
    """

    title: str
    headline: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[tuple[str, ...], ...]
    witnesses: tuple[str, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    hint: str


def screen_page(report: Report, choice: Choice, pending: str = "") -> ScreenPage:
    """Lay a report out for a screen; `pending` names a witness that is still being asked."""
    view = View(report, choice.times)
    columns = tuple(COLUMNS[name] for name in choice.column_names(_USUAL))
    said = tuple(cell(sentence, ", ") for sentence in model_sentences(report))
    return ScreenPage(
        title=title(report),
        headline=(f"{params_text(report.total)} parameters", *headline(report, pending)),
        columns=columns,
        rows=tuple(_rows(view, report.layers, columns, choice.depth)),
        totals=tuple(_totals(report, choice)),
        witnesses=tuple(_witnesses(report)),
        sentences=said if choice.everything else said[:SENTENCES],
        notes=tuple(notes(report)),
        hint="" if choice.everything else _hint(report),
    )


def _rows(
    view: View,
    layers: tuple[LayerReport, ...],
    columns: tuple[Column, ...],
    depth: int | None,
    at: int = 0,
) -> Iterator[Row]:
    for layer in layers:
        spend()
        yield row(view, layer, columns, at, *exceptions(view.report, layer))
        if depth is None or at + 1 < depth:
            yield from _rows(view, layer.children, columns, depth, at + 1)


def _witnesses(report: Report) -> Iterator[str]:
    """Yield what the headline has no room for, and where the witnesses differ."""
    yield from beyond_the_headline(report)
    yield from (f"{DIFFERS} {finding}" for finding in findings(report))


def _totals(report: Report, choice: Choice) -> Iterator[tuple[str, ...]]:
    """Yield the totals in two lines, and their formula where all is asked for."""
    said = [f"{label}: {text}" for label, text in totals(report)]
    whole = [*takewhile(lambda text: not text.startswith("Trainable"), said)]
    yield from (tuple(whole), tuple(said[len(whole) :]))
    formula = report.total_formula if choice.everything else None
    if formula:
        yield (f"Total formula: {cell(visible(drawn(formula, choice.times)))}",)


def _hint(report: Report) -> str:
    """Say where the rest is: the layer that has the most weights, for an example."""
    largest = max(report.layers, key=lambda layer: layer.params or 0, default=None)
    named = visible(largest.path) if largest else "NAME"
    name = shlex.quote(named) if named and len(named) <= _NAME else "NAME"
    return f"--layer {name} explains one layer in full; --all says everything"
