"""How wide a text is on a screen, and a column where the screen has not room for all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Of these, our own signs among them, each takes one place on a screen.
_NARROW = re.compile("[ -~·×→✓✗–…└ᵀ╭─┬╮├┼┤╰┴╯│]*")

_GAP = 2  # between two columns
_PLACES = re.compile(r" +|(?<=[·*])(?! )")  # where a text may be folded
_HANG = 2  # what a further line is indented by
_LINES = (3, 6)  # into which a cell may be folded, about: a word to a line is no table


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
    for lines in _LINES:
        widths = [max(word, -(-want // lines)) for word, want in zip(words, wanted, strict=True)]
        left = room + _GAP - sum(width + _GAP for width in widths)
        if left >= 0:
            break
    else:
        return None
    for i in sorted(range(len(widths)), key=lambda i: wanted[i] - widths[i]):
        more = min(wanted[i] - widths[i], left)
        widths[i], left = widths[i] + more, left - more
    return widths


def _longest_word(text: str) -> int:
    """Return how wide the longest word is; one that may begin a further line, with its indent."""
    first, *more = map(width_of, _PLACES.split(text)) if text.strip() else [0]
    return max([first, *(width + _HANG for width in more)])
