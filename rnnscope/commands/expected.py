"""What is expected of a model, as it is given on a command line.

Each reader is told the option that it reads for, which what is wrong is said of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import typer

from rnnscope.errors import BadArgumentError, BadFormulaError
from rnnscope.expectations.sizes import bytes_of
from rnnscope.wording import shown

_NUMBER = re.compile(r"\d+(?:_\d+)*|\d{1,3}(?:,\d{3})+", re.ASCII)
_LONGEST = 40  # signs of a number


def count(option: str, text: str | None) -> int | None:
    """Read a whole number as people write it: 21386, 21_386 or 21,386.

    Raises:
        BadParameter: it is none.

    """
    if text is None:
        return None
    number = _number(text)
    if number is None:
        raise _bad(option, f"expected a whole number, such as 21,386; found {shown(text)}")
    return number


def size_in_bytes(option: str, text: str | None) -> int | None:
    """Read a number of bytes, with its unit or without.

    Raises:
        BadParameter: it is none.

    """
    if text is None:
        return None
    number = _number(text)
    try:
        return bytes_of(text) if number is None else number
    except BadArgumentError as error:
        raise _bad(option, f"expected {error.expected}; found {shown(text)}") from None


def layers(option: str, texts: Sequence[str] | None) -> dict[str, int | str]:
    """Read `dense=1,290` and `dense*=units*input_dim + units`; a formula has no `=`.

    Raises:
        BadParameter: one is neither.

    """
    found: dict[str, int | str] = {}
    for text in texts or ():
        name, _, value = (part.strip() for part in text.rpartition("="))
        if not (name and value):
            expected = "NAME=COUNT or NAME=FORMULA, such as dense=1,290"
            raise _bad(option, f"expected {expected}; found {shown(text)}")
        number = _number(value)
        found[_once(option, name, found)] = _formula(option, value) if number is None else number
    return found


def _once(option: str, name: str, found: Mapping[str, object]) -> str:
    """Refuse a name that is given again: the other value of it would be lost without a word."""
    if name in found:
        raise _bad(option, f"{shown(name)} is given twice; each name has one value")
    return name


def _formula(option: str, text: str) -> str:
    from rnnscope.report.formula_text import refuse_unreadable

    try:
        refuse_unreadable(text)
    except BadFormulaError as error:
        raise _bad(option, str(error)) from None
    return text


def sizes(option: str, texts: Sequence[str] | None) -> dict[str, int]:
    """Read `timesteps=28`.

    Raises:
        BadParameter: one is no size of a name.

    """
    found: dict[str, int] = {}
    for text in texts or ():
        name, _, value = (part.strip() for part in text.rpartition("="))
        number = _number(value)
        if not (name and number):
            expected = "NAME=SIZE, such as timesteps=28"
            raise _bad(option, f"expected {expected}; found {shown(text)}")
        found[_once(option, name, found)] = number
    return found


def _bad(option: str, problem: str) -> typer.BadParameter:
    return typer.BadParameter(problem, param_hint=f"'{option}'")


def _number(text: str) -> int | None:
    text = text.strip()
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    return int(text.replace(",", "").replace("_", ""))
