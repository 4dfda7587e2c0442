"""reStructuredText: a mark is a comment, `.. rnnscope-begin`, that is not indented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from rnnscope.embedding.blocks import PREFIX, Found, is_mark, kind_of
from rnnscope.embedding.drawing import Formats
from rnnscope.embedding.mark import END
from rnnscope.errors import BadMarkError

_TEMPLATE = re.compile(r"\{[{%#]|<%")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_COMMENT = ".. "
_EXPLICIT = re.compile(r"\.\. +(?:\|[^|]*\| +)?(?P<directive>[\w:.+-]+?)::(?: |$)|\.\.(?: |$)")
# What stands in all other directives is read as the rest of a document is.
_OF_CODE = frozenset((
    *("code", "code-block", "sourcecode", "highlight", "literalinclude", "parsed-literal", "math"),
    *("raw", "prompt", "doctest", "testcode", "testoutput", "ipython", "graphviz", "mermaid"),
))  # fmt: skip


def found(lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks; those in literal blocks, code and comments are text.

    Raises:
        BadMarkError: a mark is indented, or text behind a block is, which makes it part of the
            comment.

    """
    if not any(PREFIX in line for line in lines):
        return
    here = _Here()
    for number, line in enumerate(lines):
        is_text = here.at(line)
        words = line.lstrip()
        if not (words.startswith(_COMMENT) and is_mark(words[len(_COMMENT) :])) or is_text:
            continue
        if words != line:
            problem = "the mark is indented: put it at the margin, or where it is code behind `::`"
            raise BadMarkError(file, number + 1, problem)
        more = list(takewhile(_is_indented, lines[number + 1 : number + 1 + _MOST]))
        text = "".join([line[len(_COMMENT) :], *more])
        last = number + len(more)
        if kind_of(text) == END:
            _refuse_indented(lines, last + 1, file)
        yield Found(number, last, text)


class _Here:
    """What a line is inside of: those before it that are indented less, and whether it is text."""

    def __init__(self) -> None:
        self.around: list[tuple[int, bool]] = []

    def at(self, line: str) -> bool:
        """Go on to a line; tell whether it stands where nothing is read as markup."""
        words = line.strip()
        if not words:
            return False
        indent = len(line.expandtabs()) - len(line.expandtabs().lstrip())
        while self.around and self.around[-1][0] >= indent:
            self.around.pop()
        is_text = bool(self.around) and self.around[-1][1]
        self.around.append((indent, is_text or _holds_text(words)))
        return is_text


def _holds_text(words: str) -> bool:
    """Tell whether what is indented below a line is text: code, a literal block, a comment."""
    explicit = _EXPLICIT.match(words)
    if explicit is None:
        return words.endswith("::")
    directive = explicit["directive"]
    return directive is None or directive.lower() in _OF_CODE


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
    """Write lines as they stand; where they have signs of a template, with each sign escaped."""
    if any(map(_TEMPLATE.search, lines)):
        words = (_PUNCTUATION.sub(r"\\\g<0>", line) for line in lines)
        return [
            "",
            ".. parsed-literal::",
            "",
            *(f"    {line}" if line else "" for line in words),
            "",
        ]
    return ["", "::", "", *(f"    {line}" if line else "" for line in lines), ""]


FORMATS: Formats = {"text": _literal}
