"""What stands in front of a table's header and of the lines below it: a log's times, a frame."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rnnscope.readers.printed.lines.text_lines import Line

_LEVELS = r"(?:TRACE|DEBUG|INFO|SUCCESS|WARN|WARNING|ERROR|CRITICAL|FATAL)"
_PARTS = re.compile(rf"(?P<level>\b{_LEVELS}\b)|(?P<digits>\d+)|(?P<blanks>\s+)|.")
_BARS = "|│┃║"
_OF_A_CELL = f" {_BARS}"
_MOST = 200  # signs of a prefix


def without_prefix(lines: Iterable[Line], header: Line) -> list[Line]:
    """Return lines without what stands in front of a header, where it stands in front of them.

    Digits in it, and the word that says how grave a log's line is, may differ.
    """
    place = header.text.lower().find("layer")
    before = header.text[:place].rstrip()
    if not _is_framed(header.text[place:]):
        before = before.rstrip(_OF_A_CELL)
    if not before or len(before) > _MOST:
        return [*lines]
    prefix = re.compile("".join(map(_part, _PARTS.finditer(before))))
    found = ((line, prefix.match(line.text)) for line in lines)
    return [
        replace(line, text=_unclosed(line.text[start.end() :], before)) if start else line
        for line, start in found
    ]


def _is_framed(headings: str) -> bool:
    """Tell whether no bars stand between headings, so that one before them is of a frame."""
    inside = headings.rstrip().rstrip(_BARS)
    return not any(bar in inside for bar in _BARS)


def _part(part: re.Match[str]) -> str:
    """Return what a part of a prefix may look like on other lines."""
    if part["level"]:
        return _LEVELS
    if part["digits"]:
        return r"\d+"
    return r"\s+" if part["blanks"] else re.escape(part[0])


def _unclosed(text: str, before: str) -> str:
    """Return a line without the bar at its end, where one stood in front of it too."""
    return text.rstrip().rstrip(_BARS) if before[-1] in _BARS else text
