"""Whole numbers as summaries have them: `1290`, `1,290`, once `1290.0` and `76L`.

Some were grouped by a blank or an apostrophe on their way: `1 290`, `1'290`.  A full stop may be
the point of a fraction: see `grouping`.
"""

from __future__ import annotations

import re

from rnnscope.untrusted.whole_numbers import DIGITS

GROUPED = "|".join(rf"\d{{1,3}}(?:{mark}\d{{3}})+" for mark in (",", " ", "['’]"))
# What may stand behind a number and is none of its signs: a blank, a bar, the end of a mark.
_BEHIND = r"(?=$|\s|[|│┃║)\]}*`\";<(#](?![\w.,]))(?! \d+(?:[\s.,]|$))"
_NUMBER = re.compile(rf"\s{{0,400}}(?:{GROUPED}|\d+)(?:\.0)?L?{_BEHIND}")
_REMARKED = r"(?! (?:[^\W\d_][\w,]*|[=<#*+×·/-]\S*)(?: |$))"  # a word, or a sum, behind a number
_GOES_ON = re.compile(rf"\s*(?:[,.]?\d[\d,.]*)?[)\]]*(?<=[\d)\],.])(?![^\s|]){_REMARKED}")
_MARKS = str.maketrans("", "", ", '’")


class BeyondError(ValueError):
    """Something is more than any model has: the digits of a number, models inside each other."""


def number_in(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the number that stands next in a text, with the blanks before it."""
    return _NUMBER.match(text, start)


def is_last(text: str, number: re.Match[str]) -> bool:
    """Tell whether nothing stands behind a number in a text."""
    return not text[number.end() :].strip()


def goes_on(text: str) -> bool:
    """Tell whether a line may begin with the rest of a number that the line before ends with."""
    return bool(_GOES_ON.match(text))


def whole(text: str) -> int:
    """Return the value of a number.

    Raises:
        BeyondError: nothing that is counted has so many digits.

    """
    digits = text.strip().removesuffix("L").removesuffix(".0").translate(_MARKS)
    if len(digits) > DIGITS:
        raise BeyondError(f"a number of {len(digits):,} digits, beyond any count of a model")
    return int(digits)
