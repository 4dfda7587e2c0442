"""A picture of the page: its SVG, what is said under it, and the program that moves both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr
from rnnscope.drawings.measures import Program
from rnnscope.drawings.svg import Choice, Element, Piece, Pieces, Writer, element, height_of, spoken
from rnnscope.pages.explorable.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is said; `place` is that of one in the picture's program which moves."""

    text: str
    place: int | None = None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture as SVG, what is said under it, and what moves both.

    `sizes` are what the program's `("size", i)` stand for; `height` is that of the picture.
    """

    svg: str
    height: float
    caption: tuple[Part, ...] = ()
    note: tuple[Part, ...] = ()
    program: Program = field(default_factory=Program)
    sizes: tuple[Expr, ...] = ()

    @property
    def words(self) -> str:
        """The caption as one text."""
        return text_of(self.caption)


def text_of(parts: Iterable[Part]) -> str:
    """Return what is said as one text."""
    return "".join(part.text for part in parts)


def figure(drawn: Element, sizes: Sizes, caption: Pieces = (), note: Pieces = ()) -> Figure:
    """Return a picture and what is said under it, with the program that moves both."""
    writer = Writer()
    svg = writer.write(drawn)
    said, noted = (tuple(_part(writer, piece) for piece in words) for words in (caption, note))
    return Figure(svg, height_of(drawn), said, noted, writer.program, tuple(sizes.known))


def _part(writer: Writer, piece: Piece) -> Part:
    words = element("b", words=(piece,))
    return Part(spoken(words.words), writer.place_of(words), _is_number(piece))


def _is_number(piece: Piece) -> bool:
    """Tell a number, and one that is left out where it would not be right."""
    if isinstance(piece, Choice):
        return all(map(_is_number, piece.words))
    return not isinstance(piece, str)
