"""Protocol buffer messages, taken apart field by field without their schema.

A message is a run of fields, each a number, a wire type and a value:
https://protobuf.dev/programming-guides/encoding.  The bytes may come from
anybody, so a reader takes a limited number of fields, and never more bytes
than there are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, TypeAlias

from rnnscope.untrusted.limits import beyond, current

MAX_VARINT = 10  # bytes of a whole number

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED = {_FIXED64: 8, _FIXED32: 4}
_HEAD = 2 * MAX_VARINT

Value: TypeAlias = int | memoryview


class MalformedError(ValueError):
    """Bytes that are not what they should be; the message says in what."""


def varint(data: memoryview, at: int) -> tuple[int, int]:
    """Read a whole number of variable length; return it, and where the next thing begins.

    Raises:
        MalformedError: the number is cut off, or is longer than any.

    """
    value = shift = 0
    for end in range(at, min(at + MAX_VARINT, len(data))):
        byte = data[end]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, end + 1
        shift += 7
    raise MalformedError("a number in it is cut off")


def signed(value: int) -> int:
    """Return a number as an `int64` field means it: the upper half is negative."""
    value &= 2**64 - 1
    return value - 2**64 if value >= 2**63 else value


def text(value: Value) -> str:
    """Return a text field.

    Raises:
        MalformedError: it is no text.

    """
    if isinstance(value, int):
        raise MalformedError("a number stands where a text should")
    try:
        return str(value, "utf-8")
    except UnicodeDecodeError:
        raise MalformedError("a text in it is not UTF-8") from None


def message(value: Value) -> memoryview:
    """Return the bytes of a message inside a message.

    Raises:
        MalformedError: it is a number.

    """
    if isinstance(value, int):
        raise MalformedError("a number stands where a message should")
    return value


def number(value: Value) -> int:
    """Return a whole number.

    Raises:
        MalformedError: it is a text or a message.

    """
    if isinstance(value, int):
        return value
    raise MalformedError("a message stands where a number should")


@dataclass(slots=True)
class WireReader:
    """Takes messages apart; `left` is how many more fields it will read."""

    left: int = field(default_factory=lambda: current().graph_fields)

    def fields(self, data: memoryview) -> Iterator[tuple[int, Value]]:
        """Yield the fields of a message in order, each with its number.

        Raises:
            MalformedError: the message is cut off or broken, or has too many fields.

        """
        at = 0
        while at < len(data):
            self._count()
            tag, at = varint(data, at)
            start, end, value = _extent(data, at, tag & 7)
            if end > len(data):
                raise MalformedError("a field in it is cut off")
            yield tag >> 3, data[start:end] if value is None else value
            at = end

    def in_file(self, file: IO[bytes], spans: Sequence[range], field: int) -> list[range]:
        """Find where a field stands in a message that is too long to be read.

        `spans` are the places of the message in the file, or of several; the
        places of the field in them are returned.  What stands between is skipped.

        Raises:
            MalformedError: the message is cut off or broken.

        """
        ranges = []
        for span in spans:
            at = span.start
            while at < span.stop:
                self._count()
                file.seek(at)
                head = memoryview(file.read(min(_HEAD, span.stop - at)))
                tag, length = varint(head, 0)
                start, end, value = _extent(head, length, tag & 7)
                if at + end > span.stop:
                    raise MalformedError("a field in it is cut off")
                if tag >> 3 == field and value is None:
                    ranges.append(range(at + start, at + end))
                at += end
        return ranges

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise MalformedError(f"it has too many fields, {beyond('graph_fields')}")


def size_of(file: IO[bytes]) -> int:
    """Return how many bytes a file has."""
    return file.seek(0, os.SEEK_END)


def _extent(data: memoryview, at: int, wire_type: int) -> tuple[int, int, int | None]:
    """Return where a field's value begins and ends, and the value itself of a number."""
    if wire_type == _VARINT:
        value, end = varint(data, at)
        return at, end, value
    if wire_type == _BYTES:
        length, start = varint(data, at)
        return start, start + length, None
    if wire_type in _FIXED:
        return at, at + _FIXED[wire_type], 0  # floats: none of them says anything of a model
    raise MalformedError(f"a field in it has the wire type {wire_type}, which there is not")
