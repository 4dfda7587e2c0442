r"""LaTeX: a mark is a comment in a line of its own, `% rnnscope-begin`.

What stands in `verbatim`, `lstlisting`, `comment` and their like is text, and so is what an
environment holds that a document defines by one of the usual commands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rnnscope.embedding.blocks import LEVEL, PREFIX, Found, is_mark, kind_of, not_alone
from rnnscope.embedding.drawing import Formats, as_it_is
from rnnscope.embedding.mark import BEGIN

_AS_IT_IS = frozenset((
    *("verbatim", "Verbatim", "BVerbatim", "LVerbatim", "SaveVerbatim", "VerbatimOut", "alltt"),
    *("spverbatim", "verbatimtab", "boxedverbatim", "lstlisting", "minted", "tcblisting"),
    *("comment", "filecontents", "luacode", "pycode", "pyverbatim", "sageblock", "sagesilent"),
))  # fmt: skip
_LEVELS = ("chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_ARGUMENT = r"(?:\[[^\]\r\n]{0,999}\])?"  # no longer, or a line of many would be read for each
_PIECE = re.compile(
    rf"""%(?P<comment>[^\r\n]*)
    |\\(?:[vV]erb\*?|lstinline{_ARGUMENT}|mintinline{_ARGUMENT}\{{[^{{}}\\\r\n]*\}})
     (?:\{{[^{{}}\r\n]*\}}|(?P<delimiter>[^a-zA-Z*\s{{])[^\r\n]*?(?P=delimiter))
    |\\begin\s*\{{(?P<begun>[^{{}}%\\]*)\}}
    |\\(?:lstnewenvironment|DefineVerbatimEnvironment|(?:ex|in)cludecomment|specialcomment)
     \s*\{{(?P<defined>[^{{}}%\\]*)\}}
    |\\newminted\s*(?:\[(?P<named>[^\]%\\]*)\])?\s*\{{(?P<language>[^{{}}%\\]*)\}}
    |\\(?P<heading>{"|".join(_LEVELS)})(?![a-zA-Z])
    |\\(?:[a-zA-Z@]+|.)""",
    re.VERBOSE | re.DOTALL,
)


def found(lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks, but for those in code, which are text.

    Raises:
        BadMarkError: one has something else in its line.

    """
    if any(PREFIX in line for line in lines):
        yield from _Here(lines, file).marks()


@dataclass(slots=True)
class _Here:
    """How far a document has been gone through: the level of its last heading, and the block."""

    lines: Sequence[str]
    file: str
    level: int = LEVEL
    is_inside: bool = False

    def marks(self) -> Iterator[Found]:
        text, code = "".join(self.lines), set(_AS_IT_IS)
        starts, at = [0, *accumulate(map(len, self.lines))], 0
        while piece := _PIECE.search(text, at):
            at = piece.end()
            if piece["begun"] is not None:
                at = _behind(text, at, piece["begun"], code)
            elif piece["heading"] and not self.is_inside:
                self.level = min(_LEVELS.index(piece["heading"]) + 1, len(_LEVELS))
            elif piece["comment"] is not None:
                yield from self.mark(piece["comment"], bisect_right(starts, piece.start()) - 1)
            code.add(_named(piece))

    def mark(self, comment: str, line: int) -> Iterator[Found]:
        """Yield a comment if it is a mark."""
        words = comment.lstrip("%")
        if not is_mark(words):
            return
        before = self.lines[line].partition("%")[0]
        if before.strip():
            raise not_alone(self.file, line)
        self.is_inside = kind_of(words) == BEGIN
        yield Found(line, line, words, before, self.level)


def _behind(text: str, at: int, name: str, code: set[str]) -> int:
    """Return where an environment has an end in which all is text; of another its beginning."""
    if name.rstrip("*") not in code:
        return at
    end = text.find(f"\\end{{{name}}}", at)
    return len(text) if end < 0 else end


def _named(piece: re.Match[str]) -> str:
    """Return the environment that a document defines; what it holds is text."""
    if piece["language"] is not None:
        return piece["named"] or f"{piece['language']}code"
    return piece["defined"] or ""


FORMATS: Formats = {"latex": as_it_is, "latex-table": as_it_is}
