"""Lines that a terminal or a page broke at its width, put together again where a rule proves it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rnnscope.readers.printed.lines.text_lines import Line

_RULE = 5  # signs alike that are one
_SIGNS = ("_", "=", "-", "─", "━")


def unbroken(lines: Sequence[Line]) -> Sequence[Line]:
    """Return lines without breaks in them: all are as long as none is longer, and go on below.

    Where no rule goes on there it is not told that it was the width that broke them.
    """
    width = max((len(line.text) for line in lines), default=0)
    if not any(_goes_on(line.text, after.text, width) for line, after in pairwise(lines)):
        return lines
    found: list[Line] = []
    pieces: list[str] = []
    for line in lines:
        pieces.append(line.text)
        if len(pieces) == 1:
            found.append(line)
        if len(line.text) < width:
            found[-1] = Line(found[-1].number, "".join(pieces))
            pieces = []
    if pieces:
        found[-1] = Line(found[-1].number, "".join(pieces))
    return found


def _goes_on(text: str, after: str, width: int) -> bool:
    """Tell whether a rule at the end of a line goes on in the next, and ends there."""
    sign = text[-1:]
    rest = after.lstrip(sign) if sign in _SIGNS else after
    is_rule = len(text) == width and text.endswith(sign * _RULE)
    is_more = 0 < len(after) - len(rest) < width
    return is_rule and is_more and (not rest.strip() or bool(text.strip(sign)))
