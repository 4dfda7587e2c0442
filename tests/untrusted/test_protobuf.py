"""Messages are taken apart as protobuf itself does, and broken ones are refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.untrusted import protobuf
from rnnscope.untrusted.protobuf import (
    MalformedError,
    Value,
    WireReader,
    message,
    number,
    signed,
    size_of,
    text,
    varint,
)


def fields(data: bytes) -> list[tuple[int, Any]]:
    taken = WireReader().fields(memoryview(data))
    return [(n, bytes(v) if isinstance(v, memoryview) else v) for n, v in taken]


def why(data: bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        fields(data)
    return str(caught.value)


def test_fields_of_every_kind() -> None:
    data = b"\x08\x96\x01" + b"\x12\x07testing" + b"\x1d" + b"\0" * 4 + b"\x21" + b"\0" * 8
    assert fields(data) == [(1, 150), (2, b"testing"), (3, 0), (4, 0)]
    assert fields(b"") == []


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers_are_those_that_protobuf_writes(value: int) -> None:
    from tensorflow.core.framework.tensor_shape_pb2 import TensorShapeProto

    dim = TensorShapeProto.Dim(size=value).SerializeToString()
    assert [signed(found) for _, found in fields(dim)] == ([value] if value else [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x08", "cut off"),
        (b"\x08\xff", "cut off"),
        (b"\x08" + b"\xff" * 11, "cut off"),
        (b"\x12\x05abc", "cut off"),
        (b"\x12\xff\xff\xff\xff\x0f", "cut off"),
        (b"\x1d\0\0", "cut off"),
        (b"\x0b", "wire type 3"),
        (b"\x0e", "wire type 6"),
    ],
)
def test_broken_messages_are_refused(data: bytes, reason: str) -> None:
    assert reason in why(data)


def test_too_many_fields_are_refused() -> None:
    wire = WireReader(left=3)
    assert len(list(wire.fields(memoryview(b"\x08\x01" * 3)))) == 3
    with pytest.raises(MalformedError, match="fields"):
        list(wire.fields(memoryview(b"\x08\x01")))


def test_values_of_another_kind_are_refused() -> None:
    assert (text(memoryview(b"abc")), number(3), bytes(message(memoryview(b"x")))) == (
        "abc",
        3,
        b"x",
    )
    wrong: list[tuple[Any, Value]] = [
        (text, 1),
        (text, memoryview(b"\xff")),
        (message, 1),
        (number, memoryview(b"1")),
    ]
    for read, value in wrong:
        with pytest.raises(MalformedError):
            read(value)


def test_a_field_is_found_in_a_file_without_reading_past_it() -> None:
    inner = b"\x12\x03abc" + b"\x08\x05" + b"\x12\x02de"
    data = b"\x0a" + bytes([len(inner)]) + inner
    file = io.BytesIO(data)
    spans = WireReader().in_file(file, [range(size_of(file))], 1)
    found = WireReader().in_file(file, spans, 2)
    assert [data[span.start : span.stop] for span in found] == [b"abc", b"de"]
    assert WireReader().in_file(file, spans, 3) == []


@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_a_file_that_ends_early_is_refused(size: int) -> None:
    data = b"\x0a\x08" + b"\x12\x06abcdef"
    file = io.BytesIO(data[:size])
    with pytest.raises(MalformedError, match="cut off"):
        WireReader().in_file(file, [range(size)], 1)


@given(st.binary(max_size=80))
def test_any_bytes_are_fields_or_malformed(data: bytes) -> None:
    file = io.BytesIO(data)
    try:
        taken = fields(data)
    except MalformedError:
        with pytest.raises(MalformedError):
            WireReader().in_file(file, [range(len(data))], 1)
        return
    spans = WireReader().in_file(file, [range(len(data))], 1)
    found = [data[span.start : span.stop] for span in spans]
    assert found == [value for n, value in taken if n == 1 and isinstance(value, bytes)]


def test_a_number_ends_where_it_says() -> None:
    assert varint(memoryview(b"\0\xac\x02\x07"), 1) == (300, 3)
    assert protobuf.MAX_VARINT == 10
