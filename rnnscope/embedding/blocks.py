"""The blocks of a document: a mark that begins one, its lines, and the mark that ends it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rnnscope.embedding.mark import BEGIN, END, Mark, read
from rnnscope.errors import BadMarkError, near

PREFIX = "rnnscope-"
LEVEL = 2  # of the headings in a block, where none stands before it
_MARK = re.compile(rf"({PREFIX}[\w-]*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A mark as a family of documents finds it.

    `line` and `last` are the lines that it stands on, counted from 0; `before` is what each line
    of its block has to begin with, its indentation or the signs of a quotation; `level` is that
    of the headings which fit there.
    """

    line: int
    last: int
    text: str
    before: str = ""
    level: int = LEVEL


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `start` and `stop` are its first line and the one behind its last one."""

    mark: Mark
    line: int
    start: int
    stop: int
    before: str = ""
    level: int = LEVEL


def is_mark(text: str) -> bool:
    """Tell whether the words of a comment are a mark, or were meant to be one."""
    return text.strip().startswith(PREFIX)


def kind_of(text: str) -> str:
    """Return which mark the words of a comment are."""
    return _parts(text)[0]


def not_alone(file: str, line: int) -> BadMarkError:
    """Say that something else stands in the line of a mark; it is counted from 0."""
    return BadMarkError(file, line + 1, "a mark stands in a line of its own, and so does its end")


def not_closed(file: str, line: int) -> BadMarkError:
    """Say that the comment of a mark goes on to the end of the document."""
    return BadMarkError(file, line + 1, "the comment of the mark has no end: close it with -->")


def found_at(text: str, starts: Sequence[int], piece: re.Match[str], file: str) -> Found:
    """Return the mark in a comment of HTML or XML; `starts` is where lines start, and the end.

    Raises:
        BadMarkError: the comment has no end, or something else stands in its lines.

    """
    line, last = (bisect_right(starts, at) - 1 for at in (piece.start(), piece.end() - 1))
    if not piece["close"]:
        raise not_closed(file, line)
    around = text[starts[line] : piece.start()] + text[piece.end() : starts[last + 1]]
    if around.strip():
        raise not_alone(file, line)
    return Found(line, last, piece["comment"])


def blocks(found: Iterable[Found], file: str) -> Iterator[Block]:
    """Pair the marks.

    Raises:
        BadMarkError: one has no other, stands in another's block, or cannot be read.

    """
    first: Found | None = None
    for each in found:
        kind, words = _parts(each.text)
        if kind == BEGIN and first is None:
            first = each
        elif kind == END and first is not None and not words and each.before == first.before:
            mark = read(_parts(first.text)[1], file, first.line + 1)
            yield Block(mark, first.line + 1, first.last + 1, each.line, first.before, first.level)
            first = None
        else:
            raise BadMarkError(file, each.line + 1, _problem(kind, words, first))
    if first is not None:
        raise BadMarkError(file, first.line + 1, f"the block has no end: no {END} follows")


def _problem(kind: str, words: str, first: Found | None) -> str:
    """Say why a mark may not stand where it stands."""
    if kind not in (BEGIN, END):
        close = near(kind, (BEGIN, END))
        return f"{kind} is no mark; " + (
            f"did you mean {close[0]}?" if close else f"there are {BEGIN} and {END}"
        )
    if kind == BEGIN and first is not None:
        where = f"the block that begins in line {first.line + 1:,} has no end yet"
        return f"{where}: end it with {END} first"
    if words:
        return f"nothing may stand behind {END}"
    if first is None:
        return f"{END} ends nothing: no block has begun"
    return (
        f"{END} is not indented or quoted as the {BEGIN} of line {first.line + 1:,}: "
        "write the same before both"
    )


def _parts(text: str) -> tuple[str, str]:
    """Return which mark it is, and what stands behind it."""
    match = _MARK.match(text.strip())
    return (match[1], match[2].strip()) if match else ("", text)
