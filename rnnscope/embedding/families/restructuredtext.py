"""reStructuredText: a mark is a comment, `.. rnnscope-begin`, that is not indented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from rnnscope.embedding.blocks import PREFIX, Found, is_mark, kind_of
from rnnscope.embedding.drawing import Formats
from rnnscope.embedding.mark import END
from rnnscope.errors import BadMarkError

_TEMPLATE = re.compile(r"\{[{%#]|<%")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_COMMENT = ".. "
_MOST = 100  # lines of a mark, and above it
_TEXT = "would be part of the text there: put an empty line"
_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+\s*")
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
            comment; or one has no empty line between it and text.

    """
    if not any(PREFIX in line for line in lines):
        return
    here = _Here()
    for number, line in enumerate(lines):
        is_text = here.at(line)
        words = line.lstrip()
        is_comment = words.startswith(_COMMENT) and is_mark(words[len(_COMMENT) :])
        if not is_comment or is_text or _is_quoted(lines, number):
            continue
        if words != line:
            problem = "the mark is indented: put it at the margin, or where it is code behind `::`"
            raise BadMarkError(file, number + 1, problem)
        more = list(takewhile(_is_indented, lines[number + 1 : number + 1 + _MOST]))
        text, last = "".join([line[len(_COMMENT) :], *more]), number + len(more)
        _refuse_beside_text(lines, (number, last), file, is_end=kind_of(text) == END)
        yield Found(number, last, text)


def _refuse_beside_text(
    lines: Sequence[str], mark: tuple[int, int], file: str, *, is_end: bool
) -> None:
    """Refuse a mark that docutils takes for a part of a text, or a text for a part of it."""
    first, last = mark
    if is_end:
        _refuse_indented(lines, last + 1, file)
        if _is_text(lines, last + 1):
            raise BadMarkError(file, last + 1, f"the mark {_TEXT} behind it")
    elif _is_text(lines, _above(lines, first)):
        raise BadMarkError(file, first + 1, f"the mark {_TEXT} before it")


@dataclass(slots=True)
class _Here:
    """What a line is inside of: those before it that are indented less, and whether it is text."""

    around: list[tuple[int, bool]] = field(default_factory=list)

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


def _above(lines: Sequence[str], number: int) -> int:
    """Return the line above, or that above all lines like comments: in a text these are text."""
    above = number - 1
    while number - above < _MOST and above > 0 and lines[above].startswith(".."):
        if _is_indented(lines[above - 1]):
            break  # what is indented there may belong to a directive
        above -= 1
    return above


def _is_text(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line beside a mark is text, and neither a comment nor the rule of a title."""
    line = lines[number] if 0 <= number < len(lines) else ""
    return bool(line.strip()) and not (line.startswith("..") or _RULE.fullmatch(line))


def _is_quoted(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line is code by its first sign: at the margin, behind `::`."""
    above = (lines[i] for i in range(number - 1, -1, -1))
    before = next((line.rstrip() for line in above if line.strip()), "")
    return (
        before.endswith("::")
        and not _is_indented(before)
        and _EXPLICIT.match(before) is None
        and not lines[number - 1].strip()
    )


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
