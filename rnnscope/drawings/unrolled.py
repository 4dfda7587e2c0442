"""The loop of a recurrent layer laid out in time: the same weights at every step.

One direction stands over the inputs, and another, where there are two, mirrored under them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.drawings.matrices import WIDTH
from rnnscope.drawings.measures import Number, least
from rnnscope.drawings.svg import Element, Pieces, element, picture

_SHOWN = 6  # steps; of more the first ones and the last
_LEFT, _PITCH = 14, 54  # where the first step stands; from one to the next
_LINE, _CELL = 18, 50  # where the weights are; where cells are
_WIDE, _TALL = 38, 36  # a cell's sides
_NAMES, _MIDDLE = 124, 120  # where inputs are named; where the other direction is mirrored
_KINDS = 4  # weights that are told apart in a cell


@dataclass(frozen=True, slots=True)
class Direction:
    """One way along the steps: what is said of its weights, and what it hands on.

    `kinds` are the classes of the weights that are drawn in each cell.
    """

    heading: Pieces
    is_backwards: bool = False
    hands_on_all: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop over `steps`, None where there may be any number of them."""

    steps: Number | None
    directions: tuple[Direction, ...]

    def shows(self, step: int) -> Number:
        """Return what is more than 0 where there is such a step."""
        return 1 if self.steps is None else self.steps - step


@dataclass(frozen=True, slots=True)
class Side:
    """Over the inputs, or under them: where a height is drawn."""

    is_under: bool

    def y(self, height: float) -> float:
        """Return where a point of that height is."""
        return 2 * _MIDDLE - height if self.is_under else height

    def top(self, height: float, tall: float) -> float:
        """Return where the upper side is of a box whose outer side has that height."""
        return self.y(height) - tall if self.is_under else height

    def arrow(self, x: float, start: float, end: float) -> str:
        """Return an upright arrow."""
        back = 4 if self.y(end) < self.y(start) else -4
        return f"M{x:g} {self.y(start):g}V{self.y(end):g}m-3 {back}l3 {-back} 3 {back}"


def drawn(loop: Loop) -> Element:
    """Draw a loop with its one direction, or its two."""
    sides = [(Side(index > 0), each) for index, each in enumerate(loop.directions[:2])]
    inside = [part for side, each in sides for part in _direction(loop, side, each)]
    inside += [part for step in range(_SHOWN) for part in _names(loop, step)]
    height = 2 * _MIDDLE if len(sides) > 1 else _NAMES + 8
    return picture(_label(loop), WIDTH, height, inside)


def _label(loop: Loop) -> Pieces:
    """Say what is drawn."""
    pieces: list[str | Number] = ["The loop laid out in time. "]
    for each in loop.directions:
        way = "from the last step back" if each.is_backwards else "from the first step on"
        handed = "every state is" if each.hands_on_all else "the last state is"
        pieces += [*each.heading, f", {way}; {handed} handed on. "]
    return tuple(pieces)


def _direction(loop: Loop, side: Side, direction: Direction) -> Iterator[Element]:
    yield element("path", class_="shared", d=f"M20 {side.y(_LINE):g}H{WIDTH - 20}")
    y = side.y(_LINE) + (16 if side.is_under else -7)
    yield element(
        "text", class_="tick", x=WIDTH / 2, y=y, text_anchor="middle", words=direction.heading
    )
    for step in range(_SHOWN):
        yield element(
            "g", *_cell(side, direction, step), class_="step", visibility=loop.shows(step)
        )
        if step + 1 < _SHOWN:
            yield _flow(_between(side, direction, step), loop.shows(step + 1))
        handed = side.arrow(_x(step) + 28, _CELL, _CELL - 18)
        yield _flow(handed, _handed(loop, direction, step))


def _x(step: int) -> int:
    return _LEFT + step * _PITCH


def _cell(side: Side, direction: Direction, step: int) -> Iterator[Element]:
    """Yield one step: the weights, which are those of all steps, and the input that flows in."""
    x, kinds = _x(step), direction.kinds[:_KINDS]
    yield element("path", class_="shared thin", d=f"M{x + 12} {side.y(_LINE):g}V{side.y(_CELL):g}")
    yield element(
        "rect", class_="cell", x=x, y=side.top(_CELL, _TALL), width=_WIDE, height=_TALL, rx=5
    )
    tall = (_TALL - 12) / max(len(kinds), 1) - 2
    for number, kind in enumerate(kinds):
        y = side.top(_CELL + 7 + number * (tall + 2), tall)
        yield element("rect", class_=kind, x=x + 7, y=y, width=_WIDE - 14, height=tall)
    yield element("path", class_="flow", d=side.arrow(x + _WIDE / 2, 112, _CELL + _TALL + 3))


def _between(side: Side, direction: Direction, step: int) -> str:
    """Return the way of the state from one step to the next, or back to it."""
    y, x, end = side.y(_CELL + _TALL / 2), _x(step) + _WIDE, _x(step + 1)
    if direction.is_backwards:
        return f"M{end} {y:g}H{x + 3}m4 -3l-4 3 4 3"
    return f"M{x} {y:g}H{end - 3}m-4 -3l4 3 -4 3"


def _handed(loop: Loop, direction: Direction, step: int) -> Number:
    """Return what is more than 0 where the state of a step is handed on."""
    if direction.hands_on_all:
        return loop.shows(step)
    if direction.is_backwards:
        return 1 - step
    last = (_SHOWN if loop.steps is None else least(loop.steps, _SHOWN)) - 1
    return least(last - step + 1, step + 1 - last)


def _flow(path: str, shows: Number) -> Element:
    return element("path", class_="flow", d=path, visibility=shows)


def _names(loop: Loop, step: int) -> Iterator[Element]:
    """Yield what a step's input is called; the last but one stands for those left out."""
    for name, when in _called(loop, step):
        yield element(
            "text",
            *_number(name),
            class_="tick",
            x=_x(step) + _WIDE / 2,
            y=_NAMES,
            text_anchor="middle",
            visibility=when,
            words="…" if name == "…" else "x",
        )


def _number(name: str | Number) -> Iterator[Element]:
    if name != "…":
        yield element("tspan", class_="sub", dy=3, words=(name,))


def _called(loop: Loop, step: int) -> Sequence[tuple[str | Number, Number]]:
    """Return what a step may be called, and what is more than 0 where it is."""
    name, steps = str(step + 1), loop.steps
    if step < _SHOWN - 2:
        return [(name, loop.shows(step))]
    if step == _SHOWN - 1:
        return [("T" if steps is None else steps, loop.shows(step))]
    if steps is None:
        return [("…", 1)]
    return [("…", steps - _SHOWN), (name, least(steps - step, _SHOWN + 1 - steps))]
