"""LaTeX: a mark is a comment, `% rnnscope-begin`, at the beginning of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rnnscope.embedding.blocks import Found, is_mark

_VERBATIM = "verbatim|verbatim\\*|Verbatim|lstlisting|minted|comment|filecontents\\*?"
_OPENED = re.compile(rf"[^%]*\\begin\{{({_VERBATIM})\}}")
_MARK = re.compile(r"%+\s*(.*)", re.DOTALL)


def found(text: str, lines: Sequence[str], file: str) -> Iterator[Found]:  # noqa: ARG001
    """Yield the marks, but for those in what is shown as it stands."""
    inside = ""
    for number, line in enumerate(lines):
        if inside:
            inside = "" if f"\\end{{{inside}}}" in line else inside
        elif opened := _OPENED.match(line):
            inside = opened[1] if f"\\end{{{opened[1]}}}" not in line else ""
        elif (match := _MARK.match(line)) and is_mark(match[1]):
            yield Found(number, number, match[1])


def _as_it_is(text: str) -> list[str]:
    return text.splitlines()


FORMATS: dict[str, Callable[[str], list[str]]] = {"latex": _as_it_is}
