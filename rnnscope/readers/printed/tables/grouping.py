"""Numbers as no Keras prints them, `401.920` or `1,29 0`: read where the total proves them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rnnscope.readers.printed.lines.text_lines import Line

_ALONE = r"(?:(?<=[\s|│┃║:])|\A){}(?=[\s|│┃║]|\Z)"
_POINTED = re.compile(_ALONE.format(r"\d{1,3}(?:[._]\d{3})+"))
_SPLIT = re.compile(_ALONE.format(r"\d[\d,.]*(?: [\d,.]*\d)+"))
_MARKS = str.maketrans("", "", ",._ ")


def rewritings(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """Yield lines with numbers as they may be meant, where there are any to be read otherwise."""
    for pattern in (_POINTED, _SPLIT):
        if any(pattern.search(line.text) for line in lines):
            yield tuple(Line(line.number, pattern.sub(_plain, line.text)) for line in lines)


def _plain(number: re.Match[str]) -> str:
    """Return a number without what groups its digits, in as many signs."""
    return number[0].translate(_MARKS).rjust(len(number[0]))
