"""Numbers of a picture that know how they were worked out, so that other sizes move them.

A picture is laid out here alone.  A page's script is given the `Program` of it: the
numbers in an order in which each needs only earlier ones, and what each of them is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import add, floordiv, mul, sub, truediv
from typing import TypeAlias

Number: TypeAlias = "Measure | float"
Step: TypeAlias = "float | tuple[str, int] | tuple[str, int, int]"
Made: TypeAlias = "str | int | tuple[MadePiece, ...]"
MadePiece: TypeAlias = "str | int | tuple[int, Made, Made]"
Place: TypeAlias = "dict[str, Made]"

LARGEST = 2**63  # no tensor has a size that is so large
OPEN = 2 * LARGEST  # instead of a size that is open

_DECIMALS = 4  # of a number that nothing moves: a program is read by people too, and sent

_DOES: dict[str, Callable[[float, float], float]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "//": floordiv,
    "min": min,
    "max": max,
}


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A number, and what it was made of.

    `sign` is that of an operation, "size", "open" for a size that may be open, or nothing.

    >>> columns = size(0, 128)
    >>> (columns * 2 + 1).value
    257
    """

    value: float
    sign: str = ""
    parts: tuple[Measure, ...] = ()
    index: int = 0

    @property
    def moves(self) -> bool:
        """True where another size may move it."""
        return bool(self.sign)

    @property
    def is_one(self) -> bool:
        """True for the number 1, which stays that."""
        return not self.moves and self.value == 1

    def __add__(self, other: Number) -> Measure:
        return _made("+", self, other)

    __radd__ = __add__

    def __sub__(self, other: Number) -> Measure:
        return _made("-", self, other)

    def __rsub__(self, other: Number) -> Measure:
        return _made("-", other, self)

    def __mul__(self, other: Number) -> Measure:
        return _made("*", self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Measure:
        return _made("/", self, other)

    def __rtruediv__(self, other: Number) -> Measure:
        return _made("/", other, self)

    def __floordiv__(self, other: Number) -> Measure:
        return _made("//", self, other)


ZERO, ONE = Measure(0), Measure(1)


def size(index: int, value: int) -> Measure:
    """Return the measure that is the size of that index."""
    return Measure(value, "size", index=index)


def open_size(index: int, value: int | None) -> Measure:
    """Return the measure that is the size of that index, which may be open: `OPEN` then."""
    return Measure(OPEN if value is None else value, "open", index=index)


def still(value: Number) -> Measure:
    """Return a number as a measure that nothing moves."""
    return value if isinstance(value, Measure) else Measure(round(value, _DECIMALS))


def least(first: Number, *others: Number) -> Measure:
    """Return the smallest of some numbers."""
    return _folded("min", first, others)


def most(first: Number, *others: Number) -> Measure:
    """Return the largest of some numbers."""
    return _folded("max", first, others)


def summed(numbers: Iterable[Number]) -> Measure:
    """Return the sum of some numbers."""
    return _folded("+", 0, tuple(numbers))


def multiplied(numbers: Iterable[Number]) -> Measure:
    """Return the product of some numbers."""
    return _folded("*", 1, tuple(numbers))


def unless_one(number: Number) -> Measure:
    """Return what is more than 0 where there are several of something, or none."""
    more = still(number) - 1
    return more * more


def _folded(sign: str, first: Number, others: Iterable[Number]) -> Measure:
    result = still(first)
    for other in others:
        result = _made(sign, result, other)
    return result


def _made(sign: str, first: Number, second: Number) -> Measure:
    one, two = still(first), still(second)
    value = _DOES[sign](one.value, two.value)
    if not one.moves and not two.moves:
        return still(value)
    if (sign, one.value, one.moves) in _NOTHING_BEFORE:
        return two
    if (sign, two.value, two.moves) in _NOTHING_AFTER:
        return one
    return Measure(value, sign, (one, two))


# What changes nothing is left out: 0 + a, 1 * a; a + 0, a - 0, a * 1, a / 1.
_NOTHING_BEFORE = {("+", 0, False), ("*", 1, False)}
_NOTHING_AFTER = {*_NOTHING_BEFORE, ("-", 0, False), ("/", 1, False)}


@dataclass(frozen=True, slots=True)
class Program:
    """What moves in a picture: how each number is worked out, and the places that it goes to.

    A step is a number, `("size", i)`, `("open", i)` for one that may be open, or an operation
    and two earlier steps.  A place is what one element takes: for each attribute a step, or
    texts and steps in turn, and choices: a step, what is taken where it is more than 0, and
    what is taken where it is not.
    """

    steps: tuple[Step, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class Recorder:
    """Collects the steps of measures, each once."""

    steps: list[Step] = field(default_factory=list)
    _met: dict[int, int] = field(default_factory=dict)
    _known: dict[Step, int] = field(default_factory=dict)
    _held: list[Measure] = field(default_factory=list)  # so that no identity comes up twice

    def step_of(self, measure: Measure) -> int:
        """Return the number of the step that works a measure out."""
        waiting = [measure]
        while waiting:
            each = waiting[-1]
            missing = [part for part in each.parts if id(part) not in self._met]
            if missing:
                waiting += missing
            else:
                self._note(waiting.pop())
        return self._met[id(measure)]

    def _note(self, measure: Measure) -> None:
        step = self._written(measure)
        if step not in self._known:
            self._known[step] = len(self.steps)
            self.steps.append(step)
        self._met[id(measure)] = self._known[step]
        self._held.append(measure)

    def _written(self, measure: Measure) -> Step:
        match measure.sign:
            case "":
                return int(measure.value) if measure.value == int(measure.value) else measure.value
            case "size" | "open" as which:
                return (which, measure.index)
            case sign:
                first, second = measure.parts
                return (sign, self._met[id(first)], self._met[id(second)])


def worked_out(steps: Iterable[Step], sizes: Iterable[float | None]) -> list[float]:
    """Work all steps out for some sizes, as a page's script does."""
    known = tuple(OPEN if size is None else size for size in sizes)
    values: list[float] = []
    for step in steps:
        if not isinstance(step, tuple):
            values.append(step)
        elif len(step) == 2:
            values.append(known[step[1]])
        else:
            sign, first, second = step
            values.append(_DOES[sign](values[first], values[second]))
    return values
