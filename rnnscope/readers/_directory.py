"""The files of a model that is a directory: those in it and no others.

A link may lead anywhere, so none is followed.
"""

from __future__ import annotations

import stat
from pathlib import Path

from rnnscope.errors import UnreadableModelError


def regular_file(directory: Path, name: str) -> Path | None:
    """Return the path of a file below a directory; None where there is none.

    Raises:
        UnreadableModelError: it is no file, or there is a link on the way to it.

    """
    path, mode = directory, stat.S_IFDIR
    for part in name.split("/"):
        path = path / part
        try:
            mode = path.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(mode):
            raise UnreadableModelError(directory, f"{name} is a link, which is not followed")
    if not stat.S_ISREG(mode):
        raise UnreadableModelError(directory, f"{name} is not a regular file")
    return path


def file_bytes(directory: Path, name: str, limit: int) -> bytes | None:
    """Return what is in a file below a directory; None where there is none.

    Raises:
        UnreadableModelError: it is no file, a link, or longer than `limit` bytes.

    """
    path = regular_file(directory, name)
    if path is None:
        return None
    size = path.stat().st_size
    if size > limit:
        raise UnreadableModelError(directory, f"{name} is {size:,} bytes, too many")
    with path.open("rb") as file:
        return file.read(limit)
