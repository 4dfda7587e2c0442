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
    """Yield the lines in which blocks with a text begin, quoted or indented as they may be."""
    inside = [line.strip(" \t>") for line in source.split("\n")] if source else []
    begin = re.compile(rf"(`{{3,}}|~{{3,}})[ \t{{.]*{re.escape(language)}(?![\w#.+-])")
    bare = [line.strip(" \t>") for line in lines]
    for number, line in enumerate(bare, 1):
        fence = begin.match(line)
        if fence and bare[number : number + len(inside) + 1] == [*inside, fence[1]]:
            yield number
