"""The headers of an HDF5 file, read in a process of their own.

A malformed file can crash libhdf5; here that is a reason in a sentence.  The
process starts once, beside whatever else is going on, since importing h5py is
the slowest part of explaining a file.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model import Tensor

TIMEOUT = 60.0

_PROGRAM = Path(__file__).with_name("_hdf5_child.py")


@dataclass(frozen=True, slots=True)
class Headers:
    """Every dataset of a file by its path, and the `name` attribute of each group."""

    tensors: Mapping[str, Tensor]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the HDF5 bytes are: a part of a file, or a compressed member of a zip."""

    path: Path
    start: int = 0
    length: int = 0
    member: str | None = None


def warm_up() -> None:
    """Start the reading process now, so that it is ready when it is needed."""
    _Process.current()


def read_headers(place: Place) -> Headers:
    """Read shapes, dtypes and names, never values.

    Raises:
        UnreadableModelError: the bytes are no HDF5 file, are broken, lead out of the file,
            or took longer than a minute.
    """
    request = {
        "path": str(place.path.absolute()),
        "start": place.start,
        "length": place.length,
        "member": place.member,
    }
    reply = _Process.current().ask(request, place.path)
    if "error" in reply:
        raise UnreadableModelError(place.path, f"its weights: {reply['error']}")
    tensors = {
        path: Tensor(path, tuple(shape), dtype) for path, shape, dtype in reply["tensors"]
    }
    return Headers(tensors, reply["names"])


class _Process:
    """The reading process; one for each process that asks."""

    _running: _Process | None = None

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        atexit.register(self._end)

    @classmethod
    def current(cls) -> _Process:
        """Return the running process; start one where there is none, or where it has ended."""
        running = cls._running
        if running is None or running._owner != os.getpid() or running._child.poll() is not None:
            running = cls._running = cls()
        return running

    def ask(self, request: Mapping[str, object], path: Path) -> Mapping[str, Any]:
        """Send one request and wait for the answer.

        Raises:
            UnreadableModelError: the process ended before it answered.
        """
        with self._lock:
            timer = threading.Timer(TIMEOUT, self._child.kill)
            timer.start()
            try:
                line = self._exchange(json.dumps(request) + "\n")
            finally:
                timed_out = not timer.is_alive()
                timer.cancel()
        if line:
            reply: Mapping[str, Any] = json.loads(line)
            return reply
        self._child.wait()
        reason = f"took longer than {TIMEOUT:.0f} s" if timed_out else "crashed the HDF5 library"
        raise UnreadableModelError(path, f"its weights: reading them {reason}")

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
