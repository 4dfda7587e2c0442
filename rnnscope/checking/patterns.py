"""Patterns of paths, as a shell has them: `models/*.keras`, `**/final.keras`.

`**` is any number of directories.  What is hidden is found only where the pattern says so, and
`**` goes into no directory by a link: a link upward would never end.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

_MAGIC = re.compile(r"[*?[]")
_ANY_DEPTH = "**"


def is_pattern(text: str) -> bool:
    """Tell whether a text has a sign that stands for others."""
    return bool(_MAGIC.search(text))


def takes_anything(pattern: str) -> bool:
    """Tell whether a pattern says nothing of the names of files, so that it matches all of them."""
    return set(Path(pattern).name) <= {"*"}


def whole_directories(pattern: str) -> str | None:
    """Return of `models/**` or `models/**/*` what names the directories; None of any other."""
    path = Path(pattern)
    if path.name == "*" and path.parent.name == _ANY_DEPTH:
        path = path.parent
    return str(path.parent) if path.name == _ANY_DEPTH else None


def matching(pattern: str, home: Path) -> list[str]:
    """Return what a pattern matches, sorted: paths from `home`, or absolute as the pattern is."""
    found = [Path(Path(pattern).anchor)]
    for part in _parts(pattern):
        found = [path for base in found for path in _matching(part, base, home)]
    return sorted({str(path) for path in found if path != Path()})


def _parts(pattern: str) -> Iterator[str]:
    path = Path(pattern)
    yield from path.parts[1:] if path.anchor else path.parts


def _matching(part: str, base: Path, home: Path) -> Iterator[Path]:
    if part == _ANY_DEPTH:
        yield from _below(base, home)
    elif is_pattern(part):
        hidden = part.startswith(".")
        for entry in listed(home / base):
            if fnmatch(entry.name, part) and (hidden or not entry.name.startswith(".")):
                yield base / entry.name
    elif os.path.lexists(home / base / part):
        yield base / part


def _below(base: Path, home: Path) -> Iterator[Path]:
    """Yield a directory and all below it."""
    waiting = [base]
    while waiting:
        directory = waiting.pop()
        yield directory
        waiting += [
            directory / entry.name
            for entry in listed(home / directory)
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
        ]


def listed(directory: Path) -> list[os.DirEntry[str]]:
    """Return what is in a directory, sorted; nothing where there is none that may be looked at."""
    try:
        return entries_of(directory)
    except OSError:
        return []


def entries_of(directory: Path) -> list[os.DirEntry[str]]:
    """Return what is in a directory, sorted.

    Raises:
        OSError: there is none, or nobody may look.

    """
    with os.scandir(directory) as entries:
        return sorted(entries, key=lambda entry: entry.name)
