"""An equation for one layer: only the lines that hold, with its numbers, and nothing it has not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from rnnscope.equations.arithmetic import folded
from rnnscope.equations.facts import INPUTS, Facts
from rnnscope.equations.structure import (
    Binary,
    Call,
    Equation,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Span,
    Statement,
    Word,
    is_node,
    name_of,
    parts,
)
from rnnscope.equations.tidying import asked_for, grouped, names, placed, single

_LARGEST = 10**12  # a number that is written out
_PLAIN = re.compile(r"[A-Za-z0-9_.,> -]{1,80}")  # as the equation of an EinsumDense
_ONES = (1, 1.0)  # of a setting: a factor that leaves no trace


def resolved(equation: Equation, facts: Facts) -> Equation:
    """Return an equation as it is for one layer.

    Left out are the lines whose condition does not hold, weights that the layer has
    not, factors of 1 and summands of 0.  Settings stand as their numbers, functions by
    their names, and each gate's part of a weight as the slice that it is.
    """
    lines = [line for line in equation.statements if facts.holds(line.condition)]
    notes = [note for note in equation.notes if facts.holds(note.condition)]
    explained = (name for note in notes for name in note.subjects)
    layer = _Layer(facts, _known(lines, explained, facts))
    wanted = asked_for(layer.settled(lines))
    statements = placed(wanted)
    plain = [line for line in statements if not _is_definition(line, facts)]
    used = set(names(plain))
    met = {name: text for line in wanted for name, text in layer.numbers[line.targets].items()}
    numbers = {name: text for name, text in met.items() if text not in ("0", "0.0")}
    return Equation(
        tuple(plain),
        grouped(each for line in statements if line not in plain for each in single(line)),
        tuple(numbers.items()),
        tuple(note for note in notes if not used.union(numbers).isdisjoint(note.subjects)),
    )


def _is_definition(line: Statement, facts: Facts) -> bool:
    """Tell whether a line only says which part of which weight a letter is."""
    return all(
        name_of(value) in facts.weights and isinstance(value, Name | Index) for value in line.values
    )


def _known(lines: Iterable[Statement], explained: Iterable[str], facts: Facts) -> set[str]:
    """Return the names that stand for something in this layer: all others it has not."""
    known = {*INPUTS, *facts.weights, *facts.settings, *explained}
    for part in parts(tuple(line.targets for line in lines)):
        if isinstance(part, Name):  # what is set, its places, and what a function is given
            known.add(part.name)
    for part in parts(tuple(line.values for line in lines)):
        if isinstance(part, Over) and isinstance(part.index, Name):
            known.add(part.index.name)
    return known


@dataclass(slots=True)
class _Layer:
    """What lines are resolved by, and what has been met in them so far."""

    facts: Facts
    known: set[str]
    absent: set[str] = field(default_factory=set)
    values: dict[str, Number] = field(default_factory=dict)
    numbers: dict[tuple[Node, ...], dict[str, str]] = field(default_factory=dict)
    met: dict[str, str] = field(default_factory=dict)

    def settled(self, lines: Iterable[Statement]) -> list[Statement]:
        """Resolve lines until no more names turn out to be nothing, or a number."""
        while True:
            before = len(self.absent) + len(self.values)
            self.numbers = {}
            found = list(self.statements(lines))
            if before == len(self.absent) + len(self.values):
                return found

    def statements(self, lines: Iterable[Statement]) -> Iterator[Statement]:
        """Resolve each line; one that sets a number is left out, and the number stands for it."""
        for line in lines:
            self.met = {}
            pairs = self.pairs(line)
            self.absent |= {*map(name_of, line.targets)} - {name_of(each) for each, _ in pairs}
            match pairs:
                case []:
                    pass
                case [(Name(name), Number(number))]:
                    self.values[name] = _sized(name, number)
                case _:
                    targets, values = zip(*pairs, strict=True)
                    self.numbers[targets] = self.met
                    # A function may give several things at once.
                    is_one = len(line.values) == 1 and len({*values}) == 1
                    yield Statement(targets, values[:1] if is_one else values, line.sign)

    def pairs(self, line: Statement) -> list[tuple[Node, Node]]:
        """Return what a line sets, each with its value, without what the layer has not."""
        targets = list(map(self.target, line.targets))
        values: list[Node | None]
        match line.values:
            case (Call("split", (array,)),):
                whole = self.node(array)
                values = [] if whole is None else [*self.split(whole, len(targets))]
            case (value,):
                values = [self.node(value)] * len(targets)
            case _:
                values = [self.node(value) for value in line.values]
        both = zip(targets, values, strict=False)
        return [(target, value) for target, value in both if value is not None]

    def target(self, node: Node) -> Node:
        """Return what a line sets, with its places resolved."""
        if not isinstance(node, Index):
            return node
        return Index(node.array, tuple(self.node(place) or place for place in node.places))

    def split(self, array: Node, count: int) -> list[Node]:
        """Return the equal parts of a weight along its last axis."""
        shape = self.facts.weights[name_of(array)]
        first = array.places if isinstance(array, Index) else ()
        size = shape[-1] // count
        rest = len(shape) - len(first) - 1
        spans: list[Node] = [Name("...")] if rest > 1 else [Span()] * rest
        name = array.array if isinstance(array, Index) else array
        return [
            Index(name, (*first, *spans, Span(Number(i * size), Number((i + 1) * size))))
            for i in range(count)
        ]

    def node(self, node: Node) -> Node | None:
        """Return a node resolved; None for what the layer has not."""
        match node:
            case Name(name):
                return self.named(name)
            case Binary(sign, left, right):
                return self.binary(sign, self.node(left), self.node(right))
            case Call(function, arguments):
                return self.call(function, arguments)
            case _:
                return self.inside(node)

    def inside(self, node: Node) -> Node | None:
        """Return a node with what is in it resolved; None where what it is about is nothing."""
        found = {each.name: getattr(node, each.name) for each in fields(node)}
        for key, value in found.items():
            if key in ("body", "array"):
                found[key] = self.node(value)
            elif isinstance(value, tuple):
                found[key] = tuple(self.part(each) for each in value)
            else:
                found[key] = self.part(value)
        is_nothing = None in (found.get("body", node), found.get("array", node))
        return None if is_nothing else folded(type(node)(**found))

    def part(self, value: Any) -> Any:
        """Return a place or an index resolved; what is no node stays as it is."""
        return self.node(value) or value if is_node(value) else value

    def named(self, name: str) -> Node | None:
        if name in self.values:
            self.met[name] = str(self.values[name].value)
            return self.values[name]
        if name in self.absent or name not in self.known:
            return None
        if name in self.facts.settings and name not in self.facts.weights:
            return self.setting(name, self.facts.settings[name])
        return Name(name)

    def setting(self, name: str, value: Any) -> Node | None:
        match value:
            case int() | float() if abs(value) < _LARGEST:
                node: Node = Number(value)
            case str() if _PLAIN.fullmatch(value):
                node = Word(value)
            case [*sizes] if sizes and all(map(_is_size, sizes)):
                first, *rest = sizes
                node = Number(first) if set(rest) <= {first} else _sized(name, tuple(sizes))
            case None:
                return None
            case _:
                return Name(name)
        if not (isinstance(node, Number) and node.value in _ONES):
            self.met[name] = str(node.value) if isinstance(node, Number) else str(value)
        return node

    def binary(self, sign: str, left: Node | None, right: Node | None) -> Node | None:
        """Return what is left where one side is nothing; a matrix product is nothing then."""
        if left is None or right is None:
            if sign == "@":
                return None
            return Negative(right) if right and sign == "-" else left or right
        return folded(Binary(sign, left, right))

    def call(self, function: str, arguments: tuple[Node, ...]) -> Node | None:
        inner = tuple(each for each in map(self.node, arguments) if each is not None)
        if not inner:
            return None
        function = self.facts.function(function)
        if function == "linear" or (function in ("min", "max") and len(inner) == 1):
            return inner[0]
        return folded(Call(function, inner))


def _is_size(value: object) -> bool:
    return type(value) is int and abs(value) < _LARGEST


def _sized(name: str, value: float | tuple[int, ...]) -> Number:
    """Return a number; one for each axis keeps its name."""
    return Number(value, name if isinstance(value, tuple) else "")
