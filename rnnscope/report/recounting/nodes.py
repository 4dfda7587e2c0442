"""Every size and count of a model as one table, in which each needs only earlier ones.

A size is followed through all layers to those that somebody chose, each step once:
so the table of a deep model is as long as the model, and other sizes are put in by
going through it once.

>>> from rnnscope.algebra.sources import Source
>>> axis = Source(Origin.AXIS, axis=-1)
>>> units, input_dim = (Symbol(name, 4, "x", source=axis).expr for name in ("units", "input_dim"))
>>> table = Table({"x.units": 0, "x.input_dim": 1})
>>> count = table.node_of(units * input_dim + units)
>>> table.as_data()
[['k', 0], ['k', 1], ['+', [1, 0, 1], [1, 0]]]
>>> table.values([5, 8])[count]
45
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from rnnscope.algebra.expr import Atom, Expr, Operand, Quotient, Symbol, as_expr
from rnnscope.algebra.sources import Origin
from rnnscope.untrusted.limits import spend

Term: TypeAlias = tuple[int, tuple[int, ...]]
Node: TypeAlias = (
    int
    | tuple[Literal["knob"], int]
    | tuple[Literal["sum"], tuple[Term, ...]]
    | tuple[Literal["quotient"], int, int]
    | None
)
Value: TypeAlias = int | None

MOST = 2**256  # far beyond the elements of any tensor: greater values are this one


def is_knob(symbol: Symbol) -> bool:
    """Tell whether somebody chose a size: an argument of a layer, or an axis that flows in.

    The batch is none, and no size that the layer itself leaves open or makes.
    """
    if symbol.kind is Origin.SETTING:
        return symbol.value is not None and bool(symbol.source.setting)
    return symbol.kind is Origin.AXIS and symbol.source.axis != 0


@dataclass(slots=True)
class Table:
    """Nodes that grow as sizes are asked for; `knobs` are the numbers of those that move.

    A node is a number, None for a size that is open and stays so, a knob, a sum of
    products or a quotient that is rounded down.
    """

    knobs: Mapping[str, int]
    nodes: list[Node] = field(default_factory=list)
    _places: dict[Node, int] = field(default_factory=dict)
    _symbols: dict[int, int] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _kept: list[Symbol] = field(default_factory=list)  # else an id could be another's

    def node_of(self, size: Operand) -> int:
        """Return the number of a size's or a count's node; new ones are put at the end."""
        expr = as_expr(size)
        self._follow(expr)
        return self._expr(expr)

    def first(self, count: int) -> Table:
        """Return a table of its own with the first nodes of this one, as it was with those."""
        return Table(
            self.knobs,
            self.nodes[:count],
            {node: place for node, place in self._places.items() if place < count},
            {symbol: place for symbol, place in self._symbols.items() if place < count},
            dict(self._names),
            list(self._kept),
        )

    def _follow(self, expr: Expr) -> None:
        """Put every symbol into the table after those that it was computed from."""
        waiting = [symbol for symbol in _symbols(expr) if id(symbol) not in self._symbols]
        while waiting:
            symbol = waiting[-1]
            sizes = symbol.joined or (() if symbol.origin is None else (symbol.origin,))
            before = [each for size in sizes for each in _symbols(size)]
            missing = [each for each in before if id(each) not in self._symbols]
            if missing and id(symbol) not in self._symbols:
                waiting += missing
                continue
            waiting.pop()
            if id(symbol) not in self._symbols:
                spend()
                self._symbols[id(symbol)] = self._symbol(symbol)
                self._kept.append(symbol)

    def _symbol(self, symbol: Symbol) -> int:
        if symbol.joined is not None:
            return self._joined(*map(self._expr, symbol.joined))
        if symbol.origin is not None:
            return self._expr(symbol.origin)
        number = self.knobs.get(symbol.qualified) if is_knob(symbol) else None
        if number is None:
            return self._placed(symbol.value)
        self._names[number] = symbol.qualified
        return self._placed(("knob", number))

    def _joined(self, one: int, other: int) -> int:
        """Put in a size that is the other where it is 1 itself: `one + (other - 1)*(1//one)`."""
        if one == other or self._are_tied(one, other):
            return one
        is_one = self._quotient(self._placed(1), one)
        return self.sum_of([(1, (one,)), (1, (other, is_one)), (-1, (is_one,))])

    def _are_tied(self, one: int, other: int) -> bool:
        """Tell whether two nodes are knobs that have been tied since they were put in."""
        first, second = self.nodes[one], self.nodes[other]
        if not (isinstance(first, tuple) and isinstance(second, tuple)):
            return False
        if first[0] != "knob" or second[0] != "knob":
            return False
        return self.knobs[self._names[first[1]]] == self.knobs[self._names[second[1]]]

    def _expr(self, expr: Expr) -> int:
        if len(expr.terms) == 1 and expr.terms[0][1] == 1 and len(expr.terms[0][0]) == 1:
            return self._atom(expr.terms[0][0][0])
        return self.sum_of((n, tuple(map(self._atom, atoms))) for atoms, n in expr.terms)

    def _atom(self, atom: Atom) -> int:
        if isinstance(atom, Symbol):
            return self._symbols[id(atom)]
        return self._quotient(self._expr(atom.numerator), self._expr(atom.denominator))

    def sum_of(self, terms: Iterable[Term]) -> int:
        """Put in a sum, with its numbers worked out and equal products added up."""
        counts: Counter[tuple[int, ...]] = Counter()
        for coefficient, factors in terms:
            kept = []
            for factor in factors:
                node = self.nodes[factor]
                if isinstance(node, int):
                    coefficient *= node
                else:
                    kept.append(factor)
            counts[tuple(sorted(kept))] += coefficient
        known = tuple((n, factors) for factors, n in sorted(counts.items(), reverse=True) if n)
        if not known:
            return self._placed(0)
        if len(known) == 1 and not known[0][1]:
            return self._placed(known[0][0])
        if len(known) == 1 and known[0][0] == 1 and len(known[0][1]) == 1:
            return known[0][1][0]
        return self._placed(("sum", known))

    def _quotient(self, top: int, bottom: int) -> int:
        """Put in a division; what the divisor divides evenly of a number is taken out."""
        above, below = self.nodes[top], self.nodes[bottom]
        if isinstance(below, int):
            if below == 1:
                return top
            if below == 0:
                return self._placed(None)
            if isinstance(above, int):
                return self._placed(above // below)
            whole, rest = self._whole(top, below)
            if whole:
                quotient = self._placed(("quotient", rest, bottom))
                return self.sum_of([(1, (quotient,)), (whole, ())])
        return self._placed(("quotient", top, bottom))

    def _whole(self, top: int, divisor: int) -> tuple[int, int]:
        """Return how often a divisor is in the number of a sum, and the node of the rest."""
        node = self.nodes[top]
        if not isinstance(node, tuple) or node[0] != "sum":
            return 0, top
        number = next((n for n, factors in node[1] if not factors), 0)
        whole = number // divisor
        if not whole:
            return 0, top
        return whole, self.sum_of([*node[1], (-whole * divisor, ())])

    def _placed(self, node: Node) -> int:
        place = self._places.setdefault(node, len(self.nodes))
        if place == len(self.nodes):
            self.nodes.append(node)
        return place

    def values(self, sizes: Sequence[Value]) -> list[Value]:
        """Work out every node, with these sizes of the knobs."""
        spend(len(self.nodes))
        values: list[Value] = []
        for node in self.nodes:
            values.append(worked_out(node, values, sizes))
        return values

    def places_of(self, knob: int) -> list[int]:
        """Return the node that a knob is, if it is in the table."""
        place = self._places.get(("knob", knob))
        return [] if place is None else [place]

    def knobs_of(self, nodes: Iterable[int]) -> set[int]:
        """Return the knobs that some nodes depend on."""
        waiting, met, knobs = list(nodes), set[int](), set[int]()
        while waiting:
            place = waiting.pop()
            if place in met:
                continue
            spend()
            met.add(place)
            node = self.nodes[place]
            if isinstance(node, tuple) and node[0] == "knob":
                knobs.add(node[1])
            waiting += before(node)
        return knobs

    def as_data(self) -> list[Any]:
        """Return the nodes as plain data: `5`, `None`, `["k", 0]`, `["+", [3, 1, 2], [1, 4]]`.

        A sum lists its products, each with its number first; `["/", 3, 4]` is node 3 divided by
        node 4, rounded down.
        """
        return [_plain(node) for node in self.nodes]


def before(node: Node) -> Iterator[int]:
    """Yield the nodes that one is made of."""
    if isinstance(node, tuple) and node[0] == "quotient":
        yield from node[1:]
    elif isinstance(node, tuple) and node[0] == "sum":
        yield from (factor for _, factors in node[1] for factor in factors)


def worked_out(node: Node, values: Sequence[Value], sizes: Sequence[Value]) -> Value:
    """Return the value of a node, from those before it and the sizes of the knobs."""
    if not isinstance(node, tuple):
        return node
    if node[0] == "knob":
        return sizes[node[1]]
    if node[0] == "quotient":
        top, bottom = values[node[1]], values[node[2]]
        return None if top is None or not bottom else top // bottom
    result = 0
    for product, factors in node[1]:
        for factor in factors:
            value = values[factor]
            if value is None:
                return None
            product *= value
        result += product
    return max(-MOST, min(result, MOST))


def _plain(node: Node) -> Any:
    match node:
        case ("knob", number):
            return ["k", number]
        case ("quotient", top, bottom):
            return ["/", top, bottom]
        case ("sum", terms):
            return ["+", *([n, *factors] for n, factors in terms)]
        case _:
            return node


def _symbols(expr: Expr) -> Iterator[Symbol]:
    for atom in expr.atoms:
        if isinstance(atom, Quotient):
            yield from _symbols(atom.numerator)
            yield from _symbols(atom.denominator)
        else:
            yield atom
