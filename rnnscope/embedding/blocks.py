"""The blocks of a document: a mark that begins one, its lines, and the mark that ends it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rnnscope.embedding.mark import BEGIN, END, Mark, read
from rnnscope.errors import BadMarkError

_ENDS = re.compile(r"\r\n|\r|\n")
_MARK = re.compile(rf"({BEGIN}|{END})(?![\w-])\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A mark as a family of documents finds it.

    `line` and `last` are the lines that it stands on, counted from 0; `before` is what each line
    of its block has to begin with: its indentation, or the signs of a quotation.
    """

    line: int
    last: int
    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `start` and `stop` are its first line and the one behind its last one."""

    mark: Mark
    line: int
    start: int
    stop: int
    before: str = ""


def lines_of(text: str) -> list[str]:
    """Split a text into lines with their ends, as they are."""
    lines, start = [], 0
    for end in _ENDS.finditer(text):
        lines.append(text[start : end.end()])
        start = end.end()
    return [*lines, text[start:]] if start < len(text) else lines


def is_mark(text: str) -> bool:
    """Tell whether the words of a comment are a mark."""
    return bool(_MARK.match(text.strip()))


def blocks(found: Iterable[Found], file: str) -> Iterator[Block]:
    """Pair the marks.

    Raises:
        BadMarkError: one has no other, stands in another's block, or cannot be read.

    """
    first: Found | None = None
    for each in found:
        kind, words = _parts(each.text)
        line = each.line + 1
        if kind == BEGIN:
            if first is not None:
                where = f"the block that begins in line {first.line + 1} has not ended yet"
                raise BadMarkError(file, line, f"{where}: end it with {END}")
            first = each
            continue
        if words:
            raise BadMarkError(file, line, f"nothing may stand behind {END}")
        if first is None:
            raise BadMarkError(file, line, f"no block has begun that {END} could end")
        mark = read(_parts(first.text)[1], file, first.line + 1)
        yield Block(mark, first.line + 1, first.last + 1, each.line, first.before)
        first = None
    if first is not None:
        raise BadMarkError(file, first.line + 1, f"the block is not ended: no {END} follows")


def _parts(text: str) -> tuple[str, str]:
    """Return which mark it is, and what stands behind it."""
    match = _MARK.match(text.strip())
    return (match[1], match[2]) if match else ("", text)


def line_end(lines: Sequence[str], block: Block) -> str:
    """Return how the line of a block's mark ends; the lines of the block end so too."""
    match = _ENDS.search(lines[block.start - 1])
    return match[0] if match else "\n"
