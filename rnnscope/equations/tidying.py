"""The lines of an equation put in order: what is not used left out, what is alike together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from rnnscope.equations.arithmetic import folded
from rnnscope.equations.structure import (
    Call,
    Index,
    Name,
    Node,
    Statement,
    is_node,
    name_of,
    parts,
)


def placed(lines: list[Statement]) -> list[Statement]:
    """Put a letter that is only a place where it is used: `q` of `x[q]`."""
    places = _places(lines)
    for line in lines:
        match line.targets, line.values:
            case (Name(name),), (value,) if len(name) == 1 and name in places:
                others = [other for other in lines if other is not line]
                return placed([_with(other, name, value) for other in others])
            case _:
                pass
    return lines


def _places(lines: list[Statement]) -> set[str]:
    """Return the names that stand in brackets only."""
    values = [line.values for line in lines]
    places = [part.places for part in parts(tuple(values)) if isinstance(part, Index)]
    inside, anywhere = (
        Counter(part.name for part in parts(tuple(where)) if isinstance(part, Name))
        for where in (places, values)
    )
    return {name for name, times in inside.items() if times == anywhere[name]}


def _with(line: Statement, name: str, value: Node) -> Statement:
    """Put a place into both sides of a line."""
    targets, values = (_replaced(each, name, value) for each in (line.targets, line.values))
    return replace(line, targets=targets, values=values)


def _replaced(node: Any, name: str, value: Node) -> Any:
    if node == Name(name):
        return value
    if isinstance(node, tuple):
        return tuple(_replaced(each, name, value) for each in node)
    if is_node(node):
        inside = {
            each.name: _replaced(getattr(node, each.name), name, value) for each in fields(node)
        }
        return folded(type(node)(**inside))
    return node


def asked_for(lines: list[Statement]) -> list[Statement]:
    """Return the lines that what a layer gives depends on, `y` or what has a prime."""
    given = [set(map(name_of, line.targets)) for line in lines]
    read = [set(names([line])) for line in lines]
    wanted = {"y"} | {name for each in given for name in each if "'" in name}
    while True:
        places = [i for i, each in enumerate(given) if not wanted.isdisjoint(each)]
        more = set().union(*(read[i] for i in places)) - wanted
        if not more:
            return [lines[i] for i in places]
        wanted |= more


def names(lines: Iterable[Statement]) -> Iterator[str]:
    """Yield the names in lines, those of functions too."""
    for part in (part for line in lines for part in parts((line.targets, line.values))):
        match part:
            case Name(name) | Call(name, _):
                yield name
            case _:
                pass


def single(line: Statement) -> Iterator[Statement]:
    """Yield a line that sets several things as one for each."""
    for target, value in zip(line.targets, line.values, strict=True):
        yield Statement((target,), (value,))


def grouped(definitions: Iterable[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """Put those of one gate together, whose letters end alike: `W_i`, `U_i`, `b_i`."""
    groups: dict[str, list[Statement]] = {}
    for line in definitions:
        name = name_of(line.targets[0])
        groups.setdefault(name.partition("_")[2], []).append(line)
    return tuple(map(tuple, groups.values()))
