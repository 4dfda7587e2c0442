"""What all ways to write an equation have in common: which parts need brackets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from rnnscope.equations.structure import (
    Binary,
    Call,
    Group,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Span,
    Squared,
    Statement,
    Transposed,
    Word,
)

SUM, PRODUCT, SIGNED, SINGLE = range(4)  # how tight the parts of a node hold together
_BINARY = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT}


class Writer:
    """Writes nodes; a format says how each kind is written once its parts are.

    A sign that stands between a number and something is `×`; in an index it is left out.
    """

    fraction_holds = PRODUCT  # how tight a fraction is: one with a line needs no brackets

    def __init__(self) -> None:
        self.met = dict[str, None]()  # the signs that have been written, for a legend
        self.in_index = False

    def line(self, statement: Statement) -> tuple[str, str, str]:
        """Write both sides of a line, and what is between them."""
        left, right = self.listed(statement.targets), self.listed(statement.values)
        return left, self.sign(statement.sign), right

    def listed(self, nodes: Iterable[Node]) -> str:
        """Write several nodes, one after the other."""
        return self.joined([self.node(node) for node in nodes], ",")

    def node(self, node: Node, least: int = SUM) -> str:
        """Write a node, in brackets where it holds together less than it has to there."""
        text = self._node(node)
        return text if _holds(node, self.fraction_holds) >= least else self.bracketed(text)

    def _node(self, node: Node) -> str:  # noqa: C901, PLR0911, PLR0912  # a kind, a line
        match node:
            case Number(value, name):
                return self.name(name) if name else self.number(value)
            case Name(name):
                return self.name(name)
            case Word(text):
                return self.word(text)
            case Call(function, arguments):
                return self.call(function, arguments)
            case Over(function, index, body):
                return self.over(function, index, body)
            case Binary(sign, left, right):
                return self.binary(sign, left, right)
            case Negative(body):
                return self.joined([self.sign("-"), self.node(body, SIGNED)], "")
            case Squared(body):
                return self.raised(self.node(body, SINGLE), "2")
            case Transposed(body):
                return self.raised(self.node(body, SINGLE), "T")
            case Index(array, places):
                return self.index(array, places)
            case Span(start, stop):
                ends = [self.node(end) if end else "" for end in (start, stop)]
                return self.joined([ends[0], self.sign(":"), ends[1]], "")
            case Group(index):
                return self.joined([self.plain("group "), self.node(index)], "")
            case _:
                assert_never(node)

    def binary(self, sign: str, left: Node, right: Node) -> str:
        """Write two sides and what is between them."""
        if sign == "*" and isinstance(right, Number) and not isinstance(left, Number):
            left, right = right, left
        if sign == "/":
            return self.divided(left, right)
        if sign == "*" and isinstance(left, Number):
            sign = "" if self.in_index and not isinstance(left.value, tuple) else "×"
        level = _BINARY.get(sign, PRODUCT)
        before = SINGLE if _is_other_product(sign, left) else level
        after = level + (sign in ("-", "@", "*"))
        return self.joined(
            [self.node(left, before), self.sign(sign), self.node(right, after)], self.space(sign)
        )

    def number(self, value: float | tuple[int, ...]) -> str:
        """Write a number."""
        raise NotImplementedError

    def name(self, name: str) -> str:
        """Write a name."""
        raise NotImplementedError

    def word(self, text: str) -> str:
        """Write a text that a setting holds, in quotes."""
        return self.plain(f'"{text}"')

    def plain(self, text: str) -> str:
        """Write words."""
        raise NotImplementedError

    def sign(self, sign: str) -> str:
        """Write a sign."""
        raise NotImplementedError

    def space(self, sign: str) -> str:
        """Return what stands on both sides of a sign."""
        raise NotImplementedError

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        """Write a function of something."""
        raise NotImplementedError

    def over(self, function: str, index: Node, body: Node) -> str:
        """Write a sum or the like."""
        raise NotImplementedError

    def divided(self, left: Node, right: Node) -> str:
        """Write a fraction."""
        raise NotImplementedError

    def raised(self, text: str, by: str) -> str:
        """Write a text with what stands above it."""
        raise NotImplementedError

    def index(self, array: Node, places: tuple[Node, ...]) -> str:
        """Write something at a place."""
        raise NotImplementedError

    def joined(self, texts: list[str], between: str = "") -> str:
        """Write texts one after the other."""
        raise NotImplementedError

    def bracketed(self, text: str) -> str:
        """Write a text in brackets."""
        raise NotImplementedError


def _is_other_product(sign: str, node: Node) -> bool:
    """Tell whether a node is the other kind of product: no rule says which of the two is first."""
    return isinstance(node, Binary) and {sign, node.sign} == {"*", "@"}


def _holds(node: Node, fraction: int) -> int:
    match node:
        case Binary("/"):
            return fraction
        case Binary(sign):
            return _BINARY[sign]
        case Negative():
            return SIGNED
        case _:
            return SINGLE
