"""What a page's script needs to count again: numbers and names, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from rnnscope.algebra.expr import Expr
from rnnscope.drawings.measures import Program
from rnnscope.pages.explorable.layer import ExplorableLayer
from rnnscope.pages.explorable.names import Name
from rnnscope.pages.explorable.page import ExplorablePage
from rnnscope.pages.explorable.parts import Card
from rnnscope.pages.texts import named, visible
from rnnscope.report.recounting import Constraint, Knob, Recounting

EXACT = 2**53 - 1  # the greatest whole number that a script counts with exactly


def script_data(
    page: ExplorablePage | ExplorableLayer, sizes: Mapping[str, int | None]
) -> dict[str, Any]:
    """Return what the script of a page counts with, and the sizes that it shows at first.

    `model` is the node of the total, None where the model cannot be counted again.
    Nodes, constraints and pictures are as the report and the drawings write them.
    """
    recounting = page.recounting
    written = _Written(recounting)
    cards = [list(written.card(card)) for card in page.cards]
    total = page.total.value
    is_countable = recounting.is_sound and total is not None and total <= EXACT
    return {
        "total": total,
        "model": recounting.total if is_countable else None,
        "knobs": [list(_knob(knob, recounting)) for knob in recounting.knobs],
        "nodes": recounting.as_data(),
        "constraints": [_constraint(each) for each in recounting.constraints],
        "programs": [_program(program) for program in written.programs],
        "forms": [written.forms[number] for number in sorted(written.forms)],
        "texts": list(written.texts),
        "cards": cards,
        "rows": {row.number: list(row.names) for row in page.rows if len(row.names) > 1},
        "link": _link(sizes, recounting),
    }


def _link(sizes: Mapping[str, int | None], recounting: Recounting) -> str:
    """Write sizes as they stand in the address of a page."""
    parts = [
        f"{quote(named(name), safe='')}:{'any' if size is None else size}"
        for name, size in recounting.with_followers(sizes).items()
    ]
    return f"#set={','.join(parts)}" if parts else ""


def _knob(knob: Knob, recounting: Recounting) -> Iterator[Any]:
    """Yield value, least, whether it is locked, the names of all tied in it, and which it follows.

    The last is left out where it follows none.
    """
    yield from (knob.value, knob.least, int(bool(knob.locked)))
    yield [named(member) for member in knob.members]
    if knob.follows:
        yield [each.name for each in recounting.knobs].index(knob.follows)


def _constraint(constraint: Constraint) -> list[Any]:
    words = [visible(each) if isinstance(each, str) else each for each in constraint.words]
    return [str(constraint.kind), list(constraint.nodes), words]


def _program(program: Program) -> dict[str, Any]:
    return {"steps": list(program.steps), "places": list(program.places)}


@dataclass(slots=True)
class _Written:
    """Cards as data, and what several of them have in common: forms, programs of pictures."""

    recounting: Recounting
    forms: dict[int, dict[str, Any]] = field(default_factory=dict)
    programs: list[Program] = field(default_factory=list)
    texts: dict[str, int] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)

    def card(self, card: Card) -> Iterator[Any]:
        """Yield what the script needs of a card; its form is written once."""
        yield named(card.layer.path)
        yield card.params.value
        if card.form is None:
            return
        self.forms.setdefault(card.form, _form(card))
        yield card.form
        yield card.own.node
        yield self._nodes(name.symbol.expr for name in card.names)
        yield self._nodes(term.count for term in card.ledger.terms)
        yield list(self._pictures(card))
        yield [] if card.is_full else [self.origin(name) for name in card.names]

    def origin(self, name: Name) -> int:
        """Return the number of the text that says where a name is from; -1 for its knob's name."""
        if name.knob is not None and name.origin == named(self.recounting.knobs[name.knob].name):
            return -1
        return self.texts.setdefault(name.origin, len(self.texts))

    def _nodes(self, sizes: Iterable[Expr]) -> list[int]:
        return [self.recounting.node_of(size) for size in sizes]

    def _pictures(self, card: Card) -> Iterator[list[Any]]:
        for figure in card.pictures:
            number = self._known.setdefault(repr(figure.program), len(self.programs))
            if number == len(self.programs):
                self.programs.append(figure.program)
            yield [number, self._nodes(figure.sizes)]


def _form(card: Card) -> dict[str, Any]:
    return {
        "symbols": [name.name for name in card.names],
        "weights": [list(term.weights) for term in card.ledger.terms],
    }
