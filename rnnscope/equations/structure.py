"""What an equation is made of: frozen, and free of any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeAlias, get_args


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or one for each axis of a place, which is written by its name."""

    value: float | tuple[int, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A weight, a setting, an input, an index, or what another line sets."""

    name: str


@dataclass(frozen=True, slots=True)
class Word:
    """A text that a setting holds, such as the equation of an `EinsumDense`."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of something."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """A sum, a mean, a maximum over all values of an index, or along an axis."""

    function: str
    index: Node
    body: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two things and a sign: `+`, `-`, `/`, `*` element by element, `@` the matrix product."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    """The negative of something."""

    body: Node


@dataclass(frozen=True, slots=True)
class Squared:
    """The square of something, element by element."""

    body: Node


@dataclass(frozen=True, slots=True)
class Transposed:
    """A matrix transposed."""

    body: Node


@dataclass(frozen=True, slots=True)
class Span:
    """A part of an axis, `0:64`; all of it where both ends are None."""

    start: Node | None = None
    stop: Node | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One of several equal parts of the last axis."""

    index: Node


@dataclass(frozen=True, slots=True)
class Index:
    """Something at a place: `h[t-1]`."""

    array: Node
    places: tuple[Node, ...]


Node: TypeAlias = (
    Number
    | Name
    | Word
    | Call
    | Over
    | Binary
    | Negative
    | Squared
    | Transposed
    | Span
    | Group
    | Index
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What a setting has to be: on, off (`is_not`), or of a value."""

    name: str
    is_not: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Which layers a line holds for: classes by name, all where none is, and settings."""

    classes: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A line that says what something is; `+=` adds to what is there."""

    targets: tuple[Node, ...]
    values: tuple[Node, ...]
    sign: str = "="
    condition: Condition = Condition()


@dataclass(frozen=True, slots=True)
class Note:
    """A line of words: what a name means."""

    text: str
    condition: Condition = Condition()

    @property
    def subjects(self) -> tuple[str, ...]:
        """The names that it is about."""
        names = self.text.partition(":")[0].split(", ")
        return tuple(name.partition("[")[0] for name in names)


@dataclass(frozen=True, slots=True)
class Equation:
    """What a layer computes.

    `definitions` say which part of which weight a letter is, those of one gate
    together; `numbers` are the settings that stand as numbers in it.
    """

    statements: tuple[Statement, ...] = ()
    definitions: tuple[tuple[Statement, ...], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()


_FIELDS = {kind: tuple(each.name for each in fields(kind)) for kind in get_args(Node)}


def is_node(value: object) -> bool:
    """Tell whether a value is a part of an equation, and no name or number in one."""
    return type(value) in _FIELDS


def parts(node: Any) -> Iterator[Node]:
    """Yield a node and all nodes in it; of several nodes, those of each."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting += reversed(each)
        elif is_node(each):
            yield each
            waiting += [getattr(each, name) for name in reversed(_FIELDS[type(each)])]


def name_of(node: Node) -> str:
    """Return the name of what is set or read: `h` of `h[t-1]`, `conv` of `conv(a, w)[p]`."""
    while isinstance(node, Index):
        node = node.array
    match node:
        case Name(name):
            return name
        case Call(function, _):
            return function
        case _:
            return ""
