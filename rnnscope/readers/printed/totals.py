"""The lines below a table: how many params there are altogether."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rnnscope.readers.printed.numbers import goes_on, is_last, number_in, whole
from rnnscope.readers.printed.text_lines import Line

_TOTAL = re.compile(
    r"(?P<kind>total|non[-–\s]?trainable|trainable|optimizer)\s?params?(?P<sign>[\s:|*#=_,;\"]{1,9})",
    re.IGNORECASE,
)
_END = Line(0, "")
_KINDS = {"to": "total", "no": "non_trainable", "tr": "trainable", "op": "optimizer"}


@dataclass(frozen=True, slots=True)
class Totals:
    """What is counted together, as far as it is said."""

    total: int | None = None
    trainable: int | None = None
    non_trainable: int | None = None
    optimizer: int | None = None

    @property
    def of_rows(self) -> int | None:
        """The total of the layers alone."""
        return None if self.total is None else self.total - (self.optimizer or 0)


def is_total(line: Line) -> bool:
    """Tell whether a line gives a total."""
    found = _TOTAL.search(line.text)
    return found is not None and number_in(line.text, found.end()) is not None


def totals(lines: Iterable[Line]) -> Totals:
    """Return the first of each total that lines give."""
    numbers: dict[str, int] = {}
    for line, after in pairwise([*lines, _END]):
        for found in _TOTAL.finditer(line.text):
            number = number_in(line.text, found.end())
            if number and not (is_last(line.text, number) and goes_on(after.text)):
                numbers.setdefault(_kind(found["kind"]), whole(number[0]))
    return Totals(**numbers)


def _kind(text: str) -> str:
    lower = text.lower()
    return _KINDS[lower[:2]]
