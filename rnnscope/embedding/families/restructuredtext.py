"""reStructuredText: a mark is a comment, `.. rnnscope-begin`, that is not indented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from rnnscope.embedding.blocks import Found, is_mark, kind_of
from rnnscope.embedding.drawing import Formats
from rnnscope.embedding.mark import END
from rnnscope.errors import BadMarkError

_COMMENT = ".. "


def found(lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks; what is indented may be code, and is text.

    Raises:
        BadMarkError: text behind a block is indented, which makes it part of the comment.

    """
    for number, line in enumerate(lines):
        if not (line.startswith(_COMMENT) and is_mark(line[len(_COMMENT) :])):
            continue
        more = list(takewhile(_is_indented, lines[number + 1 : number + 1 + _MOST]))
        text = "".join([line[len(_COMMENT) :], *more])
        last = number + len(more)
        if kind_of(text) == END:
            _refuse_indented(lines, last + 1, file)
        yield Found(number, last, text)


_MOST = 100  # lines of a mark


def _is_indented(line: str) -> bool:
    return line[:1] in (" ", "\t") and bool(line.strip())


def _refuse_indented(lines: Sequence[str], start: int, file: str) -> None:
    """Refuse text that would be lost: it belongs to the comment above, as docutils reads it."""
    behind = next((i for i in range(start, len(lines)) if lines[i].strip()), None)
    if behind is not None and _is_indented(lines[behind]):
        problem = f"it is indented, and so part of the comment {END}: put `..` and a line before it"
        raise BadMarkError(file, behind + 1, problem)


def _literal(lines: list[str]) -> list[str]:
    return ["", "::", "", *(f"    {line}" if line else "" for line in lines), ""]


FORMATS: Formats = {"text": _literal}
