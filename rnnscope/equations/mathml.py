"""Equations as MathML, which browsers draw without a script; one for each line."""

from __future__ import annotations

from collections.abc import Mapping

from rnnscope.equations.latex import GREEK
from rnnscope.equations.structure import Equation, Name, Node
from rnnscope.equations.writer import SINGLE, Writer
from rnnscope.wording import in_html

_LETTERS = dict(zip(GREEK, "αβγε", strict=True))
_SIGNS = {"*": "⊙", "-": "−"}
_OVER = {"sum": "∑", "product": "∏"}
_FENCES = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}


def mathml(equation: Equation, marks: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Write each line of what is computed as one `<math>`; `marks` are classes of names."""
    writer = _MathML()
    writer.marks = marks or {}
    lines = (writer.joined(list(writer.line(line))) for line in equation.statements)
    return tuple(f'<math displaystyle="true">{line}</math>' for line in lines)


class _MathML(Writer):
    fraction_holds = SINGLE
    marks: Mapping[str, str]

    def number(self, value: float | tuple[int, ...]) -> str:
        return f"<mn>{value}</mn>"

    def name(self, name: str) -> str:
        mark = f' class="{self.marks[name]}"' if name in self.marks else ""
        name, prime, _ = name.partition("'")
        letter, _, below = name.partition("_")
        text = f"<mi{mark}>{_LETTERS.get(name, in_html(name))}</mi>"
        if len(letter) == len(below) == 1:
            text = f"<msub{mark}><mi>{letter}</mi><mi>{below}</mi></msub>"
        return f"<msup>{text}<mo>′</mo></msup>" if prime else text

    def plain(self, text: str) -> str:
        return f"<mtext>{in_html(text).replace(' ', '&#160;')}</mtext>"

    def sign(self, sign: str) -> str:
        if sign in ("@", ""):
            return '<mspace width="0.2em"/>'
        return f"<mo>{_SIGNS.get(sign, sign)}</mo>"

    def space(self, sign: str) -> str:  # noqa: ARG002
        return ""

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        inner = self.listed(arguments)
        if function == "sqrt":
            return f"<msqrt>{inner}</msqrt>"
        if function in _FENCES:
            left, right = _FENCES[function]
            return f"<mo>{left}</mo>{inner}<mo>{right}</mo>"
        name = "σ" if function == "sigmoid" else in_html(function)
        return f"<mi>{name}</mi>{self.bracketed(inner)}"

    def over(self, function: str, index: Node, body: Node) -> str:
        axis = "" if isinstance(index, Name) else self.plain("axis ")
        name = f"<mo>{_OVER.get(function, function)}</mo>"
        below = _row(f"{axis}{self.node(index)}")
        return f"<munder>{name}{below}</munder>{self.bracketed(self.node(body))}"

    def divided(self, left: Node, right: Node) -> str:
        return f"<mfrac>{_row(self.node(left))}{_row(self.node(right))}</mfrac>"

    def raised(self, text: str, by: str) -> str:
        return f"<msup>{_row(text)}<mi>{by}</mi></msup>"

    def index(self, array: Node, places: tuple[Node, ...]) -> str:
        whole, before, self.in_index = self.node(array, SINGLE), self.in_index, True
        text = self.listed(places)
        self.in_index = before
        return f"<msub>{_row(whole)}{_row(text)}</msub>"

    def joined(self, texts: list[str], between: str = "") -> str:
        return (f"<mo>{between}</mo>" if between else "").join(texts)

    def bracketed(self, text: str) -> str:
        return f"<mo>(</mo>{text}<mo>)</mo>"


def _row(text: str) -> str:
    """Return what is to stand together; one letter or number needs nothing around it."""
    return text if text.count("<") == 2 else f"<mrow>{text}</mrow>"
