"""One run at a time where several would read a file, change it and write it whole."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from rnnscope.errors import UnwritableError

try:
    import fcntl
except ImportError:  # as on Windows, where nothing is waited for
    fcntl = None  # type: ignore[assignment]

_LONGEST = 20.0  # seconds; reading and writing a lock of thousands of models takes a few
_PAUSE = 0.02  # seconds


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Have no other run in such a block for any file beside this one, where that can be known.

    The directory is what is held on to: the file is another one as soon as it is written.

    Raises:
        UnwritableError: another run is not done in time.

    """
    try:
        directory = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY)  # noqa: PTH120
    except OSError:  # whoever writes there says so
        yield
        return
    try:
        _wait(directory, path)
        yield
    finally:
        os.close(directory)


def _wait(directory: int, path: Path) -> None:
    end = time.monotonic() + _LONGEST
    while fcntl is not None:
        try:
            fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                reason = f"another run holds its directory for {_LONGEST:.0f} s; try again"
                raise UnwritableError(path, reason) from None
            time.sleep(_PAUSE)
        except OSError:  # a file system that has no such thing
            return
        else:
            return
