"""Values out of JSON that may come from anybody, asked for by what they are to be.

    entry = mapping_at(data, "config")
    entry.name("class_name")
    entry.mapping("config", {}).whole("units")

A value of another kind is refused by its place, `config.config.units`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rnnscope.errors import BadConfigError
from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import shown

MAX_AXES = 64
_MAX_SIZE = 2**63 - 1
_SHOWN = 60  # characters of a value that is of another kind


@dataclass(frozen=True, slots=True)
class Fields:
    """An object, and where it stands.

    Every method but `get`, `inside` and those that are `optional` raises a
    `BadConfigError` that says where, for a value of another kind and for none.
    """

    values: Mapping[str, Any]
    where: str

    @classmethod
    def of(cls, value: object, where: str) -> Fields:
        """Take what stands somewhere for an object; an empty one where it is none."""
        return cls(value if isinstance(value, dict) else {}, where)

    def at(self, key: str) -> str:
        """Return the place of a value."""
        return f"{self.where}.{key}"

    def get(self, key: str, default: object = None) -> object:
        """Return a value as it stands there."""
        return self.values.get(key, default)

    def text(self, key: str) -> str:
        """Return a text of any length."""
        return text_at(self.values.get(key), self.at(key))

    def name(self, key: str) -> str:
        """Return a text that is no longer than a name may be."""
        return name_at(self.values.get(key), self.at(key))

    def whole(self, key: str) -> int:
        """Return a whole number."""
        value = self.optional_whole(key)
        if value is None:
            raise _other_kind("a whole number", self.values.get(key), self.at(key))
        return value

    def mapping(self, key: str, default: Mapping[str, Any] | None = None) -> Fields:
        """Return an object; the default only where there is no such key."""
        return mapping_at(self.values.get(key, default), self.at(key))

    def inside(self, key: str) -> Fields:
        """Return an object; an empty one where it is none."""
        return Fields.of(self.values.get(key), self.at(key))

    def sizes(self, key: str) -> tuple[int, ...]:
        """Return the shape of a tensor, of which every size is known."""
        sizes = shape_at(self.values.get(key), self.at(key))
        for i, size in enumerate(sizes):
            if size is None or size > _MAX_SIZE:
                raise _other_kind("a size", size, f"{self.at(key)}[{i}]")
        return tuple(size for size in sizes if size is not None)

    def items(self, key: str, default: list[Any] | None = None) -> list[Any]:
        """Return a list; the default only where there is no such key."""
        return items_at(self.values.get(key, default), self.at(key))

    def optional_text(self, key: str) -> str:
        """Return a text no longer than a name, which is refused; empty where it is none."""
        return self.optional_name(key) or ""

    def optional_name(self, key: str) -> str | None:
        """Return a text no longer than a name, which is refused; None where it is none."""
        value = self.values.get(key)
        return name_at(value, self.at(key)) if isinstance(value, str) else None

    def optional_number(self, key: str) -> float | None:
        """Return a number that is finite; None where it is none."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if math.isfinite(value) else None

    def optional_whole(self, key: str) -> int | None:
        """Return a whole number; None where it is none."""
        value = self.values.get(key)
        return value if type(value) is int else None


def mapping_at(value: object, where: str) -> Fields:
    """Return the object that stands somewhere.

    Raises:
        BadConfigError: it is something else.

    """
    if not isinstance(value, dict):
        raise _other_kind("an object", value, where)
    return Fields(value, where)


def items_at(value: object, where: str) -> list[Any]:
    """Return the list that stands somewhere.

    Raises:
        BadConfigError: it is something else.

    """
    if not isinstance(value, list):
        raise _other_kind("a list", value, where)
    return value


def shape_at(value: object, where: str) -> tuple[int | None, ...]:
    """Return the shape that stands somewhere: a list of sizes, each a whole number or null.

    Raises:
        BadConfigError: it is something else; the message says where.

    """
    sizes = items_at(value, where)
    if len(sizes) > MAX_AXES:
        raise BadConfigError(where, f"expected at most {MAX_AXES} axes, found {len(sizes)}")
    for i, size in enumerate(sizes):
        if size is not None and (type(size) is not int or size < 0):
            raise _other_kind("a size or null", size, f"{where}[{i}]")
    return tuple(sizes)


def text_at(value: object, where: str) -> str:
    """Return the text that stands somewhere.

    Raises:
        BadConfigError: it is something else.

    """
    if not isinstance(value, str):
        raise _other_kind("a text", value, where)
    return value


def name_at(value: object, where: str) -> str:
    """Return the name that stands somewhere: a text that is repeated in many places.

    Raises:
        BadConfigError: it is something else, or too long.

    """
    name = text_at(value, where)
    if len(name) > current().name_characters:
        raise BadConfigError(where, f"it has {len(name):,} characters, {beyond('name_characters')}")
    return name


def kind_of(value: object) -> str:
    """Say in a message what there is: the value, or of a list or object that it is one."""
    return type(value).__name__ if isinstance(value, dict | list) else shown(value, _SHOWN)


def _other_kind(expected: str, value: object, where: str) -> BadConfigError:
    return BadConfigError(where, f"expected {expected}, found {kind_of(value)}")
