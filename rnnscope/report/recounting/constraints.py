"""What sizes have to be for a layer to take them, when other ones are put in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from rnnscope.algebra.expr import Expr, Operand
from rnnscope.algebra.joined import joined
from rnnscope.layers import Need
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.recounting.nodes import Table, Value
from rnnscope.wording import Word, cut, sized

REFUSED, UNCOUNTED = "Keras would refuse it: ", "it is not counted again: "


class Kind(Word):
    """What is asked of a size, by itself or beside another."""

    EQUAL = "equal"  # both the same, or both open
    SPREADS = "spreads"  # both the same, or the first is 1
    JOINS = "joins"  # both the same, or one of them is 1
    NOT_SPREAD = "not spread"  # both the same, or none of them is 1
    AT_LEAST = "at least"
    AT_MOST = "at most"
    MULTIPLE_OF = "multiple of"
    KNOWN = "known"  # not open


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a layer needs of sizes: `path` is the layer, `nodes` the sizes in the table.

    `words` say what comes of it when it is broken, in pieces between which the sizes stand: a
    number is the place among `nodes` of the one that stands there.
    """

    path: str
    kind: Kind
    nodes: tuple[int, ...]
    words: tuple[str | int, ...]

    def is_met(self, values: Sequence[Value]) -> bool:
        """Tell whether the sizes are what they have to be, with a value for each node."""
        first, *others = (values[node] for node in self.nodes)
        other = others[0] if others else None
        match self.kind:
            case Kind.EQUAL:
                return first == other
            case Kind.SPREADS:
                return first in (1, other)
            case Kind.JOINS:
                return first == other or 1 in (first, other)
            case Kind.NOT_SPREAD:
                return first == other or 1 not in (first, other)
            case Kind.KNOWN:
                return first is not None
            case Kind.AT_LEAST | Kind.AT_MOST | Kind.MULTIPLE_OF:
                return first is None or other is None or _fits(self.kind, first, other)
            case _:
                assert_never(self.kind)

    def sentence(self, values: Sequence[Value]) -> str:
        """Return the words with a value for each node."""
        return "".join(
            piece if isinstance(piece, str) else sized(values[self.nodes[piece]])
            for piece in self.words
        )

    def as_data(self) -> list[Any]:
        """Return it as plain data: `["at least", [3, 5], ["... at least ", 1, ", not ", 0]]`."""
        return [str(self.kind), list(self.nodes), list(self.words)]


def _fits(kind: Kind, size: int, bound: int) -> bool:
    if kind is Kind.AT_LEAST:
        return size >= bound
    if kind is Kind.AT_MOST:
        return size <= bound
    return bound > 0 and size % bound == 0


def constraints(rows: Iterator[LayerReport], table: Table) -> Iterator[Constraint]:
    """Yield what layers need in all their calls, as far as it is not met by any sizes."""
    met: set[tuple[Kind, tuple[int, ...]]] = set()
    for row in rows:
        for need in needs_of(row):
            for found in _of(need, row.path, table):
                key = found.kind, found.nodes
                is_plain = all(not isinstance(table.nodes[node], tuple) for node in found.nodes)
                if key not in met and not is_plain and len({*found.nodes}) == len(found.nodes):
                    met.add(key)
                    yield found


def needs_of(row: LayerReport) -> Iterator[Need]:
    """Yield what a layer needs by any of its calls."""
    yield from row.needs
    for call in row.calls:
        yield from call.needs


def _of(need: Need, path: str, table: Table) -> Iterator[Constraint]:
    """Yield what one need asks for."""
    size, name = table.node_of(need.size), cut(path)
    if need.for_formula:
        yield from _chosen_by(need, path, table)
        return
    if need.like is not None:
        yield from _alike(need.size, need.like, path, spreads=need.spreads, table=table)
    if need.known:
        unknown = (f"{REFUSED}{name} needs a size to be known that is left open",)
        yield Constraint(path, Kind.KNOWN, (size,), unknown)
    for kind, bound, told in _bounds(need):
        words = (f"{REFUSED}{name} needs a size to be {told}", 1, ", and it would be ", 0)
        yield Constraint(path, kind, (size, table.node_of(bound)), words)


def _bounds(need: Need) -> Iterator[tuple[Kind, Operand, str]]:
    """Yield what a size is held against, and how that is said."""
    if need.most is not None and need.least == need.most:
        yield Kind.EQUAL, need.most, ""
    elif need.most is not None:
        yield Kind.AT_MOST, need.most, "at most "
    if need.least not in (0, need.most):
        yield Kind.AT_LEAST, need.least, "at least "
    if need.divisor != 1:
        yield Kind.MULTIPLE_OF, need.divisor, "a multiple of "


def _chosen_by(need: Need, path: str, table: Table) -> Iterator[Constraint]:
    """Yield what sizes have to be for the formula of a layer to be the one that it has now."""
    size, words = (
        table.node_of(need.size),
        (f"{UNCOUNTED}{cut(path)} may have another formula for a size of ", 0),
    )
    if need.like is not None:
        yield Constraint(path, Kind.EQUAL, (size, table.node_of(need.like)), words)
    for kind, bound, _ in _bounds(need):
        yield Constraint(path, kind, (size, table.node_of(bound)), words)


def _alike(
    one: Expr, other: Expr, path: str, *, spreads: bool, table: Table
) -> Iterator[Constraint]:
    """Yield that two sizes are one; where one of the two is 1 now it may stay so.

    Where they are one now, and one of them becomes 1, Keras spreads it: the layer then puts
    out the other one, which is followed where the first is one size and no sum of some.
    """
    first, second = (one, other) if one.value == 1 else (other, one)
    is_one = spreads and first.value == 1 and second.value != 1
    nodes = table.node_of(first), table.node_of(second)
    kind = Kind.SPREADS if is_one else Kind.JOINS if spreads else Kind.EQUAL
    words = (
        f"{REFUSED}{cut(path)} needs two sizes to be the same, and they would be ",
        0,
        " and ",
        1,
    )
    yield Constraint(path, kind, nodes, words)
    put_out = joined(one, other).single
    if kind is Kind.JOINS and (put_out is None or put_out.joined is None):
        spread = (
            f"{UNCOUNTED}{cut(path)} would spread a size of 1, of two that would be ",
            0,
            " and ",
            1,
        )
        yield Constraint(path, Kind.NOT_SPREAD, nodes, spread)
