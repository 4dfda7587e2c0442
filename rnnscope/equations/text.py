"""Equations as text: in Unicode, or in ASCII alone."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.equations.structure import Equation, Name, Node, Statement
from rnnscope.equations.writer import PRODUCT, SIGNED, SINGLE, Writer

_UNICODE = {"*": "⊙", "@": "·"}
_ASCII = {"×": "*"}
_MEANINGS = {
    "·": "matrix product",
    "@": "matrix product",
    "⊙": "element by element",
    "*": "element by element",
    "σ": "sigmoid",
    "√": "square root",
    "ᵀ": "transposed",
    "^T": "transposed",
}


def text_lines(equation: Equation, *, ascii_only: bool = False) -> tuple[str, ...]:
    """Write an equation as lines: what is computed, what the letters are, what the signs mean."""
    writer = _Text(ascii_only=ascii_only)
    sides = [writer.line(line) for line in equation.statements]
    lines = map(" ".join, sides)
    notes = (note.text for note in equation.notes)
    return (*lines, *defined(equation), *notes, *_legend(writer))


def defined(equation: Equation) -> Iterator[str]:
    """Write which part of which weight each letter is, and what the numbers in it are."""
    yield from (", ".join(map(_defined, lines)) for lines in equation.definitions)
    if equation.numbers:
        yield ", ".join(f"{name} = {text}" for name, text in equation.numbers)


def _defined(line: Statement) -> str:
    return " ".join(sides(line))


def sides(line: Statement) -> tuple[str, str, str]:
    """Write both sides of a line, and what is between them."""
    return _Text().line(line)


def _legend(writer: Writer) -> Iterator[str]:
    signs = [f"{sign} {_MEANINGS[sign]}" for sign in writer.met if sign in _MEANINGS]
    if signs:
        yield ", ".join(signs)


class _Text(Writer):
    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.ascii_only = ascii_only
        self.tight = ("",) if ascii_only else ("", "@")

    def number(self, value: float | tuple[int, ...]) -> str:
        return str(value)

    def name(self, name: str) -> str:
        return name

    def plain(self, text: str) -> str:
        return text

    def sign(self, sign: str) -> str:
        sign = (_ASCII if self.ascii_only else _UNICODE).get(sign, sign)
        self.met[sign] = None
        return sign

    def space(self, sign: str) -> str:
        return "" if sign in self.tight or self.in_index else " "

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        short = "" if self.ascii_only else {"sigmoid": "σ", "sqrt": "√"}.get(function, "")
        self.met[short] = None
        inner = self.listed(arguments)
        is_plain = short == "√" and inner.isalnum()
        return f"{short}{inner}" if is_plain else f"{short or function}({inner})"

    def over(self, function: str, index: Node, body: Node) -> str:
        axis = "" if isinstance(index, Name) else "axis "
        return f"{function} over {axis}{self.node(index)} ({self.node(body)})"

    def divided(self, left: Node, right: Node) -> str:
        return f"{self.node(left, PRODUCT)}/{self.node(right, SIGNED)}"

    def raised(self, text: str, by: str) -> str:
        sign = f"^{by}" if self.ascii_only else {"2": "²", "T": "ᵀ"}[by]
        self.met[sign] = None
        return text + sign

    def index(self, array: Node, places: tuple[Node, ...]) -> str:
        whole, before, self.in_index = self.node(array, SINGLE), self.in_index, True
        text = f"{whole}[{self.listed(places)}]"
        self.in_index = before
        return text

    def joined(self, texts: list[str], between: str = "") -> str:
        return (f"{between} " if between == "," else between).join(texts)

    def bracketed(self, text: str) -> str:
        return f"({text})"
