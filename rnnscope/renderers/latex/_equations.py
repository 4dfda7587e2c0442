"""An equation in a document of LaTeX: a display, and what its letters are."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.equations.latex import aligned, target
from rnnscope.equations.structure import Equation, Statement
from rnnscope.equations.text import sides
from rnnscope.renderers.latex._parts import itemized
from rnnscope.renderers.latex.escaping import escape


def equation_lines(equation: Equation) -> Iterator[str]:
    """Yield the lines of an equation, whose display may go on on the next page."""
    if equation.statements:
        yield r"\begin{align*}"
        yield " \\\\\n".join(aligned(equation, escape))
        yield r"\end{align*}"
    said = [", ".join(map(_definition, lines)) for lines in equation.definitions]
    if equation.numbers:
        said.append(", ".join(_code(f"{name} = {text}") for name, text in equation.numbers))
    said += [escape(note.text) for note in equation.notes]
    yield from itemized(said)


def _definition(line: Statement) -> str:
    """Write which part of which weight a letter is, as one would in Python."""
    return rf"\({target(line, escape)}\) is {_code(sides(line)[2])}"


def _code(text: str) -> str:
    return rf"\texttt{{{escape(text)}}}"
