"""How an HDF5 file begins; imports nothing, so that both processes may look.

The format lets other bytes stand before the signature.  No Keras writes any,
and to search for it, as libhdf5 does, is to unpack a whole member of a zip.
"""

from __future__ import annotations

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
LENGTH = len(_SIGNATURE)


def begins(head: bytes) -> bool:
    """Tell by its first bytes, `LENGTH` or more of them, whether a file is HDF5."""
    return head.startswith(_SIGNATURE)
