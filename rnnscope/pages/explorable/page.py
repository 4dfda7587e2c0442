"""A report as a page whose numbers can be touched: all that it shows, free of markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rnnscope.mistakes.usual import usual
from rnnscope.pages.explorable.cards import BRIEF, Cards
from rnnscope.pages.explorable.counts import Count, Counts
from rnnscope.pages.explorable.diagrams import Diagrams
from rnnscope.pages.explorable.entrances import InputView, inputs_of
from rnnscope.pages.explorable.parts import Card, Diagram, Fold, Row
from rnnscope.pages.explorable.repeats import Repeats
from rnnscope.pages.explorable.shares import ClassShare, classes, maps
from rnnscope.pages.explorable.walk import cards_in, rows_in
from rnnscope.pages.said.compute_lines import model_lines
from rnnscope.pages.said.verdicts import AGREES, DIFFERS, derived, how_verified, in_full
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.texts import cell, drawn_size, named, visible
from rnnscope.pages.whole.page import called, notes, title, totals
from rnnscope.report.inputs import inputs_or_reason
from rnnscope.report.polynomial import total_count
from rnnscope.report.recounting import Recounting
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.unbuilt import is_unbuilt
from rnnscope.report.why_not import Cause
from rnnscope.wording import SENTENCE, begun, cut
from rnnscope.words import model_sentences
from rnnscope.words.printed.pasted import class_of

SUMMED = 10  # layers whose counts are written as a sum under the total
SEEN = 3  # rows, above which a layer is looked for
MISTAKES = 5  # with each layer that are told
ASKED = 40  # layers whose usual mistakes are told
FORMULA = 2_000  # names in the formula of the whole model
_STATES = {AGREES: "agrees", DIFFERS: "differs"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a witness says in words: `state` is agrees, differs or silent."""

    state: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What witnesses do not agree on, and the number of the row that it is about."""

    text: str
    row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorablePage:
    """A whole page, from top to bottom."""

    name: str
    title: str
    kind: str
    total: Count
    is_unbuilt: bool
    findings: tuple[Finding, ...]
    verdicts: tuple[Said, ...]
    totals: tuple[tuple[str, str], ...]
    summed: tuple[Row, ...]
    maps: tuple[str, ...]
    classes: tuple[ClassShare, ...]
    inputs: tuple[InputView, ...]
    sentences: tuple[str, ...]
    diagram: Diagram
    mistakes: tuple[Cause, ...]
    formula: str
    work: tuple[str, ...]
    verified: tuple[str, ...]
    reconciled: tuple[str, ...]
    notes: tuple[str, ...]
    recounting: Recounting

    @property
    def is_long(self) -> bool:
        """True where a layer is looked for, rather than seen."""
        return len(self.rows) > SEEN or any(isinstance(line, Fold) for line in self.diagram.lines)

    @property
    def example(self) -> int | None:
        """A number that somebody could have expected instead: what the likeliest mistake gives."""
        rows = (row.card.mistakes for row in self.diagram.rows if row.card)
        causes = next(filter(None, rows), self.mistakes)
        return causes[0].count if causes else None

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows by their number; those of models inside too."""
        return tuple(sorted(rows_in(self.diagram), key=lambda row: row.number))

    @property
    def cards(self) -> Iterator[Card]:
        """All cards that count something, by their index; those inside others too."""
        yield from sorted(cards_in(self.diagram), key=lambda card: card.index or 0)


def explorable_page(report: Report, choice: Choice | None = None) -> ExplorablePage:
    """Lay a report out as the page."""
    choice = choice or Choice()
    mistakes = usual(report, each=MISTAKES, layers=ASKED)
    diagrams = diagrams_of(report, choice, mistakes.layers)
    counts = diagrams.cards.counts
    diagram = diagrams.whole()
    inputs = inputs_or_reason(report)
    reconciled = report.reconciliation
    return ExplorablePage(
        name=called(report, "The model"),
        title=title(report),
        kind=_kind(report),
        total=counts.of_layers(report.layers),
        is_unbuilt=is_unbuilt(report),
        findings=tuple(_findings(report, diagram)),
        verdicts=tuple(_verdicts(report)),
        totals=tuple(totals(report))[1:],
        summed=tuple(_summed(diagram, report.total)),
        maps=maps(report, diagram),
        classes=tuple(classes(report, counts)),
        inputs=tuple(inputs_of(report, inputs[0], counts.recounting)),
        sentences=tuple(
            cell(each, ", ")
            for each in model_sentences(report, inputs, with_axes=False)
            if each not in reconciled
        ),
        diagram=diagram,
        mistakes=mistakes.model,
        formula=_formula(report, choice.times),
        work=tuple(model_lines(report, choice.times)),
        verified=tuple(how_verified(report)),
        reconciled=tuple(cell(each, ", ") for each in reconciled),
        notes=(*notes(report), *_still(report, counts.recounting)),
        recounting=counts.recounting,
    )


def diagrams_of(
    report: Report,
    choice: Choice,
    mistakes: Mapping[str, tuple[Cause, ...]],
    single: LayerReport | None = None,
) -> Diagrams:
    """Return what makes the rows of a report, or of one layer that is told in full."""
    repeats = Repeats(report, choice)
    counts = Counts(repeats.recounting(single))
    is_brief = sum(1 for _ in report.walk()) > BRIEF
    cards = Cards(report, choice.times, counts, mistakes, choice.depth, single, is_brief=is_brief)
    return Diagrams(report, cards, repeats)


def _still(report: Report, recounting: Recounting) -> Iterator[str]:
    """Say why no size can be changed, where none can."""
    if report.total and recounting.reason:
        yield visible(f"{begun(recounting.reason)}.")
    elif report.total and not recounting.knobs:
        yield "No size can be changed here: none is known to be an argument or an input's axis."


def _kind(report: Report) -> str:
    version = f", Keras {named(report.keras_version)}" if report.keras_version else ""
    count = sum(layer.class_name != "InputLayer" for layer in report.layers)
    return f"{named(class_of(report))}, {count:,} layer{'s' * (count != 1)}{version}"


def _verdicts(report: Report) -> Iterator[Said]:
    for line in (derived(report), *in_full(report)):
        who, _, words = line[2:].partition(": ")
        yield Said(_STATES.get(line[0], "silent"), who, words)


def _findings(report: Report, diagram: Diagram) -> Iterator[Finding]:
    rows = {row.card.layer.path: row.number for row in rows_in(diagram) if row.card}
    for difference in report.differences:
        path = difference.layer
        while path and path not in rows:
            path = path.rpartition(".")[0]
        yield Finding(visible(cut(difference.text, SENTENCE)), rows.get(path))


def _summed(diagram: Diagram, total: int | None) -> Iterator[Row]:
    """Yield the rows that add up to the total, where they are few enough to be read as a sum."""
    rows = [row for row in diagram.rows if row.sum.value]
    is_all = total is not None and sum(row.sum.value or 0 for row in rows) == total
    if is_all and 1 < len(rows) <= SUMMED:
        yield from rows


def _formula(report: Report, times: str) -> str:
    """Write the total in the sizes that were set, where that is not beyond all reading."""
    count = total_count(report.layers)
    if count is None or not count.terms or count.length > FORMULA:
        return ""
    return drawn_size(count, lambda size: named(size.qualified), times)
