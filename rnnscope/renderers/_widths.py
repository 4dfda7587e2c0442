"""How wide a text is on a screen, and a column where the screen has not room for all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Of these, our own signs among them, each takes one place on a screen.
_NARROW = re.compile("[ -~·×→✓✗–…└ᵀ╭─┬╮├┼┤╰┴╯│]*")

_FRAME = 3  # what a column needs besides its text: a border and a space on either side
_LINES = 3  # into which a cell may be folded, about: a word to a line is no table


def width_of(text: str) -> int:
    """Return how many places on a screen a text takes."""
    if _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def column_widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Share a screen of `room` cells out among the columns, so that no word is folded.

    A column keeps its longest word whole, and a good part of its longest
    text on a line; what is left goes to those that need the least more.  None
    where there is not so much room.
    """
    columns = list(zip(*rows, strict=True))
    wanted = [max(map(width_of, column)) for column in columns]
    words = [max(map(_longest_word, column)) for column in columns]
    widths = [max(word, -(-want // _LINES)) for word, want in zip(words, wanted, strict=True)]
    left = room - 1 - sum(width + _FRAME for width in widths)
    if left < 0:
        return None
    for i in sorted(range(len(widths)), key=lambda i: wanted[i] - widths[i]):
        more = min(wanted[i] - widths[i], left)
        widths[i], left = widths[i] + more, left - more
    return widths


def _longest_word(text: str) -> int:
    return max(map(width_of, text.split()), default=0)
