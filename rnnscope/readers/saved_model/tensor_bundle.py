"""The index of a TensorFlow checkpoint: the name, shape and dtype of every tensor in it.

`variables.index` is a sorted table as LevelDB writes them: blocks of keys and
values, an index of the blocks, and a footer that says where the index is.
Values are `BundleEntryProto` messages; the numbers of the tensors stand in
other files, which are not opened.  Source: tensorflow/core/util/tensor_bundle
and tensorflow/core/lib/io/format.h.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from rnnscope.untrusted.fields import MAX_AXES
from rnnscope.untrusted.limits import beyond, current
from rnnscope.untrusted.protobuf import MalformedError, WireReader, message, number, signed, varint

MAX_ELEMENTS = 2**63 - 1

DTYPES = {
    1: "float32",
    2: "float64",
    3: "int32",
    4: "uint8",
    5: "int16",
    6: "int8",
    7: "string",
    8: "complex64",
    9: "int64",
    10: "bool",
    14: "bfloat16",
    17: "uint16",
    18: "complex128",
    19: "float16",
    20: "resource",
    21: "variant",
    22: "uint32",
    23: "uint64",
    24: "float8_e5m2",
    25: "float8_e4m3fn",
    29: "int4",
    30: "uint4",
}

_FOOTER = 48  # bytes: two handles, padded, and the magic number
_MAGIC = bytes.fromhex("57fb808b247547db")
_TRAILER = 5  # bytes after a block: how it is compressed, and its checksum
_COMPRESSIONS = {1: "Snappy", 2: "Zstandard"}
_SHAPE, _DTYPE = 2, 1  # fields of BundleEntryProto


class UnknownShapeError(MalformedError):
    """A shape with an axis of unknown size, or without axes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A tensor of a checkpoint."""

    shape: tuple[int, ...]
    dtype: str


def read_index(data: bytes) -> dict[str, Entry]:
    """Read the bytes of a `variables.index`; the keys are checkpoint keys.

    Raises:
        MalformedError: it is no such index, is damaged, or is compressed.

    """
    if len(data) > current().index_bytes:
        raise MalformedError(f"it is {len(data):,} bytes, {beyond('index_bytes')}")
    if len(data) < _FOOTER or data[-len(_MAGIC) :] != _MAGIC:
        raise MalformedError("it is no index of a checkpoint, or its end is missing")
    view, wire = memoryview(data), WireReader()
    entries: dict[str, Entry] = {}
    for key, value in _rows(view):
        if key and not key.startswith(b"\0"):  # the header; a slice of another tensor
            entries[_name(key)] = _entry(wire, memoryview(value))
        if len(entries) > current().index_tensors:
            raise MalformedError(f"it has too many tensors, {beyond('index_tensors')}")
    return entries


def _rows(table: memoryview) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of a table, block by block."""
    footer = table[-_FOOTER:]
    _, _, at = _handle(footer, 0)  # of the block about blocks, which is empty
    start, size, _ = _handle(footer, at)
    last = 0
    for _, handle in _pairs(_block(table, start, size)):
        start, size, _ = _handle(memoryview(handle), 0)
        if start < last:
            raise MalformedError("two blocks of it overlap")
        last = start + size
        yield from _pairs(_block(table, start, size))


def shape_of(wire: WireReader, data: memoryview) -> tuple[int, ...]:
    """Read a `TensorShapeProto`.

    Raises:
        UnknownShapeError: the size of an axis is not known, or how many there are.
        MalformedError: it has too many axes or elements.

    """
    sizes = []
    for field, value in wire.fields(data):
        if field == 2:
            size = 0
            for inner, dim in wire.fields(message(value)):
                size = signed(number(dim)) if inner == 1 else size
            sizes.append(size)
        elif field == 3 and value:
            raise UnknownShapeError("a tensor in it has no shape")
    if -1 in sizes:
        raise UnknownShapeError("a tensor in it has an axis of no size")
    if len(sizes) > MAX_AXES or min(sizes, default=0) < 0 or prod(sizes) > MAX_ELEMENTS:
        raise MalformedError("a tensor in it has a shape that none can have")
    return tuple(sizes)


def dtype_of(code: int) -> str:
    """Return the name of a `DataType`; those that no weight has are given by number."""
    return DTYPES.get(code, f"dtype {code}")


def _entry(wire: WireReader, data: memoryview) -> Entry:
    shape: tuple[int, ...] = ()
    dtype = 0
    for field, value in wire.fields(data):
        if field == _SHAPE:
            shape = shape_of(wire, message(value))
        elif field == _DTYPE:
            dtype = number(value)
    return Entry(shape, dtype_of(dtype))


def _name(key: bytes) -> str:
    try:
        return key.decode()
    except UnicodeDecodeError:
        raise MalformedError("a name in it is not UTF-8") from None


def _handle(data: memoryview, at: int) -> tuple[int, int, int]:
    """Read where a block stands: its start, its size; and where the handle ends."""
    start, at = varint(data, at)
    size, at = varint(data, at)
    return start, size, at


def _block(data: memoryview, start: int, size: int) -> memoryview:
    """Return a block's bytes, if they are whole and not compressed."""
    end = start + size
    if end + _TRAILER > len(data):
        raise MalformedError("a block of it is cut off")
    kind = data[end]
    if kind:
        name = _COMPRESSIONS.get(kind, "an unknown method")
        raise MalformedError(f"it is compressed with {name}, which is not read")
    stored = int.from_bytes(data[end + 1 : end + _TRAILER], "little")
    if stored != masked(crc32c(data[start : end + 1])):
        raise MalformedError("its checksum is wrong: it is damaged")
    return data[start:end]


def _pairs(block: memoryview) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of a block; a key is written as what differs from the last one."""
    restarts = int.from_bytes(block[-4:], "little")  # places where a key is written in full
    if len(block) < 4 + 4 * restarts:
        raise MalformedError("a block of it is cut off")
    data = block[: len(block) - 4 - 4 * restarts]
    key, at, longest = b"", 0, current().index_name_bytes
    while at < len(data):
        shared, at = varint(data, at)
        own, at = varint(data, at)
        length, at = varint(data, at)
        end = at + own + length
        if shared + own > longest:
            raise MalformedError(f"a name in it is too long, {beyond('index_name_bytes')}")
        if shared > len(key) or end > len(data):
            raise MalformedError("a name in it is cut off")
        key = key[:shared] + bytes(data[at : at + own])
        yield key, bytes(data[at + own : end])
        at = end


def masked(checksum: int) -> int:
    """Return a checksum as it is stored, so that it differs from that of data with checksums."""
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF


def crc32c(data: memoryview) -> int:
    """Return the checksum of data that TensorFlow's tables hold."""
    checksum = 0xFFFFFFFF
    for byte in data:
        checksum = _TABLE[(checksum ^ byte) & 0xFF] ^ checksum >> 8
    return checksum ^ 0xFFFFFFFF


def _table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return tuple(table)


_TABLE = _table()
