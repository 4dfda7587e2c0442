"""What a child of ours prints, which the user's own code may: printed here too, on standard error.

It goes line by line through this process's own stream, so that a bar that is shown there stays
whole.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Lock, Thread
from typing import IO

from rnnscope.processes.child_process import Child

_LONGEST = 65_536  # bytes that are printed at once
_ONE_AT_A_TIME = Lock()


def heard(child: Child) -> Thread:
    """Print what a child prints on its standard error, until it prints no more."""
    stream, child.stderr = child.stderr, None  # nobody else is to read it
    thread = Thread(target=_pass_on, args=(stream,), daemon=True)
    thread.start()
    return thread


def _pass_on(stream: IO[bytes] | None) -> None:
    if stream is None:
        return
    with stream:
        while line := stream.readline(_LONGEST):
            with _ONE_AT_A_TIME, suppress(AttributeError, OSError, ValueError):  # nobody listens
                sys.stderr.write(line.decode(errors="replace"))
                sys.stderr.flush()
