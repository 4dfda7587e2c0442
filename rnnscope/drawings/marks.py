"""What all pictures of a weight have in common: its name and shape, and how it is lit and found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rnnscope.drawings.measures import Measure, Number, most
from rnnscope.drawings.svg import Element, Pieces, chosen, element, title


@dataclass(frozen=True, slots=True)
class Mark:
    """A weight in a picture: its name, its shape in sizes, and how many numbers it has.

    `kind` are classes of the page's style; `term` is the term of the formula that counts it.
    One that is `still` is not trained.
    """

    name: str
    shape: tuple[Measure, ...]
    count: Measure
    kind: str = ""
    term: int | None = None
    still: bool = False

    @property
    def size(self) -> Pieces:
        """The shape as people read it; a weight without axes is one number."""
        return times(self.shape) or ("1 number",)

    def group(self, *inside: Element) -> Element:
        """Return all that is drawn of the weight, as one element that can be lit."""
        total: Pieces = (" = ", self.count) if len(self.shape) > 1 else ()
        term = None if self.term is None else str(self.term)
        kind = f"block {self.kind}".rstrip()
        still: Pieces = (", not trained",) if self.still else ()
        words = title(f"{self.name}: ", *self.size, *total, *still)
        return element("g", words, *inside, class_=kind, data_term=term)


class Placed(Protocol):
    """Where a rectangle is drawn."""

    @property
    def x(self) -> Number:
        """Where it begins from the left."""

    @property
    def y(self) -> Number:
        """Where it begins from above."""

    @property
    def width(self) -> Number:
        """How wide it is."""

    @property
    def height(self) -> Number:
        """How high it is."""


def sheet(
    placed: Placed,
    off: int = 0,
    kind: str | None = None,
    shows: Number = 1,
    radius: float | None = None,
) -> Element:
    """Return a rectangle, or one behind it that is so far off to the right and upwards."""
    return element(
        "rect",
        class_=kind,
        x=placed.x + off,
        y=placed.y - off,
        width=placed.width,
        height=placed.height,
        rx=radius,
        visibility=shows,
    )


def striped(x: Number, y: Number, width: Measure, height: Measure) -> Element:
    """Return stripes over what is not trained."""
    path = ("M", x, " ", height * 0.5 + y, "H", width + x)
    return element("path", class_="stripes", d=path, stroke_width=height, stroke_dasharray="2 4")


def counted(number: Measure, one: str) -> Pieces:
    """Write a number of things, of which there is at least one."""
    return (number, f" {one}", *chosen(number - 1, ("s",)))


def times(sizes: tuple[Number, ...], sign: str = " × ") -> Pieces:
    """Write sizes with a sign between them."""
    return tuple(piece for size in sizes for piece in (sign, size))[1:]


def borders(path: Pieces, thick: Measure, step: Measure, shows: Number) -> Element:
    """Return the borders between parts: a line as thick as all of them, each dash a border."""
    return element(
        "path",
        class_="split",
        d=path,
        stroke_width=thick,
        stroke_dasharray=("1 ", most(step - 1, 0.1)),
        visibility=shows,
    )
