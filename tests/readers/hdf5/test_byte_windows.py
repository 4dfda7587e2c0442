"""A member of a zip is read anywhere in it, as if it were a file."""

from __future__ import annotations

import io
import random
import tracemalloc
import zlib

import pytest

from rnnscope.readers.hdf5 import byte_windows
from rnnscope.readers.hdf5.byte_windows import inflated, window


def _data(size: int) -> bytes:
    chance = random.Random(1)
    return b"".join(chance.randbytes(500) + bytes(1500) for _ in range(size // 2000))


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def test_a_part_of_a_file() -> None:
    part = window(io.BytesIO(b"0123456789"), 3, 4)
    assert part.read() == b"3456"
    assert part.seek(-2, io.SEEK_END) == 2
    assert part.read(1) == b"5"
    assert part.seek(1, io.SEEK_CUR) == 4
    assert part.read() == b""
    assert window(io.BytesIO(b"0123"), 3, 40).read() == b"3"
    assert window(io.BytesIO(b"0123"), 30, 40).read() == b""


@pytest.mark.parametrize("blocks", [1, 2, 512])
def test_what_is_packed_is_read_in_any_order(monkeypatch: pytest.MonkeyPatch, blocks: int) -> None:
    monkeypatch.setattr(byte_windows, "MAX_BLOCKS", blocks)
    monkeypatch.setattr(byte_windows, "MAX_MARKS", 5)
    data = _data(2_000_000)
    packed = _packed(data)
    file = inflated(window(io.BytesIO(packed), 0, len(packed)), len(data))
    chance = random.Random(2)
    for _ in range(200):
        at, count = chance.randrange(len(data)), chance.choice((1, 8, 600, 200_000))
        file.seek(at)
        assert file.read(count) == data[at : at + count]
    file.seek(0)
    assert file.read() == data


def test_what_ends_early_is_told() -> None:
    packed = _packed(_data(400_000))
    short = inflated(window(io.BytesIO(packed), 0, len(packed) // 2), 400_000)
    with pytest.raises(EOFError, match="the packed weights end early"):
        short.read()
    with pytest.raises(zlib.error):
        inflated(window(io.BytesIO(b"\xff" * 100), 0, 100), 100).read()


def test_what_is_packed_tight_takes_little_memory() -> None:
    size = 200 * 2**20
    packed = _packed(bytes(size))
    tracemalloc.start()
    file = inflated(window(io.BytesIO(packed), 0, len(packed)), size)
    file.seek(size - 1)
    assert file.read() == b"\0"
    assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    tracemalloc.stop()
