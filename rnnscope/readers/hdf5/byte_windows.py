"""A member of a zip as a file that can be read anywhere, without writing it anywhere.

Used by the process that reads HDF5: libhdf5 jumps about in a file.  A stored
member is read in place.  A packed one is unpacked as far as is asked; the
state of the unpacking is kept now and then, and so are the last blocks, so
that a jump back does not begin at the start.
"""

from __future__ import annotations

import io
import zlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, BinaryIO

BLOCK = 64 * 2**10
MAX_BLOCKS = 512  # kept: 32 MiB
MAX_MARKS = 256  # of about 45 kB each
_CHUNK = 16 * 2**10


class _Readable(io.RawIOBase):
    """A file of a known length, of which `_bytes` gives some bytes at a place."""

    def __init__(self, length: int, at: Callable[[int, int], bytes]) -> None:
        self._length, self._bytes, self._at = length, at, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(0, self._length - self._at))
        data = self._bytes(self._at, wanted) if wanted else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def window(file: BinaryIO, start: int, length: int) -> io.BufferedReader:
    """Return a part of a file as a file of its own, no longer than the file has bytes."""

    def at(place: int, count: int) -> bytes:
        file.seek(start + place)
        return file.read(count)

    there = max(0, file.seek(0, io.SEEK_END) - start)
    return io.BufferedReader(_Readable(min(length, there), at), BLOCK)


def inflated(packed: BinaryIO, length: int) -> io.BufferedReader:
    """Return what is packed by deflate, without a header, as a file of `length` bytes."""
    return io.BufferedReader(_Readable(length, _Inflater(packed, length).at), BLOCK)


class _Inflater:
    """Unpacks from the nearest place that is known."""

    def __init__(self, packed: BinaryIO, length: int) -> None:
        self._packed, self._length = packed, length
        self._apart = max(1, -(-length // (MAX_MARKS * BLOCK)))  # blocks between two marks
        self._state: tuple[int, int, Any] = (0, 0, zlib.decompressobj(-zlib.MAX_WBITS))
        self._marks = [(0, 0, self._state[2].copy())]
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def at(self, place: int, count: int) -> bytes:
        """Return some bytes at a place, as many as its block has."""
        number, offset = divmod(place, BLOCK)
        return self._block(number)[offset : offset + count]

    def _block(self, number: int) -> bytes:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        mark = self._marks[bisect_right(self._marks, number, key=lambda mark: mark[0]) - 1]
        if not mark[0] <= self._state[0] <= number:
            self._state = (mark[0], mark[1], mark[2].copy())
        while True:
            reached, data = self._state[0], self._next()
            if reached == number:
                return data

    def _next(self) -> bytes:
        """Unpack one block, and keep it."""
        number, read, state = self._state
        data = b""
        while len(data) < BLOCK and not state.eof:
            self._packed.seek(read)
            packed = self._packed.read(_CHUNK)
            if not packed:
                break
            data += state.decompress(packed, BLOCK - len(data))
            read += len(packed) - len(state.unconsumed_tail)
        if len(data) < min(BLOCK, self._length - number * BLOCK):
            raise EOFError("the packed weights end early")
        self._state = (number + 1, read, state)
        if (number + 1) % self._apart == 0 and number + 1 > self._marks[-1][0]:
            self._marks.append((number + 1, read, state.copy()))
        self._blocks[number] = data
        if len(self._blocks) > MAX_BLOCKS:
            self._blocks.popitem(last=False)
        return data
