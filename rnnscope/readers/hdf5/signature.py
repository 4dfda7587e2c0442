"""How an HDF5 file begins; imports nothing, so that both processes may look.

The format lets a user's block stand before the signature, of 512 bytes or of
a power of two times that.  It is looked for in plain files: to search for it in
a packed member of a zip is to unpack the whole of it, and Keras writes none.
"""

from __future__ import annotations

from typing import BinaryIO

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
LENGTH = len(_SIGNATURE)
_BLOCKS = tuple(512 << i for i in range(32))


def begins(head: bytes) -> bool:
    """Tell by its first bytes, `LENGTH` or more of them, whether a file is HDF5."""
    return head.startswith(_SIGNATURE)


def begins_later(file: BinaryIO, size: int) -> bool:
    """Tell whether a file of so many bytes is HDF5 behind a user's block."""
    for place in _BLOCKS:
        if place + LENGTH > size:
            break
        file.seek(place)
        if begins(file.read(LENGTH)):
            return True
    return False
