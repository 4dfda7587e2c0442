"""Files that are found by their name alone, such as a lock, where anything may have that name."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def beginning(path: Path, most: int) -> bytes:
    """Return what a regular file begins with, no more than so many bytes.

    A pipe would be waited for, and some devices have no end.

    Raises:
        OSError: there is none, or it is something else.

    """
    with open(path, "rb", opener=_opened) as file:  # Path.open takes no opener
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        return file.read(most)


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has none of these pipes
