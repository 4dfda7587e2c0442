"""Equations as LaTeX, of the kind that MathJax, KaTeX and LaTeX itself read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from rnnscope.equations.structure import Equation, Name, Node, Statement
from rnnscope.equations.writer import SINGLE, Writer

Words: TypeAlias = Callable[[str], str]

GREEK = ("alpha", "beta", "gamma", "epsilon")
_SIGNS = {"*": r"\odot", "@": r"\,", "×": r"\times", "+=": r"\mathrel{+}="}
_FUNCTIONS = {"sigmoid": r"\sigma", "tanh": r"\tanh", "exp": r"\exp", "log": r"\log"}
_FUNCTIONS |= {"cos": r"\cos", "max": r"\max", "min": r"\min"}
_OVER = {"sum": r"\sum", "product": r"\prod", "max": r"\max", "min": r"\min"}
_SPECIAL = re.compile(r"[\\{}$&#^_%~<>]")


def latex(equation: Equation, words: Words | None = None) -> str:
    """Write what is computed as one aligned display, without what marks it as mathematics."""
    lines = " \\\\\n".join(aligned(equation, words))
    return f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"


def aligned(equation: Equation, words: Words | None = None) -> Iterator[str]:
    """Yield the lines of what is computed, `&` before the sign at which they are aligned.

    `words` writes words, where what reads them needs another way than mathematics on a page.
    """
    writer = _Latex(words or _escaped)
    for left, sign, right in map(writer.line, equation.statements):
        yield f"{left} & {sign} {right}"


def target(line: Statement, words: Words | None = None) -> str:
    """Write what a line says something of."""
    return _Latex(words or _escaped).listed(line.targets)


class _Latex(Writer):
    fraction_holds = SINGLE - 1

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def number(self, value: float | tuple[int, ...]) -> str:
        if isinstance(value, float):
            number, _, power = repr(value).partition("e")
            by = f"10^{{{int(power)}}}" if power else ""
            return by if by and number == "1" else rf"{number} \times {by}" if by else number
        return str(value)

    def name(self, name: str) -> str:
        name, prime, _ = name.partition("'")
        letter, _, below = name.partition("_")
        if len(letter) > 1 or len(below) > 1:
            return self._word(name) + prime
        return letter + (f"_{{{below}}}" if below else "") + prime

    def _word(self, name: str) -> str:
        return f"\\{name}" if name in GREEK else rf"\mathrm{{{self.words(name)}}}"

    def plain(self, text: str) -> str:
        return rf"\text{{{self.words(text)}}}"

    def sign(self, sign: str) -> str:
        return _SIGNS.get(sign, sign)

    def space(self, sign: str) -> str:
        return " " if sign else ""

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        inner = self.listed(arguments)
        if function == "sqrt":
            return rf"\sqrt{{{inner}}}"
        if function in ("floor", "ceil"):
            return _around(rf"\l{function} ", inner, rf" \r{function}")
        name = _FUNCTIONS.get(function, rf"\operatorname{{{self.words(function)}}}")
        return f"{name}{self.bracketed(inner)}"

    def over(self, function: str, index: Node, body: Node) -> str:
        axis = "" if isinstance(index, Name) else r"\text{axis }"
        name = _OVER.get(function, rf"\operatorname*{{{self.words(function)}}}")
        return rf"{name}_{{{axis}{self.node(index)}}} {self.bracketed(self.node(body))}"

    def divided(self, left: Node, right: Node) -> str:
        return rf"\frac{{{self.node(left)}}}{{{self.node(right)}}}"

    def raised(self, text: str, by: str) -> str:
        return f"{text}^{{{by}}}" if by == "2" else rf"{text}^{{\top}}"

    def index(self, array: Node, places: tuple[Node, ...]) -> str:
        whole, before, self.in_index = self.node(array, SINGLE), self.in_index, True
        text = self.listed(places)
        self.in_index = before
        if whole.endswith("}") and "_{" in whole and not whole.startswith(("\\", "(")):
            return f"{whole[:-1]},{text}}}"
        return f"{whole}_{{{text}}}"

    def joined(self, texts: list[str], between: str = "") -> str:
        return (f"{between} " if between == "," else between).join(texts)

    def bracketed(self, text: str) -> str:
        return _around("(", text, ")")


def _around(left: str, text: str, right: str) -> str:
    """Put brackets around what may be a fraction, and they are as high as that."""
    return rf"\left{left}{text}\right{right}" if r"\frac" in text else f"{left}{text}{right}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda sign: r"\_" if sign[0] == "_" else rf"\char{ord(sign[0])} ", text)
