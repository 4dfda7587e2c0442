"""Markdown, as CommonMark has it: a mark is a comment in a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnnscope.embedding.blocks import (
    LEVEL,
    PREFIX,
    Found,
    is_mark,
    kind_of,
    not_alone,
    not_closed,
)
from rnnscope.embedding.drawing import Formats
from rnnscope.embedding.mark import BEGIN
from rnnscope.errors import BadMarkError
from rnnscope.renderers.markdown import fenced
from rnnscope.untrusted.limits import beyond, current

if TYPE_CHECKING:
    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--(.*?)(-->|\Z)", re.DOTALL)
_LOWEST = 6  # of headings
# HTML that goes on to its own end, whatever stands in it; in all other there may be comments.
_SHOWN_AS_IT_IS = re.compile(
    r"\s*<(?:(?:pre|script|style|textarea)(?![\w-])|\?|![a-z\[])", re.IGNORECASE
)


def found(lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks, but for those in code, which are text."""
    if any(PREFIX in line for line in lines):
        here = _Here(lines, file, _front_matter(lines))
        for token in _parts(lines, file):
            yield from here.marks(token)


def _parts(lines: Sequence[str], file: str) -> list[Token]:
    """Read the blocks of Markdown; what stands in a paragraph is not looked into.

    Raises:
        BadMarkError: there are more than the limit `document_parts`.

    """
    from markdown_it import MarkdownIt

    most, parser = current().document_parts, MarkdownIt("commonmark")

    class Parts(list["Token"]):
        def append(self, token: Token) -> None:
            if len(self) >= most:
                problem = f"it has too many parts: {beyond('document_parts')}"
                raise BadMarkError(file, 0, problem)
            super().append(token)

    parts = Parts()
    text = "\n".join(line.rstrip("\r\n") for line in lines).replace("\0", "\ufffd")
    parser.block.parse(text, parser, {}, parts)
    return parts


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines of settings stand before the text; the parser sees a heading there."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    ends = (i for i, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "..."))
    return next(ends, 0)


@dataclass(slots=True)
class _Here:
    """How far a document has been gone through: the level of its last heading, and the block."""

    lines: Sequence[str]
    file: str
    settings: int
    level: int = LEVEL
    is_inside: bool = False

    def marks(self, token: Token) -> Iterator[Found]:
        if token.map is None:
            return
        first = token.map[0]
        if token.type == "heading_open":
            if not (token.level or self.is_inside or first < self.settings):
                self.level = min(int(token.tag[1:]) + 1, _LOWEST)
        elif token.type == "inline" and PREFIX in token.content:
            self.refuse(token.content, first)
        elif token.type == "html_block" and not _SHOWN_AS_IT_IS.match(token.content):
            yield from self.comments(token.content, first)

    def comments(self, content: str, first: int) -> Iterator[Found]:
        """Yield the marks among lines of HTML."""
        for comment in _COMMENT.finditer(content):
            if not is_mark(comment[1]):
                continue
            line = first + content.count("\n", 0, comment.start())
            last = line + comment[0].count("\n")
            if not comment[2]:
                raise not_closed(self.file, line)
            before = self.lines[line].partition("<!--")[0]
            if _around(content, comment).strip() or before.strip(" \t>"):
                raise not_alone(self.file, line)
            self.is_inside = kind_of(comment[1]) == BEGIN
            yield Found(line, last, comment[1], before, self.level)

    def refuse(self, content: str, first: int) -> None:
        """Refuse a mark in the middle of a paragraph; in code it is text."""
        from markdown_it import MarkdownIt

        line = first
        for token in MarkdownIt("commonmark").parseInline(content)[0].children or ():
            comment = _COMMENT.match(token.content) if token.type == "html_inline" else None
            if comment and is_mark(comment[1]):
                raise not_alone(self.file, line)
            line += token.type in ("softbreak", "hardbreak")


def _around(content: str, comment: re.Match[str]) -> str:
    """Return what else stands in the lines of a comment."""
    start = content.rfind("\n", 0, comment.start()) + 1
    return content[start : comment.start()] + content[comment.end() :].partition("\n")[0]


def _as_it_is(lines: list[str]) -> list[str]:
    return ["", *lines, ""]


def _in_a_fence(lines: list[str]) -> list[str]:
    return ["", *fenced(tuple(lines)), ""]


def _without_gaps(lines: list[str]) -> list[str]:
    """Fill the empty lines of HTML: behind one, Markdown would begin anew."""
    return ["", *(line if line.strip() else "&#32;" for line in lines), ""]


def _without_metadata(lines: list[str]) -> list[str]:
    """Leave out the metadata of a card: those of a document stand at its head."""
    start = _front_matter(lines)
    return _as_it_is(lines[start + 1 :] if start else lines)


FORMATS: Formats = {
    "markdown": _as_it_is,
    "text": _in_a_fence,
    "html-fragment": _without_gaps,
    "model-card": _without_metadata,
}
