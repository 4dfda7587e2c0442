"""Works an equation out on arrays, by its structure alone.

Every name is looked up when it is asked for.  One example goes in, without its batch
axis.  `scope` has the weights and the inputs, `ranges` what each index goes through; a
place of an image has a number for each axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from rnnscope.equations.structure import (
    Binary,
    Call,
    Equation,
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
    name_of,
    parts,
)

Env = Mapping[str, Any]
_OUTSIDE = object()  # what a place outside of x holds: it is left out of any sum


def softmax(scores: Any) -> Any:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "relu": lambda x: np.maximum(x, 0),
    "softmax": softmax,
    "max": np.maximum,
    "min": np.minimum,
    "mean": np.mean,
    "variance": np.var,
    "step": lambda x: x > 0,
    "concat": lambda *arrays: np.concatenate(arrays, axis=-1),
    "reverse": lambda array: array[::-1],
    **{name: getattr(np, name) for name in ("tanh", "sqrt", "exp", "log", "cos", "abs", "sum")},
    **{name: getattr(np, name) for name in ("arctan2", "einsum", "floor", "ceil")},
}
_OVER: dict[str, Callable[..., Any]] = {"sum": np.sum, "product": np.prod, "mean": np.mean}
_OVER |= {"max": np.max, "min": np.min, "variance": np.var}
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}


class Reading:
    """An equation with what its names stand for."""

    def __init__(
        self, equation: Equation, scope: Mapping[str, Any], ranges: Mapping[str, Sequence[Any]]
    ) -> None:
        definitions = (line for group in equation.definitions for line in group)
        self.lines = [*definitions, *equation.statements]
        self.scope, self.ranges = scope, ranges
        self.known: dict[Any, Any] = {}

    def value(self, name: str) -> Any:
        """Return all of what a name stands for."""
        return self.named(name, {})

    def named(self, name: str, env: Env) -> Any:
        if name in env:
            return env[name]
        found = self.line_of(name)
        if found is None:
            return self.scope[name]
        line, position = found
        target = line.targets[position]
        if isinstance(target, Index):
            return self.kept((name, "all"), env, lambda: self.filled(name, line, position, env))
        return self.kept((name,), env, lambda: self.result(line, position, env))

    def kept(self, key: tuple[str, ...], env: Env, work: Callable[[], Any]) -> Any:
        """Work something out once for each place; what functions are given has no place."""
        if any(np.ndim(each) and not isinstance(each, Place) for each in env.values()):
            return work()
        whole = (key, tuple((name, str(place)) for name, place in env.items()))
        if whole not in self.known:
            self.known[whole] = work()
        return self.known[whole]

    def line_of(self, name: str) -> tuple[Statement, int] | None:
        lines = [
            (line, i)
            for line in self.lines
            for i, target in enumerate(line.targets)
            if name_of(target) == name and not isinstance(target, Call)
        ]
        return next((each for each in lines if not _is_start(each[0].targets[each[1]])), None)

    def result(self, line: Statement, position: int, env: Env) -> Any:
        """Return one of several values; of a function that gives several, the one meant."""
        if len(line.values) == len(line.targets):
            return self.of(line.values[position], env)
        return self.of(line.values[0], env)[position]

    def filled(self, name: str, line: Statement, position: int, env: Env) -> Any:
        """Work out something place by place; the array is as large as it then has to be."""
        target = line.targets[position]
        assert isinstance(target, Index)
        free = list(dict.fromkeys(each for each in _indexes(target.places) if each not in env))
        whole: dict[Any, Any] = {}
        for places in product(*(self.ranges[index] for index in free)):
            inside = {**env, **dict(zip(free, places, strict=True))}
            found = self.kept((name,), inside, partial(self.result, line, position, inside))
            where = self.place(target.places, inside)
            is_more = line.sign == "+=" and where in whole
            whole[where] = whole[where] + found if is_more else found
        return _array(whole, self.scope.get(f"{name} sizes"))

    def place(self, places: tuple[Node, ...], env: Env) -> tuple[Any, ...]:
        found: list[Any] = []
        for place in places:
            if isinstance(place, Group):
                found.append(("group", self.of(place.index, env)))
            else:
                found += _flat(self.of(place, env))
        return tuple(found)

    def of(self, node: Node, env: Env) -> Any:  # noqa: C901  # a kind, a line
        match node:
            case Number(value):
                return np.array(value) if isinstance(value, tuple) else value
            case Word(text):
                return text
            case Name(name):
                return self.named(name, env)
            case Negative(body):
                return -self.of(body, env)
            case Squared(body):
                return self.of(body, env) ** 2
            case Transposed(body):
                return np.transpose(self.of(body, env))
            case Binary(sign, left, right):
                return self.binary(sign, self.of(left, env), self.of(right, env))
            case Call(function, arguments):
                return self.call(function, [self.of(each, env) for each in arguments], env)
            case Over(function, index, body):
                return self.over(function, index, body, env)
            case Index(array, places):
                return self.index(array, places, env)
            case _:
                raise AssertionError(node)

    def binary(self, sign: str, left: Any, right: Any) -> Any:
        if left is _OUTSIDE or right is _OUTSIDE:
            return _OUTSIDE
        if sign == "@":
            is_nothing = np.ndim(left) == 0 and left == 0  # a state that begins with zeros
            return np.zeros(np.shape(right)[1:]) if is_nothing else np.tensordot(left, right, 1)
        return _SIGNS[sign](left, right)

    def call(self, function: str, arguments: list[Any], env: Env) -> Any:
        for line in self.lines:
            for i, target in enumerate(line.targets):
                call = target.array if isinstance(target, Index) else target
                if isinstance(call, Call) and call.function == function:
                    names = [each.name for each in call.arguments if isinstance(each, Name)]
                    inside = {**env, **dict(zip(names, arguments, strict=True))}
                    if not isinstance(target, Index):
                        return self.result(line, i, inside)
                    return self.filled(function, line, i, inside)
        return {**FUNCTIONS, **self.scope}[function](*arguments)

    def over(self, function: str, index: Node, body: Node, env: Env) -> Any:
        if not (isinstance(index, Name) and index.name in self.ranges):
            axes = np.atleast_1d(self.of(index, env))
            own = tuple(int(axis) - (axis > 0) for axis in axes)  # there is no batch here
            return _OVER[function](self.of(body, env), axis=own, keepdims=True)
        assert isinstance(index, Name)
        inside = ({**env, index.name: place} for place in self.ranges[index.name])
        terms = [term for each in inside if (term := self.of(body, each)) is not _OUTSIDE]
        return _OVER[function](np.array(terms), axis=0) if terms else 0

    def index(self, array: Node, places: tuple[Node, ...], env: Env) -> Any:
        name = name_of(array)
        start = next((s for s in self.starts(name) if s[0] == self.step(places, env)), None)
        if start is not None:
            return start[1]
        begun = self.scope.get(f"{name} start")  # a state that is given
        if begun is not None and self.step(places, env) == -1:
            return begun
        found = self.line_of(name) if isinstance(array, Name) and name not in env else None
        target = found[0].targets[found[1]] if found else None
        if isinstance(target, Index) and _is_each(target, len(places)):
            return self.placed(name, target, places, env)
        return self.picked(self.of(array, env), places, env)

    def starts(self, name: str) -> list[tuple[Any, Any]]:
        """Return the values that a name has at the start: `h[-1] = 0`."""
        return [
            (self.of(target.places[0], {}), self.of(value, {}))
            for line in self.lines
            for target, value in zip(line.targets, line.values, strict=False)
            if isinstance(target, Index) and name_of(target) == name and _is_start(target)
        ]

    def step(self, places: tuple[Node, ...], env: Env) -> Any:
        if len(places) != 1 or isinstance(places[0], Group | Span) or places[0] == Name("last"):
            return None
        value = self.of(places[0], env)
        return value if np.ndim(value) == 0 else None

    def placed(self, name: str, target: Index, places: tuple[Node, ...], env: Env) -> Any:
        """Return what a line says of one place: `h[t]` at `t-1`."""
        names = [each.name for each in target.places if isinstance(each, Name)]
        given = [
            self.ranges[index][-1] if place == Name("last") else self.of(place, env)
            for index, place in zip(names, places, strict=False)
        ]
        inside = {**env, **dict(zip(names, given, strict=False))}
        line, position = self.line_of(name) or (Statement((), ()), 0)
        return self.kept((name,), inside, lambda: self.result(line, position, inside))

    def picked(self, whole: Any, places: tuple[Node, ...], env: Env) -> Any:
        """Return a part of an array; nothing where its place is outside of it."""
        if np.ndim(whole) == 0:
            return whole
        where: list[Any] = []
        group: tuple[int, int] | None = None
        for place in places:
            match place:
                case Span(start, stop):
                    ends = [
                        None if end is None else int(self.of(end, env)) for end in (start, stop)
                    ]
                    where.append(slice(*ends))
                case Name("..."):
                    where.append(...)
                case Group(index):
                    assert isinstance(index, Name)
                    group = (self.of(index, env), len(self.ranges[index.name]))
                case _:
                    where += _flat(self.of(place, env))
        inside = place_is_inside(where, np.shape(whole))
        found = whole[tuple(where)] if inside else _OUTSIDE
        if group is None or found is _OUTSIDE:
            return found
        return np.split(np.asarray(found), group[1], axis=-1)[group[0]]


def place_is_inside(where: Sequence[Any], sizes: Sequence[int]) -> bool:
    pairs = zip(where, sizes, strict=False)
    return all(i is ... or isinstance(i, slice) or np.ndim(i) or 0 <= i < size for i, size in pairs)


def _flat(number: Any) -> list[Any]:
    """Return the numbers of a place; whole arrays of tokens are one."""
    if isinstance(number, tuple):
        return list(number)
    if isinstance(number, Place):
        return [int(each) for each in number]
    return [int(number)] if np.ndim(number) == 0 else [number]


class Place(np.ndarray):
    """A place of an image: a number for each axis."""


def places(*sizes: int) -> list[Any]:
    """Return every place of an image of some sizes."""
    return [np.array(place).view(Place) for place in product(*map(range, sizes))]


def _is_each(target: Index, count: int) -> bool:
    """Tell whether a line says what something is at each place, of so many axes."""
    return len(target.places) == count and all(isinstance(each, Name) for each in target.places)


def _is_start(target: Node) -> bool:
    """Tell whether a line says what something is at its start: `h[-1]`."""
    return isinstance(target, Index) and not any(_indexes(target.places))


def _indexes(nodes: Any) -> list[str]:
    return [each.name for each in parts(tuple(nodes)) if isinstance(each, Name)]


def _array(whole: Mapping[Any, Any], sizes: Sequence[int] | None) -> Any:
    """Lay values out by their places; the parts of groups stand beside each other."""
    if any(isinstance(each, tuple) and each[0] == "group" for where in whole for each in where):
        rest: dict[Any, list[Any]] = {}
        for where, value in whole.items():
            place = tuple(each for each in where if not isinstance(each, tuple))
            rest.setdefault(place, []).append(value)
        joined = {
            where: np.concatenate(
                np.atleast_1d(*parts) if len(parts) > 1 else [np.atleast_1d(parts[0])], axis=-1
            )
            for where, parts in rest.items()
        }
        return joined[()] if () in joined else _array(joined, sizes)
    shape = np.shape(next(iter(whole.values())))
    sizes = sizes or [max(column) + 1 for column in zip(*whole, strict=True)]
    array = np.zeros((*sizes, *shape))
    for where, value in whole.items():
        if all(0 <= each < size for each, size in zip(where, sizes, strict=True)):
            array[where] = value
    return array
