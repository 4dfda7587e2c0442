"""All rows and all cards of a diagram, with those that are inside others."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.pages.explorable.parts import Card, Diagram, Row


def rows_in(diagram: Diagram) -> Iterator[Row]:
    """Yield the rows of a diagram, and of those inside it."""
    for row in diagram.rows:
        yield row
        if row.card:
            yield from (each for inside in _diagrams(row.card) for each in rows_in(inside))


def _diagrams(card: Card) -> Iterator[Diagram]:
    if card.inside:
        yield card.inside
    for child in card.children:
        yield from _diagrams(child.card)


def cards_in(diagram: Diagram) -> Iterator[Card]:
    """Yield the cards of a diagram that count something."""
    for row in diagram.rows:
        yield from cards_of(row.card) if row.card else ()


def cards_of(card: Card) -> Iterator[Card]:
    """Yield a card and those inside it, if they count something."""
    if card.index is not None:
        yield card
    for child in card.children:
        yield from cards_of(child.card)
    if card.inside:
        yield from cards_in(card.inside)
