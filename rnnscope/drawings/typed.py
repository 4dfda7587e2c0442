"""Text as a terminal shows it, drawn: every word stands in its column, whatever the font is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rnnscope.drawings.svg import Element, element, picture, written

Line: TypeAlias = "Sequence[tuple[str, str]]"  # texts, each with the class of its style

_LETTER, _LINE = 7.85, 18  # of 13 pixels: as wide as a letter may be; how far apart lines are
_DOWN = 13  # from the top of a line to where its letters stand
# Columns, what is blank between them, and signs that are not Latin: another font may draw them.
_PARTS = re.compile(r"( {2,})|(?<=[\0-\u036f])(?=[^\0-\u036f])|(?<=[^\0-\u036f])( *)(?=[ -~])")


@dataclass(frozen=True, slots=True)
class Typed:
    """Lines that are drawn: their SVG, and how wide and high it is."""

    svg: str
    width: float
    height: float


def typed(lines: Sequence[Line], label: str, width_of: Callable[[str], int]) -> Typed:
    """Draw lines of text; `width_of` tells how many columns a text takes on a screen."""
    widest = max((sum(width_of(text) for text, _ in line) for line in lines), default=1)
    width, height = widest * _LETTER, len(lines) * _LINE
    rows = [
        element("text", *_spans(line, width_of), class_="typed", y=number * _LINE + _DOWN)
        for number, line in enumerate(lines)
    ]
    return Typed(written(picture(label, width, height, rows)).text, width, height)


def _spans(line: Line, width_of: Callable[[str], int]) -> Iterator[Element]:
    """Yield the parts of a line, each at its column; what is blank, or its end, can be copied."""
    column = 0
    for text, kind in line:
        for part in filter(None, _PARTS.split(text)):
            columns = width_of(part)
            if part.isspace():
                yield element("tspan", words=part)
            else:
                x, length = column * _LETTER, columns * _LETTER
                yield element("tspan", class_=kind or None, x=x, text_length=length, words=part)
            column += columns
    yield element("tspan", words="\n")
