"""One layer as a page of its own, whose numbers can be touched as on that of its model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rnnscope.mistakes.in_total import counted_rows
from rnnscope.mistakes.seen import makers_of
from rnnscope.mistakes.usual import usual_with
from rnnscope.pages.explorable.counts import Count
from rnnscope.pages.explorable.page import ASKED, MISTAKES, diagrams_of
from rnnscope.pages.explorable.parts import Card, Row
from rnnscope.pages.explorable.walk import cards_of
from rnnscope.pages.said.verdicts import exceptions
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.whole.page import title
from rnnscope.report.recounting import Recounting
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.why_not import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorableLayer:
    """The page of one layer; `total` and `recounting` are those of the model around it.

    `signs` are verdicts that are other than what is said of the model.
    """

    title: str
    card: Card
    signs: tuple[str, ...]
    total: Count
    recounting: Recounting

    @property
    def example(self) -> int | None:
        """A number that somebody could have expected instead: what the likeliest mistake gives."""
        return next((cause.count for card in self.cards for cause in card.mistakes), None)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows among which a layer is looked for: none."""
        return ()

    @property
    def cards(self) -> Iterator[Card]:
        """All cards that count something, by their index; those inside others too."""
        yield from sorted(cards_of(self.card), key=lambda card: card.index or 0)


def explorable_layer(report: Report, name: str, choice: Choice) -> ExplorableLayer:
    """Lay one layer out, with those inside it.

    Raises:
        UnknownLayerNameError: the model has no such layer.

    """
    layer = report[name]
    cards = diagrams_of(report, choice, _mistakes(report, layer), layer).cards
    return ExplorableLayer(
        title=title(report),
        card=cards.card(layer),
        signs=tuple(exceptions(report, layer)),
        total=cards.counts.of_layers(report.layers),
        recounting=cards.counts.recounting,
    )


def _mistakes(report: Report, layer: LayerReport) -> dict[str, tuple[Cause, ...]]:
    """Return the usual mistakes with a layer, or with those of a model, whatever others count."""
    makers = makers_of(report)
    asked = islice(counted_rows([layer]), ASKED)
    return {each.path: usual_with(each, report, makers, each=MISTAKES) for each in asked}
