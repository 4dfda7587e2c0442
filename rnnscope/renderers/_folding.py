"""Texts that are wider than their place, as several lines.

A line ends between words, before a `+`, or within a product behind a sign for
multiplication; a word that is wider than a line is cut only where nothing else helps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rnnscope.renderers._widths import width_of

_WORDS = re.compile(r"(?:[+-] )?[^ ]+")
_FACTORS = re.compile(r"[^·*]*[·*]+|[^·*]+")
_SEPARATORS = "/._-"
HANG = "  "


def folded(text: str, width: int, hang: str = HANG, *, whole: bool = False) -> list[str]:
    """Fold a text into lines of a width, all but the first indented.

    A word that is wider is cut, unless words have to stay whole.
    """
    if width_of(text) <= width:
        return [text]
    hang = hang if width >= 4 * len(hang) else ""
    lines = list(_filled(_words(text, width - len(hang)), width, hang))
    return lines if whole else [part for line in lines for part in _cut(line, width, hang)]


def _words(text: str, width: int) -> Iterator[tuple[str, str]]:
    """Yield the parts that stay together, each with what joins it to the one before."""
    for word in _WORDS.findall(text):
        parts = [word] if width_of(word) <= width else _FACTORS.findall(word)
        yield " ", parts[0]
        yield from (("", part) for part in parts[1:])


def _filled(words: Iterator[tuple[str, str]], width: int, hang: str) -> Iterator[str]:
    line = ""
    for join, word in words:
        longer = f"{line}{join}{word}" if line else word
        if line and width_of(longer) > width:
            yield line
            line = f"{hang}{word}"
        else:
            line = longer
    yield line


def _cut(line: str, width: int, hang: str) -> Iterator[str]:
    """Cut a line that has no place to end at: between the parts of a name, or anywhere."""
    while width_of(line) > width:
        most = next(i for i in range(len(line), 0, -1) if width_of(line[:i]) <= width or i == 1)
        between = max(line.rfind(sign, 0, most) for sign in _SEPARATORS) + 1
        end = between if between > most // 2 else max(most, len(hang) + 1)
        yield line[:end]
        line = f"{hang}{line[end:]}"
    yield line


def joined(parts: Sequence[str], gap: str, width: int) -> Iterator[str]:
    """Yield lines of parts that stay together where a line has room for them."""
    line, indent = "", ""
    for part in parts:
        longer = f"{line}{gap}{part}" if line else part
        if line and width_of(longer) > width - len(indent):
            yield from _indented(line, indent, width)
            line, indent = part, HANG
        else:
            line = longer
    yield from _indented(line, indent, width) if line else []


def _indented(line: str, indent: str, width: int) -> Iterator[str]:
    return (f"{indent}{part}" for part in folded(line, max(1, width - len(indent))))
