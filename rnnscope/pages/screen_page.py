"""A report as it is laid out for a screen: what matters first, and a hint where the rest is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from rnnscope.pages.by_class import formulas, shares
from rnnscope.pages.choice import Choice
from rnnscope.pages.columns import COLUMNS, Column, View
from rnnscope.pages.compact import Compact, is_bare
from rnnscope.pages.page import Row, findings, notes, rows, title, totals
from rnnscope.pages.picking import Picked, picked
from rnnscope.pages.texts import cell, drawn, params_text, visible
from rnnscope.pages.verdicts import DIFFERS, beyond_the_headline, headline
from rnnscope.report.report import LayerReport, Report
from rnnscope.words import model_sentences

SENTENCES = 6  # that are shown where not all are asked for
LONG = 30  # lines of a table, above which it has one for each layer
_LINES = 3  # that a layer with weights takes else
_FULL = ("shape", "params", "formula")
_COMPACT = ("shape", "params", "numbers")
_NAME = 40  # characters of a layer's path that is put into the hint


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """What a screen shows of a report, from its first line to its last.

    The headline is in parts that stay together; so are the shares and the totals.
    """

    title: str
    headline: tuple[str, ...]
    shares: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_compact: bool
    formulas: tuple[str, ...]
    totals: tuple[tuple[str, ...], ...]
    witnesses: tuple[str, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    hint: str


def screen_page(report: Report, choice: Choice, pending: str = "") -> ScreenPage:
    """Lay a report out for a screen; `pending` names a witness that is still being asked."""
    view = View(report, choice.times)
    chosen = picked(report, choice) if choice.is_picked else None
    is_long = not choice.everything and _is_long(report, choice.depth)
    is_compact = is_long or chosen is not None
    columns = tuple(
        COLUMNS[name] for name in choice.column_names(_COMPACT if is_compact else _FULL)
    )
    said = tuple(cell(sentence, ", ") for sentence in model_sentences(report))
    return ScreenPage(
        title=title(report),
        headline=(f"{params_text(report.total)} parameters", *headline(report, pending)),
        shares=tuple(shares(report)) if is_long else (),
        columns=columns,
        rows=tuple(_rows(view, columns, choice, chosen, is_compact=is_compact)),
        is_compact=is_compact,
        formulas=tuple(formulas(report, choice.times)) if is_compact else (),
        totals=tuple(_totals(report, choice)),
        witnesses=tuple(_witnesses(report)),
        sentences=said if choice.everything else said[:SENTENCES],
        notes=tuple(notes(report)),
        hint="" if choice.everything else _hint(report, is_folded=is_long and chosen is None),
    )


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


def _rows(
    view: View,
    columns: tuple[Column, ...],
    choice: Choice,
    chosen: Picked | None,
    *,
    is_compact: bool,
) -> Iterator[Row]:
    if chosen is not None:
        yield from Compact(view, columns, choice).picked(chosen)
    elif is_compact:
        yield from Compact(view, columns, choice).rows(view.report.layers)
    else:
        yield from rows(view, view.report.layers, columns, choice.depth, with_exceptions=True)


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


def _hint(report: Report, *, is_folded: bool) -> str:
    """Say where the rest is: the layer that has the most weights, for an example."""
    if is_folded:
        return "--layer NAME explains a layer in full; --no-fold unfolds; --all says everything"
    largest = max(report.layers, key=lambda layer: layer.params or 0, default=None)
    name = shlex.quote(visible(largest.path)) if largest and len(largest.path) <= _NAME else "NAME"
    return f"--layer {name} explains one layer in full; --all says everything"
