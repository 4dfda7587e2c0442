"""The process that reads the headers of HDF5 files, seen from outside.

A malformed file can crash libhdf5; here that is a reason in a sentence.  The
process starts once, beside whatever else is going on, since importing h5py is
the slowest part of explaining a file; so this module imports nothing of ours.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from typing import IO, Any

TIMEOUT = 60.0

_PROGRAM = os.path.join(os.path.dirname(__file__), "_hdf5_child.py")  # noqa: PTH118, PTH120


class Hdf5Process:
    """The reading process; one for each process that asks.

    `Hdf5Process.current()` starts it, and returns without waiting for it.
    """

    _running: Hdf5Process | None = None

    def __init__(self) -> None:
        self._owner = os.getpid()
        from threading import Lock

        self._lock = Lock()
        self._child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        atexit.register(self._end)

    @classmethod
    def current(cls) -> Hdf5Process:
        """Return the running process; start one where there is none, or where it has ended."""
        running = cls._running
        if running is None or running._owner != os.getpid() or running._child.poll() is not None:
            running = cls._running = cls()
        return running

    def ask(self, request: dict[str, object]) -> dict[str, Any]:
        """Send one request and wait for the answer; an early end is an answer too."""
        from threading import Timer

        with self._lock:
            timer = Timer(TIMEOUT, self._child.kill)
            timer.start()
            try:
                line = self._exchange(json.dumps(request) + "\n")
            finally:
                timed_out = not timer.is_alive()
                timer.cancel()
        if line.endswith("\n"):
            reply: dict[str, Any] = json.loads(line)
            return reply
        self._child.wait()
        reason = f"took longer than {TIMEOUT:g} s" if timed_out else "crashed the HDF5 library"
        return {"error": f"reading them {reason}"}

    def _exchange(self, line: str) -> str:
        stdin, stdout = _open(self._child.stdin), _open(self._child.stdout)
        try:
            stdin.write(line)
            stdin.flush()
            return stdout.readline()
        except BrokenPipeError:
            return ""

    def _end(self) -> None:
        if self._owner == os.getpid():
            self._child.kill()
            self._child.communicate()


def _open(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise BrokenPipeError
    return stream
