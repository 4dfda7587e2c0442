"""SVG: a mark is a comment in a line of its own; between them is the whole picture, as a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rnnscope.embedding.blocks import PREFIX, Found, found_at, is_mark
from rnnscope.embedding.drawing import Formats, as_it_is

_PIECE = re.compile(
    r"<!--(?P<comment>.*?)(?P<close>-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL
)


def found(lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks: in XML no other text or attribute can begin as a comment does."""
    text, starts = "".join(lines), [0, *accumulate(map(len, lines))]
    for piece in _PIECE.finditer(text) if PREFIX in text else ():
        if piece["comment"] is not None and is_mark(piece["comment"]):
            yield found_at(text, starts, piece, file)


FORMATS: Formats = {"svg": as_it_is, "badge": as_it_is}
