"""SVG: a mark is a comment in a line of its own; between them is the whole picture, as a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rnnscope.embedding.blocks import PREFIX, Found, found_at, is_mark, kind_of
from rnnscope.embedding.drawing import Formats, as_it_is
from rnnscope.embedding.mark import BEGIN
from rnnscope.errors import BadMarkError

_PIECE = re.compile(
    r"""<!--(?P<comment>.*?)(?P<close>-->|\Z)
    |<!\[CDATA\[.*?(?:\]\]>|\Z)
    |<\?.*?(?:\?>|\Z)
    |<!DOCTYPE[^[>]*+(?:\[.*?(?:\]\s*+>|\Z))?+
    |<(?P<tag>/?[\w:](?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^>"'])*+)(?:>|\Z)""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(slots=True)
class _Elements:
    """How deep elements are in each other, and whether a picture is there: XML has one root."""

    depth: int = 0
    has_root: bool = False

    def pass_by(self, tag: str) -> None:
        """Go past a tag, told without its brackets."""
        self.has_root = True
        self.depth += -1 if tag.startswith("/") else not tag.endswith("/")


def found(lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks: in XML no other text or attribute can begin as a comment does.

    Raises:
        BadMarkError: one stands where none may, or beside a picture, of which there can be one.

    """
    text, starts = "".join(lines), [0, *accumulate(map(len, lines))]
    elements, first, is_inside = _Elements(), 0, False
    for piece in _PIECE.finditer(text) if PREFIX in text else ():
        if piece["tag"] is not None and not is_inside:
            if first and not elements.depth:
                raise _second(file, first)
            elements.pass_by(piece["tag"])
        elif piece["comment"] is not None and is_mark(piece["comment"]):
            mark = found_at(text, starts, piece, file)
            is_inside = kind_of(piece["comment"]) == BEGIN
            if is_inside and not elements.depth:
                if elements.has_root or first:
                    raise _second(file, mark.line + 1)
                first = mark.line + 1
            yield mark


def _second(file: str, line: int) -> BadMarkError:
    problem = "an SVG is one picture, and there is another: put these marks inside it, or into "
    return BadMarkError(file, line, f"{problem}a file of their own")


FORMATS: Formats = {"svg": as_it_is, "badge": as_it_is}
