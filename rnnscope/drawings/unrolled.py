"""The loop of a recurrent layer laid out in time: the same weights at every step.

One direction stands over the inputs, and another, where there are two, mirrored under them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnnscope.drawings.matrices import WIDTH
from rnnscope.drawings.measures import LARGEST, Measure, Number, least
from rnnscope.drawings.svg import Element, Piece, Pieces, chosen, element, picture

_SHOWN = 6  # steps; of more the first ones and the last
_LEFT_OUT = _SHOWN - 2  # the step that stands for those that are left out
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
    """A loop over `steps`, which are `OPEN` where there may be any number of them."""

    steps: Measure
    directions: tuple[Direction, ...]

    @property
    def is_open(self) -> Measure:
        """What is more than 0 where there may be any number of steps."""
        return self.steps - LARGEST

    def shows(self, step: int) -> Measure:
        """Return what is more than 0 where there is such a step."""
        return self.steps - step


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
    inside += _names_of_left_out(loop)
    height = 2 * _MIDDLE if len(sides) > 1 else _NAMES + 8
    return picture(_label(loop), WIDTH, height, inside)


def _label(loop: Loop) -> Pieces:
    """Say what is drawn."""
    pieces: list[Piece] = ["Laid out in time: "]
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
        cell = [*_cell(side, direction, step)]
        if step:
            cell.append(_flow(_between(side, direction, step - 1)))
        handed = side.arrow(_x(step) + 28, _CELL, _CELL - 18)
        if direction.hands_on_all:
            cell.append(_flow(handed))
        else:
            yield _flow(handed, _is_last(loop, direction, step))
        if not side.is_under and step != _LEFT_OUT:
            cell.append(_name(step, _number(loop, step)))
        yield element("g", *cell, class_="step", visibility=loop.shows(step))


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
    yield _flow(side.arrow(x + _WIDE / 2, 112, _CELL + _TALL + 3))


def _between(side: Side, direction: Direction, step: int) -> str:
    """Return the way of the state from one step to the next, or back to it."""
    y, x, end = side.y(_CELL + _TALL / 2), _x(step) + _WIDE, _x(step + 1)
    if direction.is_backwards:
        return f"M{end} {y:g}H{x + 3}m4 -3l-4 3 4 3"
    return f"M{x} {y:g}H{end - 3}m-4 -3l4 3 -4 3"


def _is_last(loop: Loop, direction: Direction, step: int) -> Number:
    """Return what is more than 0 at the last step that a direction comes to."""
    if direction.is_backwards:
        return 1 - step
    return (
        loop.shows(step) if step == _SHOWN - 1 else least(loop.shows(step), step + 2 - loop.steps)
    )


def _flow(path: str, shows: Number = 1) -> Element:
    return element("path", class_="flow", d=path, visibility=shows)


def _names_of_left_out(loop: Loop) -> Iterator[Element]:
    """Yield what the last step but one is called: it stands for those that are left out."""
    steps, number = loop.steps, str(_LEFT_OUT + 1)
    yield _name(_LEFT_OUT, (), steps - _SHOWN)
    yield _name(_LEFT_OUT, (number,), least(steps - _LEFT_OUT, _SHOWN + 1 - steps))


def _name(step: int, number: Pieces, shows: Number = 1) -> Element:
    """Return what a step's input is called; one without a number stands for many."""
    return element(
        "text",
        *((element("tspan", class_="sub", dy=3, words=number),) if number else ()),
        class_="tick",
        x=_x(step) + _WIDE / 2,
        y=_NAMES,
        text_anchor="middle",
        visibility=shows,
        words="x" if number else "…",
    )


def _number(loop: Loop, step: int) -> Pieces:
    """Return the number of a step: the last one that is drawn is the last of all."""
    return chosen(loop.is_open, ("T",), (loop.steps,)) if step == _SHOWN - 1 else (str(step + 1),)
