"""Where a project's file may be, and which one somebody else may have put there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

_FOR_ALL = stat.S_IWOTH | stat.S_ISVTX
_REPOSITORIES = (".git", ".hg", ".jj", ".svn")


def upward(start: Path) -> Iterator[Path]:
    """Yield a directory and those above it, up to a repository's root, or to what is as /tmp."""
    for directory in (start, *start.parents):
        if directory != start and _is_everybodys(directory):
            return
        yield directory
        if any((directory / name).exists() for name in _REPOSITORIES):
            return


def _is_everybodys(directory: Path) -> bool:
    """Tell whether a directory is for everybody's files, as /tmp is."""
    return _mode(directory) & _FOR_ALL == _FOR_ALL


def is_trusted(path: Path) -> bool:
    """Tell whether nobody else can have put a file, or a link to one, where it is."""
    if not (hasattr(os, "geteuid") and _mode(path.parent) & stat.S_IWOTH):
        return True
    try:
        return {path.lstat().st_uid, path.stat().st_uid} == {os.geteuid()}
    except OSError:
        return False


def _mode(directory: Path) -> int:
    try:
        return directory.stat().st_mode
    except OSError:
        return 0
