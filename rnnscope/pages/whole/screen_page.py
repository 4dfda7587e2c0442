"""A report as it is laid out for a screen: what matters first, and a hint where the rest is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from rnnscope.pages.said.cells import is_bare
from rnnscope.pages.said.verdicts import beyond_the_headline, findings, headline, marked
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.table.columns import COLUMNS, View
from rnnscope.pages.table.feeding import feeding
from rnnscope.pages.table.rows import rows
from rnnscope.pages.table.screen_table import ScreenTable
from rnnscope.pages.texts import cell, drawn, visible
from rnnscope.pages.whole.page import notes, title, totals
from rnnscope.report.report import LayerReport, Report
from rnnscope.words import model_sentences

SENTENCES = 6  # that are shown where not all are asked for
LONG = 30  # lines of a table, above which it has one for each layer
_LINES = 3  # that a layer with weights takes else
_USUAL = ("shape", "params", "formula")
_NAME = 40  # characters of a layer's path that is put into the hint


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """What a screen shows of a report, from its first line to its last.

    The headline is in parts that stay together; so are the totals.
    """

    title: str
    headline: tuple[str, ...]
    table: ScreenTable
    totals: tuple[tuple[str, ...], ...]
    witnesses: tuple[str, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    hint: str


def screen_page(report: Report, choice: Choice, pending: str = "") -> ScreenPage:
    """Lay a report out for a screen; `pending` names a witness that is still being asked."""
    table = table_of(report, choice)
    every = model_sentences(report, is_brief=table.is_compact)
    said = tuple(cell(sentence, ", ") for sentence in every)
    said = tuple(sentence for sentence in said if sentence not in table.shares)
    return ScreenPage(
        title=title(report),
        headline=tuple(headline(report, pending)),
        table=table,
        totals=tuple(_totals(report, choice)),
        witnesses=tuple(_witnesses(report)),
        sentences=said if choice.everything else said[:SENTENCES],
        notes=tuple(notes(report)),
        hint=_hint(report, table) if choice.hint and not choice.everything else "",
    )


def table_of(report: Report, choice: Choice) -> ScreenTable:
    """Lay out the table of layers, a line for each where there are very many lines."""
    is_long = not choice.everything and _is_long(report, choice.depth)
    if is_long or choice.is_picked:
        from rnnscope.pages.table.compact import compact_table

        return compact_table(report, choice, is_long=is_long)
    view = View(report, choice.times, feeding(report))
    columns = tuple(COLUMNS[name] for name in choice.column_names(_USUAL))
    every = rows(view, report.layers, columns, choice.depth, with_exceptions=True)
    return ScreenTable(columns, tuple(every))


def _is_long(report: Report, depth: int | None) -> bool:
    """Tell whether the rows would take more lines than are looked through."""
    lines = 0
    for layer in _shown(report.layers, depth):
        lines += 1 if is_bare(layer) else _LINES
        if lines > LONG:
            return True
    return False


def _shown(
    layers: tuple[LayerReport, ...], depth: int | None, at: int = 1
) -> Iterator[LayerReport]:
    for layer in layers:
        yield layer
        if depth is None or at < depth:
            yield from _shown(layer.children, depth, at + 1)


def _witnesses(report: Report) -> Iterator[str]:
    """Yield what the headline has no room for, and where the witnesses differ."""
    yield from beyond_the_headline(report)
    yield from marked(findings(report))


def _totals(report: Report, choice: Choice) -> Iterator[tuple[str, ...]]:
    """Yield the totals in two lines, and their formula where all is asked for."""
    said = [f"{label}: {text}" for label, text in totals(report)]
    whole = [*takewhile(lambda text: not text.startswith("Trainable"), said)]
    yield from (tuple(whole), tuple(said[len(whole) :]))
    formula = report.total_formula if choice.everything else None
    if formula:
        yield (f"Total formula: {cell(visible(drawn(formula, choice.times)))}",)
    if choice.everything or "macs" in choice.column_names(_USUAL):
        from rnnscope.pages.said.compute_lines import model_lines

        yield from ((line,) for line in model_lines(report, choice.times))


def _hint(report: Report, table: ScreenTable) -> str:
    """Say where the rest is: the layer that has the most weights, for an example."""
    if table.is_folded:
        return "--layer NAME explains a layer in full; --no-fold unfolds; --all says everything"
    largest = max(report.layers, key=lambda layer: layer.params or 0, default=None)
    name = shlex.quote(visible(largest.path)) if largest and len(largest.path) <= _NAME else "NAME"
    return f"--layer {name} explains one layer in full; --all says everything"
