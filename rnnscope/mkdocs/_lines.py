"""In which line of its document a block begins, which SuperFences does not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from rnnscope.embedding import read
from rnnscope.errors import BadMarkError

if TYPE_CHECKING:
    from markdown import Markdown

_FENCE = r"(`{3,}|~{3,})"
_ANY = re.compile(_FENCE + "[^`]*$")
_SEEN: WeakKeyDictionary[Markdown, Counter[str]] = WeakKeyDictionary()  # on each page, how often


def line_of(source: str, language: str, document: Path, md: Markdown) -> int:
    """Return the line in which a block begins; 0 where it came into the page by other ways."""
    earlier = _SEEN.setdefault(md, Counter())
    number = earlier[source]
    earlier[source] += 1
    try:
        lines = read(document).splitlines()
    except BadMarkError:
        return 0
    found = list(_places(source, language, lines))
    return found[number] if number < len(found) else 0


def _places(source: str, language: str, lines: list[str]) -> Iterator[int]:
    """Yield the lines in which blocks with a text begin, quoted or indented as they may be.

    What stands in another block is its text, and none of these.
    """
    inside = [line.strip(" \t>") for line in source.split("\n")] if source else []
    begin = re.compile(rf"{_FENCE}[ \t{{.]*{re.escape(language)}(?![\w#.+-])")
    bare = [line.strip(" \t>") for line in lines]
    ends = {line: number for number, line in enumerate(bare)}  # where each stands for the last time
    at = 0
    while at < len(bare):
        fence = _ANY.match(bare[at])
        if fence and ends.get(fence[1], at) > at:
            end = bare.index(fence[1], at + 1)
            if begin.match(bare[at]) and bare[at + 1 : end] == inside:
                yield at + 1
            at = end
        at += 1
