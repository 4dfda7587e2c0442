"""Tables that stand beside each other, as two models that are compared: one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rnnscope.readers.printed.lines.text_lines import Line
from rnnscope.readers.printed.tables.columns import is_header

_BEGIN = re.compile(r"(?:^|(?<=\s))[ |│┃║]{0,2}Layer ?\((?:type|name)\)", re.IGNORECASE)
_WIDE = 10_000  # signs of a line beyond those of its header
_ABOVE = 3  # lines above a header that may be of its table


def apart(lines: Sequence[Line]) -> Sequence[Line]:
    """Return lines in which no table stands beside another."""
    headers = [i for i, line in enumerate(lines) if is_header(line)]
    found: list[Line] = []
    done = 0
    for place, after in pairwise([*headers, len(lines)]):
        columns = _columns(lines[place])
        if not columns:
            continue
        start = max(done, place - _ABOVE)
        end = after if after == len(lines) else max(place + 1, after - _ABOVE)
        parts = [[_cut(line, *column) for line in lines[start:end]] for column in columns]
        if all(_is_between(lines[start:end], first) for first, _ in columns[1:]):
            found += lines[done:start]
            found += [line for part in parts for line in part]
            done = end
    return [*found, *lines[done:]] if found else lines


def _columns(header: Line) -> list[tuple[int, int]]:
    """Return where on a line the tables begin and end of which it has the headers; none for one."""
    starts = [begin.start() for begin in _BEGIN.finditer(header.text)]
    columns = [*zip([0, *starts[1:]], [*starts[1:], len(header.text) + _WIDE], strict=True)]
    is_each = all(is_header(_cut(header, *column)) for column in columns)
    return columns if len(starts) > 1 and is_each else []


def _cut(line: Line, start: int, end: int) -> Line:
    return replace(line, text=line.text[start:end].rstrip())


def _is_between(lines: Sequence[Line], column: int) -> bool:
    """Tell whether no word goes across a column."""
    return not any(line.text[column - 1 : column + 1].isalnum() for line in _long(lines, column))


def _long(lines: Sequence[Line], column: int) -> Iterator[Line]:
    return (line for line in lines if len(line.text) > column)
