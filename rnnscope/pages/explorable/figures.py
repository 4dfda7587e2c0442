"""A picture of the page: its SVG, what is said under it, and the program that moves both."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr
from rnnscope.drawings.measures import Program
from rnnscope.drawings.svg import Element, Pieces, Writer, element, height_of, spoken
from rnnscope.pages.explorable.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a caption; `place` is the place of a number in the picture's program."""

    text: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture as SVG, what is said under it, and what moves both.

    `sizes` are what the program's `("size", i)` stand for; `height` is that of the picture.
    """

    svg: str
    height: float
    caption: tuple[Part, ...] = ()
    note: str = ""
    program: Program = field(default_factory=Program)
    sizes: tuple[Expr, ...] = ()

    @property
    def words(self) -> str:
        """The caption as one text."""
        return "".join(part.text for part in self.caption)


def figure(drawn: Element, sizes: Sizes, caption: Pieces = (), note: str = "") -> Figure:
    """Return a picture and its caption, with the program that moves both."""
    writer = Writer()
    svg = writer.write(drawn)
    parts = tuple(
        Part(spoken((piece,)), writer.place_of(element("b", words=(piece,)))) for piece in caption
    )
    height = height_of(drawn)
    return Figure(svg, height, parts, note, writer.program, tuple(sizes.known))
