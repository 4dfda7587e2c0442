"""The terms of a layer's formula: each counts one weight, or several of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.algebra.expr import Expr, Symbol, total
from rnnscope.pages.explorable.marking import colours_of
from rnnscope.pages.texts import cell, drawn, drawn_size, named
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport, divided, factored
from rnnscope.wording import grouped, sized
from rnnscope.words.layers.terms import in_order, meaning_of

_LONG = 24  # sizes in a product whose values stand by themselves
MOST = 50  # terms that are told one by one: a layer has more only if somebody made it so
_MARK = "\1"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a product in numbers: the value of a size, by its name, or what is between."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its formula, whole and as it stands behind what is taken out, and its numbers.

    `weights` are those that it counts as they are written, `names` as they are; `count` is how
    many numbers they have.
    """

    weights: tuple[str, ...]
    names: tuple[str, ...]
    colour: str
    meaning: str
    formula: str
    inside: str
    numbers: tuple[Piece, ...]
    params: int
    count: Expr


@dataclass(frozen=True, slots=True)
class Ledger:
    """The formula of a layer's own weights: what is taken out of the sum, and its terms."""

    taken_out: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    more: int = 0

    @property
    def places(self) -> dict[str, int]:
        """The number of the term that counts each weight, by its name."""
        return {weight: i for i, term in enumerate(self.terms) for weight in term.names}


def ledger(layer: LayerReport, times: str) -> Ledger:
    """Return the terms of a layer's own count, which add up to it."""
    groups: dict[tuple[Expr, str], list[WeightReport]] = {}
    marks = colours_of(layer.weights)
    for weight in in_order(layer):
        groups.setdefault((weight.count, marks[weight.name]), []).append(weight)
    factors = factored(layer.own)[0] if len(groups) > 1 else ()
    terms = tuple(_term(weights, marks, factors, times) for weights in groups.values())
    names = tuple(named(size.name) for size in factors)
    return Ledger(names, terms[:MOST], max(0, len(terms) - MOST))


def _term(
    weights: Sequence[WeightReport], marks: dict[str, str], factors: Sequence[Symbol], times: str
) -> Term:
    count = total(weight.count for weight in weights)
    inside = count
    for factor in factors:
        inside = divided(inside, factor) or inside
    meanings = dict.fromkeys(meaning_of(weight) for weight in weights)
    return Term(
        weights=tuple(named(weight.name) for weight in weights),
        names=tuple(weight.name for weight in weights),
        colour=marks[weights[0].name],
        meaning=cell("; ".join(filter(None, meanings)), "; "),
        formula=_in_names(count, times),
        inside=_in_names(inside, times),
        numbers=tuple(pieces(count, times)),
        params=sum(weight.params for weight in weights),
        count=count,
    )


def _in_names(count: Expr, times: str) -> str:
    return cell(drawn_size(count, lambda size: named(size.name), times))


def pieces(count: Expr, times: str) -> Iterator[Piece]:
    """Yield a product in numbers, the value of each size by itself."""
    if count.length > _LONG:
        yield Piece(cell(drawn(grouped(count.numbers()), times)))
        return
    sizes: list[Symbol] = []

    def marked(size: Symbol) -> str:
        sizes.append(size)
        return _MARK

    signs = drawn_size(count, marked, times).split(_MARK)
    for sign, size in zip(signs, sizes, strict=False):
        yield from [Piece(sign)] if sign else []
        yield Piece(sized(size.value), named(size.name))
    yield from [Piece(signs[-1])] if signs[-1] else []
