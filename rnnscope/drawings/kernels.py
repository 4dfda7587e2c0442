"""Kernels of a convolution: what one filter has, sheet behind sheet, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnnscope.drawings.marks import Mark, borders, counted, sheet
from rnnscope.drawings.matrices import WIDTH
from rnnscope.drawings.measures import ONE, Measure, least, most
from rnnscope.drawings.svg import Element, Pieces, chosen, element, picture

_SHOWN = 3  # kernels side by side, before the sign for the others
_LEFT, _SLOT = 10, 80  # where the first one stands; what each has of the width
_FACE, _CELL = 54, 18  # the longest side that is drawn of one; the side of a number
_SHEETS, _OFFSET = 4, 4  # drawn one behind the other; how far each sticks out
_TOP, _UNDER, _SQUARE = 22, 8, 9  # over the kernels; between one and its bias; a number of that
_FOOT = 48  # under the kernels: the bias, and the size in words
_FINE = 14  # numbers a side, above which they are not told apart
_LEAST = 2  # the least that is drawn of a side


@dataclass(frozen=True, slots=True)
class Kernels:
    """Kernels that are alike: `copies` of them, each of `sheets` of `rows` times `columns` numbers.

    `each` says what one is, `unit` what it belongs to; `bias` are the numbers that stand under
    them, one under each.
    """

    mark: Mark
    rows: Measure
    columns: Measure
    sheets: Measure
    copies: Measure
    each: Pieces
    unit: str
    bias: Mark | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the front of a kernel is drawn; `shows` is more than 0 where there are so many."""

    x: float
    y: float
    width: Measure
    height: Measure
    shows: Measure

    @property
    def bottom(self) -> Measure:
        """Where it ends below."""
        return self.height + self.y


def laid_out(kernels: Kernels) -> tuple[Placed, ...]:
    """Place the first few kernels side by side."""
    cell = least(_CELL, _FACE / most(kernels.rows, kernels.columns))
    width = most(cell * kernels.columns, _LEAST)
    height = most(cell * kernels.rows, _LEAST)
    return tuple(
        Placed(_LEFT + number * _SLOT, _TOP, width, height, kernels.copies - number)
        for number in range(_SHOWN)
    )


def left_out(kernels: Kernels) -> Pieces:
    """Say what is not drawn of many kernels."""
    return (
        *chosen(kernels.copies - _SHOWN, (f"Of the kernels the first {_SHOWN} are drawn. ",)),
        *chosen(
            kernels.sheets - _SHEETS, (f"Of the sheets of each the first {_SHEETS} are drawn. ",)
        ),
    )


def drawn(kernels: Kernels) -> Element:
    """Draw kernels: a few of them, the sign that there are more, and how many."""
    placed = laid_out(kernels)
    bottom, x = placed[0].bottom, least(kernels.copies, _SHOWN) * _SLOT + _LEFT
    middle = placed[0].height * 0.5 + (_TOP + 4)
    more, all_of_them = kernels.copies - _SHOWN, counted(kernels.copies, kernels.unit)
    inside = [
        kernels.mark.group(*(part for each in placed for part in _kernel(kernels, each))),
        *_bias(kernels, placed),
        element("text", class_="side", x=x, y=middle, words="…", visibility=more),
        element("text", class_="side", x=x + 18, y=middle, words=all_of_them),
        element("text", class_="tick", x=_LEFT, y=bottom + 36, words=kernels.each),
    ]
    bias: Pieces = ("; ", f"{kernels.bias.name} ", *kernels.bias.size) if kernels.bias else ()
    label = (f"{kernels.mark.name} ", *kernels.mark.size, ": ", *all_of_them, *bias)
    return picture(label, WIDTH, bottom + _FOOT, inside)


def _kernel(kernels: Kernels, placed: Placed) -> Iterator[Element]:
    if not kernels.sheets.is_one:
        for behind in range(_SHEETS - 1, 0, -1):
            shows = least(kernels.sheets - behind, placed.shows)
            yield sheet(placed, behind * _OFFSET, "sheet", shows)
    yield sheet(placed, shows=placed.shows)
    yield from _grid(kernels, placed)


def _grid(kernels: Kernels, placed: Placed) -> Iterator[Element]:
    """Yield the borders of a sheet's numbers."""
    rows, columns, half = kernels.rows, kernels.columns, 0.5
    if columns is not ONE:
        step = placed.width / columns
        start = ("M", step + placed.x, " ", placed.height * half + placed.y)
        path = (*start, "H", placed.width + (placed.x - half))
        yield borders(path, placed.height, step, _told(placed, columns))
    if rows is not ONE:
        step = placed.height / rows
        start = ("M", placed.width * half + placed.x, " ", step + placed.y)
        path = (*start, "V", placed.bottom - half)
        yield borders(path, placed.width, step, _told(placed, rows))


def _told(placed: Placed, parts: Measure) -> Measure:
    """Return what is more than 0 where numbers are told apart."""
    return least(placed.shows, parts - 1, _FINE + 1 - parts)


def _bias(kernels: Kernels, placed: tuple[Placed, ...]) -> Iterator[Element]:
    """Yield the bias of each kernel under it, where they have one."""
    if kernels.bias is not None:
        yield kernels.bias.group(
            *(
                element(
                    "rect",
                    x=each.x,
                    y=each.bottom + _UNDER,
                    width=_SQUARE,
                    height=_SQUARE,
                    visibility=each.shows,
                )
                for each in placed
            )
        )
