"""The lines of a text as they were printed, without the marks that somebody put before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rnnscope.readers.printed.lines import comma_rows
from rnnscope.readers.printed.lines.cleaning import broken, cleaned
from rnnscope.untrusted.limits import spend

_ENDS = re.compile(r"\r\n|\n|\r")
# A line of a program's text: in quotes, and with what may stand behind them.
_LITERAL = re.compile(
    r"\s*(?:[A-Za-z_][\w.]{0,40}\s?[(=]\s?)?[furbFURB]{0,2}(?P<quote>[\"'])(?P<text>.*)(?P=quote)"
    r"[\s,;+)]{0,20}(?:#[^\"']*)?"
)
_QUOTED = r"\"(?:[^\"\\]++|\\.)*+\"|'(?:[^'\\]++|\\.)*+'"
_TEXT = re.compile(_QUOTED)
_LIST = re.compile(rf"\s*+[\[(]\s*+(?:(?:{_QUOTED})\s*+,?\s*+)*+[\])],?\s*+")
# Ends of lines as a program writes them in a text, and what no other text with such has.
_WRITTEN_END = re.compile(r"(?:\\r)?\\n")
_OF_A_TABLE = re.compile(r"Layer\s{0,3}\((?:type|name)|(?:Total|Trainable) params|\(None, ?\d")
# A row of a table in HTML, which may be written on many lines.
_ROWS = re.compile(r"(?=<tr[\s>])|(?<=</tr>)", re.IGNORECASE)
_ROW = re.compile(r"<tr[\s>]", re.IGNORECASE)
_ROW_END = re.compile(r"</tr>", re.IGNORECASE)
_MARKS = re.compile(
    r"[ \t]*(?:(?:#>|[#>%;]+|//+|\* |[-•‣] (?=[^\W\d])|(?:In|Out) ?\[\d{0,5}\]:)[ \t]?)+"
)
_NUMBER = re.compile(r"[ \t]*(\d{1,6})(?:[ \t]{0,3}([:.|)│]))?[ \t]?")
_SOME = 3  # lines with a number each, for it to be that of the line, or ends of lines in one
# Rules that stand between what were lines, and the beginnings of lines of totals.
_SEAMS = re.compile(r"[_=]{8,}|[-─━]{12,}|(?=(?:Total|Trainable|Non-trainable|Optimizer) params)")
_RULE = 8
_ALONE = 24  # signs beside a rule that are no table in one line


@dataclass(frozen=True)
class Line:
    """What stands on a line; `number` is its place in the text, from 1 on."""

    number: int
    text: str

    @cached_property  # asked by several, of every line; it needs a class without slots
    def compact(self) -> str:
        """What is said on it, whatever blanks it is written with."""
        return "".join(self.text.split()).lower()


def raw_lines(text: str) -> list[Line]:
    """Return the lines of a text as they are."""
    return [Line(number, line) for number, line in enumerate(_ENDS.split(text), 1)]


def lines_of(text: Sequence[Line]) -> list[Line]:
    """Return the lines of a text, without what stands in front of all of them."""
    barred = [replace(line, text=comma_rows.barred(line.text)) for line in _shown(text)]
    lines = [_cleaned(line) for line in _literals(_written(barred))]
    return [piece for line in _without_numbers(lines) for piece in _seams(_without_marks(line))]


def _cleaned(line: Line) -> Line:
    spend()
    return Line(line.number, cleaned(line.text))


def _shown(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that are shown; a row of a table in HTML is one, however it is written."""
    row: list[str] = []
    begun = 0
    for line in lines:
        for piece in _ROWS.split(line.text) if "<" in line.text else (line.text,):
            if row or _ROW.match(piece):
                begun = begun if row else line.number
                row.append(piece)
                if not _ROW_END.search(piece):
                    continue
                piece, row = " ".join(row), []
            else:
                begun = line.number
            yield from (Line(begun, part) for part in broken(piece))
    if row:
        yield from (Line(begun, part) for part in broken(" ".join(row)))


def _written(lines: Iterable[Line]) -> list[Line]:
    """Return lines of which those that hold several, as a program writes them, are parted."""
    return [Line(line.number, text) for line in lines for text in _texts(line.text)]


def _texts(text: str) -> Sequence[str]:
    """Return the texts in a list, or the lines in a text; one where it is neither."""
    pieces = _TEXT.findall(text) if _LIST.fullmatch(text) else []
    if len(pieces) >= _SOME:
        return pieces
    if text.count("\\n") < _SOME or _LITERAL.fullmatch(text) or not _OF_A_TABLE.search(text):
        return (text,)
    return [line.replace('\\"', '"').replace("\\t", "\t") for line in _WRITTEN_END.split(text)]


def _literals(lines: Sequence[Line]) -> Sequence[Line]:
    """Return what stands in quotes, where most lines are texts of a program."""
    filled = [line for line in lines if line.text.strip()]
    found = [_LITERAL.fullmatch(line.text) for line in filled]
    if sum(literal is not None for literal in found) * 5 < len(filled) * 4:
        return lines
    return [
        Line(line.number, text)
        for line, literal in zip(filled, found, strict=True)
        for text in (literal["text"] if literal else line.text).split("\\n")
    ]


def _without_numbers(lines: list[Line]) -> list[Line]:
    """Return lines without their numbers, where each begins with one more than that before it."""
    numbers = {i: _NUMBER.match(line.text) for i, line in enumerate(lines) if line.text.strip()}
    found = {i: number for i, number in numbers.items() if number}
    steps = sum(int(b[1]) == int(a[1]) + 1 for a, b in pairwise(found.values()))
    if len(found) < _SOME or steps + 1 < len(found) or len(found) * 5 < len(numbers) * 4:
        return lines
    has_mark = len({number[2] for number in found.values()}) == 1
    ends = {i: number.end() if has_mark else number.end(1) for i, number in found.items()}
    return [replace(line, text=line.text[ends.get(i, 0) :]) for i, line in enumerate(lines)]


def _without_marks(line: Line) -> Line:
    """Return a line without the marks of a comment, a quotation or an output in front of it."""
    marks = _MARKS.match(line.text)
    return replace(line, text=line.text[marks.end() :]) if marks else line


def _seams(line: Line) -> list[Line]:
    """Return what stands between rules in one line: a table that lost its line ends."""
    parts = [part.strip() for part in _SEAMS.split(line.text)]
    said = [part for part in parts if any(sign.isalnum() for sign in part)]
    is_prefix = len(said) == 1 and bool(parts[0]) and "(" not in said[0]  # of a log
    if len(parts) == 1 or is_prefix or sum(map(len, said)) < _ALONE:
        return [line]
    rule = Line(line.number, "=" * _RULE)
    return [piece for part in said for piece in (Line(line.number, part), rule)]
