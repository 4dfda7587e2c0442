"""The keys that a project may write for rnnscope: which there are, and what each takes.

Each is read by a function that returns the value as it is used, or raises `WrongValueError`
with what it takes and what was found.  A new key is a line in one of the two tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self, TypeAlias, TypeVar

from rnnscope.arguments import WITNESSES
from rnnscope.errors import BadArgumentError, BadFormulaError
from rnnscope.expectations.sizes import bytes_of
from rnnscope.untrusted.whole_numbers import FEWER, MOST
from rnnscope.wording import shown

TABLE = "tool.rnnscope"  # in pyproject.toml; rnnscope.toml is that table itself
CHECK = "check"

Read: TypeAlias = Callable[[object], object]
_T = TypeVar("_T")


class WrongValueError(Exception):
    """A value is none that its key takes; `below` are the keys that lead on to it."""

    def __init__(self, expected: str, found: object, below: tuple[str | int, ...] = ()) -> None:
        super().__init__(f"expected {expected}; found {shown(found)}")
        self.below = below

    @classmethod
    def saying(cls, problem: str) -> Self:
        """Return one that says in other words what is wrong."""
        error = cls("", "")
        error.args = (problem,)
        return error


def texts(value: object) -> tuple[str, ...]:
    """Read a list of texts, none of them empty."""
    return _list(value, "a list of texts", _text)


def witnesses(value: object) -> tuple[str, ...]:
    """Read a list of witnesses."""
    known = " or ".join(map(repr, WITNESSES))
    for i, name in enumerate(_list(value, f"a list of {known}", _text)):
        if name not in WITNESSES:
            raise WrongValueError(known, name, (i,))
    return texts(value)


def count(value: object) -> int:
    """Read a whole number from 0 on."""
    if type(value) is not int or value < 0:
        raise WrongValueError("a whole number, 0 or more, such as 21_386", value)
    return _not_vast(value)


def size(value: object) -> int:
    """Read the size of an axis."""
    if type(value) is not int or value < 1:
        raise WrongValueError("a whole number above 0", value)
    return _not_vast(value)


def size_in_bytes(value: object) -> int:
    """Read a number of bytes, with its unit or without."""
    if not isinstance(value, str):
        return count(value)
    try:
        return bytes_of(value)
    except BadArgumentError as error:
        raise WrongValueError(error.expected, value) from None


def sizes(value: object) -> dict[str, int]:
    """Read sizes by their names."""
    return _table(value, "a table of sizes, such as { timesteps = 28 }", size)


def layers(value: object) -> dict[str, int | str]:
    """Read counts or formulas by the names of layers."""
    return _table(value, "a table of layers, such as { dense = 1_290 }", _count_or_formula)


def project_keys(table: str) -> Mapping[str, Read]:
    """Return the keys of a project; its checks are tables that this file calls so."""

    def one_table(value: object) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise WrongValueError(f"a table, under [[{table}]]", value)
        return value

    def tables(value: object) -> tuple[Mapping[str, object], ...]:
        return _list(value, f"tables, each under [[{table}]]", one_table)

    return {"require": witnesses, "import": texts, "embed-targets": texts, CHECK: tables}


CHECK_KEYS: Mapping[str, Read] = {
    "models": texts,
    "total": count,
    "trainable": count,
    "non-trainable": count,
    "max-params": count,
    "max-bytes": size_in_bytes,
    "max-macs": count,
    "at": sizes,
    "frozen": texts,
    "layers": layers,
}


def _not_vast(value: int) -> int:
    if value > MOST:
        raise WrongValueError(FEWER, value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise WrongValueError("a text", value)
    return value


def _formula(value: str) -> str:
    from rnnscope.report.formula_text import refuse_unreadable

    try:
        refuse_unreadable(value)
    except BadFormulaError as error:
        raise WrongValueError.saying(str(error)) from None
    return value


def _count_or_formula(value: object) -> int | str:
    if isinstance(value, str) and value.strip():
        return _formula(value)
    if type(value) is int and value > 0:
        return _not_vast(value)
    try:
        return count(value)
    except WrongValueError:
        expected = "a count, such as 1_290, or a formula, such as 'units*input_dim + units'"
        raise WrongValueError(expected, value) from None


def _list(value: object, expected: str, read: Callable[[object], _T]) -> tuple[_T, ...]:
    if not isinstance(value, list):
        raise WrongValueError(expected, value)
    items = []
    for i, item in enumerate(value):
        try:
            items.append(read(item))
        except WrongValueError as error:
            error.below = (i, *error.below)
            raise
    return tuple(items)


def _table(value: object, expected: str, read: Callable[[object], _T]) -> dict[str, _T]:
    if not isinstance(value, Mapping):
        raise WrongValueError(expected, value)
    items = {}
    for name, item in value.items():
        if not name:
            raise WrongValueError("a name", name, (name,))
        try:
            items[name] = read(item)
        except WrongValueError as error:
            error.below = (name, *error.below)
            raise
    return items
