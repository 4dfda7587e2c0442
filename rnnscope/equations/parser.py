"""Reads the lines of an equation, as they stand in a docstring.

    h[t] = activation(x[t]·W + h[t-1]·U + b)
    y = h[last], if not return_sequences
    y[p] = max over d (x[p*strides + d]), for MaxPooling1D and MaxPooling2D
    t: each step

`·` is the matrix product and `*` goes element by element; what follows `for`
are classes, and what follows `if` settings; a name and a colon begin words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rnnscope.equations.structure import (
    Binary,
    Call,
    Clause,
    Condition,
    Equation,
    Group,
    Index,
    Name,
    Negative,
    Node,
    Note,
    Number,
    Over,
    Span,
    Squared,
    Statement,
    Transposed,
)

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)
      | (?P<name>[A-Za-z][A-Za-z0-9_]*(?:/(?:kernel|bias)\b)?'?)
      | (?P<sign>[-+*/·²ᵀ()\[\],:])
    )""",
    re.VERBOSE,
)
_CONDITION = re.compile(
    r"(?P<line>.*?)"
    r"(?:, for (?P<classes>[A-Z]\w+(?:(?:, | and )[A-Z]\w+)*))?"
    r"(?:, if (?P<clauses>.+))?"
)
_STATEMENT = re.compile(r"(?P<targets>[^:=]*(?:\[[^\]]*\][^:=]*)*) (?P<sign>\+?=) (?P<values>.+)")
_NOTE = re.compile(r"[A-Za-z][\w, \[\]'-]*: \S.*")
_LONGEST = 500  # characters of a line


class NoEquationError(ValueError):
    """A line is not written in the way that is read here."""


def parsed(lines: Iterable[str]) -> Equation:
    """Return the structure of an equation.

    Raises:
        NoEquationError: a line is written in another way.

    """
    statements, notes = [], []
    for line in lines:
        if len(line) > _LONGEST:
            raise NoEquationError(line[:_LONGEST])
        match = _CONDITION.fullmatch(line)
        text, condition = (match["line"], _condition(match)) if match else (line, Condition())
        if match and (found := _STATEMENT.fullmatch(text)):
            targets, values = _Reader(found["targets"]).all(), _Reader(found["values"]).all()
            statements.append(Statement(targets, values, found["sign"], condition))
        elif _NOTE.fullmatch(text):
            notes.append(Note(text, condition))
        else:
            raise NoEquationError(line)
    return Equation(statements=tuple(statements), notes=tuple(notes))


def _condition(match: re.Match[str]) -> Condition:
    classes = re.split(r", | and ", match["classes"]) if match["classes"] else ()
    clauses = match["clauses"].split(" and ") if match["clauses"] else ()
    return Condition(tuple(classes), tuple(map(_clause, clauses)))


def _clause(text: str) -> Clause:
    name = text.removeprefix("not ")
    name, _, value = name.partition(" is ")
    if not name.isidentifier():
        raise NoEquationError(text)
    return Clause(name, is_not=text.startswith("not "), value=value or None)


class _Reader:
    """Reads one side of a line, sign by sign."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, end = text, list[tuple[str, str]](), 0
        while end < len(text.rstrip()):
            match = _TOKEN.match(text, end)
            if match is None:
                raise NoEquationError(text)
            self.tokens.append((match.lastgroup or "", match[match.lastgroup or ""]))
            end = match.end()
        self.at = 0

    def all(self) -> tuple[Node, ...]:
        found = self.listed()
        if self.at < len(self.tokens):
            raise NoEquationError(self.text)
        return found

    def listed(self) -> tuple[Node, ...]:
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        return tuple(found)

    def take(self, *signs: str) -> str:
        """Go past one of some signs, if it is next."""
        if self.next in signs:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise NoEquationError(self.text)

    @property
    def next(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Binary(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.signed()
        while sign := self.take("*", "/", "·"):
            node = Binary("@" if sign == "·" else sign, node, self.signed())
        return node

    def signed(self) -> Node:
        return Negative(self.signed()) if self.take("-") else self.placed()

    def placed(self) -> Node:
        node = self.single()
        while sign := self.take("[", "²", "ᵀ"):
            if sign == "[":
                node = Index(node, self.places())
            else:
                node = Squared(node) if sign == "²" else Transposed(node)
        return node

    def places(self) -> tuple[Node, ...]:
        found = [self.place()]
        while self.take(","):
            found.append(self.place())
        self.need("]")
        return tuple(found)

    def place(self) -> Node:
        if self.take("group"):
            return Group(self.single())
        start = None if self.next == ":" else self.sum()
        if not self.take(":"):
            return start or Span()
        return Span(start, None if self.next in (",", "]") else self.sum())

    def single(self) -> Node:
        if self.take("("):
            node = self.sum()
            self.need(")")
            return node
        if self.at == len(self.tokens):
            raise NoEquationError(self.text)
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Number(float(text) if not text.isdigit() else int(text))
        if kind != "name":
            raise NoEquationError(self.text)
        return self.named(text)

    def named(self, name: str) -> Node:
        if self.take("over"):
            index = self.single_name()
            return Over(name, index, self.single())
        if self.take("("):
            arguments = self.listed()
            self.need(")")
            return Call(name, arguments)
        return Name(name)

    def single_name(self) -> Node:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "name":
            raise NoEquationError(self.text)
        self.at += 1
        return Name(text)
