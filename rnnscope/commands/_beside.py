"""A new file beside the one whose place it is to take, so that there is never half of one.

One that was left behind, by a process that was killed, is taken away before the next is written
for the same place: nobody holds its lock any more, which ends with the process.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_LONGEST = 100  # characters of the name of a file in that of the one beside it
_AGE = 60.0  # seconds: a younger one may just have been made, and not be locked yet


@contextlib.contextmanager
def beside(output: Path, text: str) -> Iterator[Path]:
    """Give a file that has the text, beside the one whose place it is to take."""
    import tempfile

    prefix = f".rnnscope.{output.name[:_LONGEST]}."
    _take_away(output.parent, prefix)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=prefix)
    with contextlib.ExitStack() as stack:
        stack.callback(Path(name).unlink, missing_ok=True)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            if (lock := _locked(file.fileno())) is not None:
                stack.callback(os.close, lock)
            file.write(text)
        _own(Path(name), output)
        Path(name).chmod(_mode(output))
        yield Path(name)


def _take_away(folder: Path, prefix: str) -> None:
    """Delete what was left behind beside one file."""
    ours = re.compile(rf"{re.escape(prefix)}[a-z0-9_]{{8}}")
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        left = [Path(entry) for entry in entries if ours.fullmatch(entry.name)]
        for path in left:
            with contextlib.suppress(OSError):
                if _is_left(path):
                    path.unlink()


def _is_left(path: Path) -> bool:
    """Tell whether nobody is writing a file."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode) or time.time() - found.st_mtime < _AGE:
        return False
    with path.open("rb") as file:
        lock = _locked(file.fileno())
    if lock is not None:
        os.close(lock)
    return lock is not None or sys.platform == "win32"  # where an open file cannot be deleted


def _locked(handle: int) -> int | None:
    """Lock an open file, and return a handle that holds the lock; None where it cannot be had."""
    if sys.platform == "win32":
        return None
    import fcntl

    with contextlib.suppress(OSError):
        lock = os.dup(handle)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
        else:
            return lock
    return None


def _own(new: Path, output: Path) -> None:
    """Give a file the owner of the one whose place it is to take, where that is allowed."""
    if not output.exists() or not hasattr(os, "chown"):
        return
    was, now = output.stat(), new.stat()
    if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
        with contextlib.suppress(OSError):
            os.chown(new, was.st_uid, was.st_gid)


def _mode(output: Path) -> int:
    """Return the permissions the file has, or those that a new one gets."""
    if output.exists():
        return output.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
