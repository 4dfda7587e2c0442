"""Markdown, as CommonMark has it: a mark is a comment on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rnnscope.embedding.blocks import Found, is_mark
from rnnscope.errors import BadMarkError

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_ALONE = re.compile(r"([\s>]*)<!--(.*?)-->\s*", re.DOTALL)


def found(text: str, lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks, but for those in code, which are text."""
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").disable("inline").parse(text):
        if token.type not in ("html_block", "inline") or token.map is None:
            continue
        first, behind = token.map
        comments = [each for each in _COMMENT.finditer(token.content) if is_mark(each[1])]
        if not comments:
            continue
        if token.type == "inline":
            yield from _in_a_paragraph(token.content, first, file)
            continue
        yield from _alone(lines, first, behind, file)


def _alone(lines: Sequence[str], first: int, behind: int, file: str) -> Iterator[Found]:
    """Yield the marks among lines of HTML."""
    line = first
    while line < behind:
        last = line
        while "<!--" in lines[line] and last < behind - 1 and "-->" not in lines[last]:
            last += 1
        text = "".join(lines[line : last + 1])
        match = _ALONE.fullmatch(text)
        if match and is_mark(match[2]):
            yield Found(line, last, match[2], match[1])
        elif any(is_mark(each[1]) for each in _COMMENT.finditer(text)):
            raise BadMarkError(file, line + 1, "a mark stands on a line of its own")
        line = last + 1


def _in_a_paragraph(content: str, line: int, file: str) -> Iterator[Found]:
    """Refuse a mark in the middle of a paragraph; in code it is text."""
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").parseInline(content):
        for child in token.children or ():
            match = _COMMENT.fullmatch(child.content) if child.type == "html_inline" else None
            if match and is_mark(match[1]):
                raise BadMarkError(
                    file, line + 1, "a mark stands on a line of its own, behind an empty line"
                )
    yield from ()


def _as_it_is(text: str) -> list[str]:
    return ["", *text.splitlines(), ""]


def _in_a_fence(text: str) -> list[str]:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return ["", f"{fence}text", *text.splitlines(), fence, ""]


FORMATS: dict[str, Callable[[str], list[str]]] = {
    "markdown": _as_it_is,
    "text": _in_a_fence,
    "html-fragment": _as_it_is,
}
